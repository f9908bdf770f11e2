import { flushSync } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import { currentLanguage, speak, t, told } from './language.svelte.ts';

afterEach(() => speak('system'));

it('speaks English where the system has nothing that the page speaks', () => {
  expect(currentLanguage()).toBe('en');
  expect(t('controls.mirror')).toBe('Mirror');
});

it('changes at once what is read from it', () => {
  speak('ja');
  flushSync();
  expect(currentLanguage()).toBe('ja');
  expect(t('controls.mirror')).toBe('左右反転');
  expect(t('gallery.problems', { count: 2 })).toBe('2 件のスタイルを飾れませんでした');
});

it('says a refusal in English as it came, in another language by its code', () => {
  const refusal = { code: 'paint-failed', message: 'Opset 8 is too old.' } as const;
  expect(told(refusal)).toBe('Opset 8 is too old.');
  speak('ja');
  expect(told(refusal)).toContain('Opset 8 is too old.');
  expect(told(refusal)).toContain('実行できませんでした');
});
