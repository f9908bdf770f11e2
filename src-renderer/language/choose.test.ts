import { expect, it } from 'vitest';
import { chooseLanguage } from './choose.ts';

it.each([
  [['ja'], 'ja'],
  [['ja-JP', 'en-US'], 'ja'],
  [['JA-jp'], 'ja'],
  [['en-GB', 'ja'], 'en'],
  [['de-AT', 'fr', 'ja', 'en'], 'ja'],
  [['de', 'fr'], 'en'],
  [['jam'], 'en'],
  [[], 'en'],
] as const)('the system with %j gets %s', (system, language) => {
  expect(chooseLanguage('system', system)).toBe(language);
});

it('a chosen language stands whatever the system has', () => {
  expect(chooseLanguage('ja', ['en'])).toBe('ja');
  expect(chooseLanguage('en', ['ja'])).toBe('en');
});
