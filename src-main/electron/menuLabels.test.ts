import { expect, it } from 'vitest';
import { labelsIn, menuLanguage } from './menuLabels.ts';

it.each([
  ['system', ['ja-JP', 'en-US'], 'ja'],
  ['system', ['de-DE', 'en_GB'], 'en'],
  ['system', ['de-DE'], 'en'],
  ['system', [], 'en'],
  ['ja', ['en'], 'ja'],
  ['en', ['ja'], 'en'],
] as const)('chosen %s with %j, the menu speaks %s', (chosen, preferred, language) => {
  expect(menuLanguage(chosen, preferred)).toBe(language);
});

it('marks no keys on macOS', () => {
  expect(labelsIn('en', 'linux')('view')).toBe('&View');
  expect(labelsIn('en', 'darwin')('view')).toBe('View');
  expect(labelsIn('ja', 'win32')('importStyle')).toBe('スタイルを読み込む(&I)…');
  expect(labelsIn('ja', 'darwin')('importStyle')).toBe('スタイルを読み込む…');
});
