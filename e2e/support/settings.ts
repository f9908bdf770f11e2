/** Settings for tests, and what a test does in the settings dialog. */
import type { Page } from '@playwright/test';
import type { Settings } from '../../src-main/studio/contract.ts';
import { expect } from './app.ts';
import { ask } from './talk.ts';

/** A small picture, where a test is about words: painting it takes next to nothing. */
export const small = { resolution: { width: 160, height: 120 } } as const;

/** The size that cameras give, where a test is about pixels. */
export const full = { resolution: { width: 640, height: 480 } } as const;

/** Opens the settings with their key, chooses the language, closes them again, and waits until it is kept. */
export async function chooseLanguage(page: Page, language: Settings['language']): Promise<void> {
  await page.keyboard.press(',');
  await page.getByTestId('language-select').selectOption(language);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('settings')).toBeHidden();
  await expect.poll(async () => (await ask(page, 'settings.get', {})).language).toBe(language);
}
