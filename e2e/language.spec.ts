/** English and Japanese, light and dark: as the system has it, or as it is chosen. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './support/app.ts';
import { chooseLanguage, small } from './support/settings.ts';
import { ask } from './support/talk.ts';

test('the page speaks the language of the system', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, locale: 'ja-JP', settings: { ...small } });
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
  await expect(page.getByRole('heading', { name: 'カメラが見つかりません' })).toBeVisible();
  expect((await ask(page, 'settings.get', {})).language).toBe('system');
});

test('the language is switched at once, there and back, and remembered', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small } });
  const message = page.getByTestId('message').getByRole('heading');
  await expect(message).toHaveText('No camera found');

  await chooseLanguage(page, 'ja');
  await expect(message).toHaveText('カメラが見つかりません');
  await expect(page.getByTestId('mirror')).toHaveAccessibleName('左右反転');
  await page.reload();
  await expect(message).toHaveText('カメラが見つかりません');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja');

  await chooseLanguage(page, 'en');
  await expect(message).toHaveText('No camera found');
  await page.reload();
  await expect(message).toHaveText('No camera found');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('what is said at the very start is said in the chosen language', async ({ folder, openApp }) => {
  const data = join(folder, 'data');
  await mkdir(data);
  await writeFile(join(data, 'library.json'), 'no notes');
  const { page } = await openApp({ camera: null, data, settings: { ...small, language: 'ja' } });
  await expect(page.getByTestId('toast')).toContainText('並び順');
});

test('the welcome is in the language that is chosen on it', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false } });
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('See yourself as a painting');
  await page.getByRole('button', { name: '日本語' }).click();
  await expect(heading).toHaveText('あなたを、絵画に。');
  await expect.poll(async () => (await ask(page, 'settings.get', {})).language).toBe('ja');
});

test('light or dark is the system’s until it is chosen, and then remembered', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small } });
  const wall = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await wall();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await wall();
  expect(dark).not.toBe(light);

  await page.getByTestId('settings-button').click();
  await page.getByTestId('theme-select').selectOption('light');
  await expect.poll(wall).toBe(light);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByTestId('theme-select').selectOption('dark');
  await expect.poll(wall).toBe(dark);
  await expect.poll(async () => (await ask(page, 'settings.get', {})).theme).toBe('dark');
  await page.reload();
  await expect.poll(wall).toBe(dark);
});

for (const language of ['en', 'ja'] as const) {
  test(`the links of the settings stand on one line: ${language}`, async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small, language } });
    await page.getByTestId('settings-button').click();
    const links = page.getByTestId('settings').locator('button[data-testid^="help."]');
    await expect(links).toHaveCount(3);
    const tops = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().top));
    expect(new Set(tops).size, tops.join(' ')).toBe(1);
  });
}
