/** The shelf: what is done with recordings that are there. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { movingClip, soundClip } from './support/clips.ts';
import { decodeAll, finishedClip, recordFor, recordingsIn, stop } from './support/recordings.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
test.describe.configure({ timeout: 240_000 });

test('the shelf plays, renames, trims, removes and brings back', async ({ folder, openApp }) => {
  const { page } = await openApp({ camera: movingClip(), microphone: soundClip() });
  await expect(page.getByTestId('bar-record.library')).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('bar-record.library').click();
  await expect(page.getByTestId('recordings-empty')).toBeVisible();
  await page.getByTestId('recordings-close').click();

  await recordFor(page, 4);
  await stop(page);
  await finishedClip(join(folder, 'data', 'recordings'));
  await page.getByTestId('bar-record.library').click();
  await expect(page.getByTestId('recording').locator('img')).toHaveAttribute('src', /^blob:/, {
    timeout: 60_000,
  });
  await page.getByTestId('recording').click();
  const player = page.getByTestId('player');
  const duration = (): Promise<number> =>
    player.evaluate((video) => (video as HTMLVideoElement).duration || 0);
  await expect.poll(duration).toBeGreaterThan(3.9);
  const whole = await duration();
  // A jump needs a part of the file: the server answers with ranges.
  const jumped = await player.evaluate(async (element) => {
    const video = element as HTMLVideoElement;
    video.pause();
    video.currentTime = 3;
    await new Promise((resolve) => (video.onseeked = resolve));
    return video.currentTime;
  });
  expect(jumped).toBeCloseTo(3, 1);

  const dates = async () =>
    (await ask(page, 'recordings.list', {})).recordings.map(({ createdAt }) => createdAt);
  const [begun] = await dates();
  await page.getByTestId('recording-rename').click();
  await expect(page.getByTestId('recording-name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('recording-rename')).toBeFocused();
  await page.getByTestId('recording-rename').click();
  await page.getByTestId('recording-name').fill('???');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('toast').filter({ hasText: 'no characters' })).toBeVisible();
  await expect(page.getByTestId('recording-name'), 'what was typed can be changed').toHaveValue('???');
  await page.getByTestId('recording-name').fill('Grandmother: 80');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('recording-title')).toHaveText('Grandmother 80');
  await expect(page.getByTestId('recording-rename')).toBeFocused();

  await page.getByTestId('recording-trim').click();
  await page.getByTestId('player').evaluate((video: HTMLVideoElement) => {
    video.pause();
    video.currentTime = 2;
  });
  await page.getByTestId('trim-to-here').click();
  await expect(page.getByTestId('trim-to')).toHaveAttribute('aria-valuetext', '0:02.0');
  await page.getByTestId('trim-make').dblclick();
  await expect(page.getByTestId('recording-title')).toHaveText('Grandmother 80 (2)');
  await expect.poll(duration).toBeGreaterThan(1.8);
  expect(await duration()).toBeLessThan(whole - 1);
  for (const date of await dates()) {
    expect(Math.abs(date - begun!), 'whatever its name, it is of when it was recorded').toBeLessThan(2500);
  }

  await page.getByTestId('recording-remove').click();
  await expect(page.getByTestId('recording'), 'a second click made no second part').toHaveCount(1);
  await page.getByTestId('recordings-undo').getByRole('button').click();
  await expect(page.getByTestId('recording')).toHaveCount(2);
  for (const file of recordingsIn(join(folder, 'data', 'recordings'))) expect(decodeAll(file)).toBe('');
});

test('a full shelf is shown as far as one scrolls, and one comes back to where one was', async ({
  folder,
  openApp,
}) => {
  const shelf = join(folder, 'data', 'recordings');
  mkdirSync(shelf, { recursive: true });
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  for (let n = 0; n < 150; n++) writeFileSync(join(shelf, `pier ${n}.png`), Buffer.from(pixel, 'base64'));
  const { page } = await openApp({ camera: movingClip() });
  await page.getByTestId('bar-record.library').click({ timeout: 60_000 });
  const items = page.getByTestId('recording');
  await expect(items.first()).toBeVisible({ timeout: 60_000 });
  expect(await items.count()).toBeLessThan(150);
  await expect(async () => {
    await items.last().scrollIntoViewIfNeeded();
    await expect(items).toHaveCount(150, { timeout: 500 });
  }).toPass({ timeout: 60_000 });
  const name = (await items.nth(120).locator('b').textContent()) ?? '';
  await items.nth(120).click();
  await expect(page.getByTestId('recording-title')).toHaveText(name);
  await page.getByTestId('recording-back').click();
  await expect(items.nth(120)).toBeFocused();
  // What is taken out of the folder meanwhile is seen when the person comes back to the window.
  rmSync(join(shelf, `${name}.png`));
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(items).toHaveCount(149);
});

test('the shelf lets go of what cannot be read, empties its trash, and says what it cannot do', async ({
  folder,
  openApp,
}) => {
  const shelf = join(folder, 'data', 'recordings');
  mkdirSync(shelf, { recursive: true });
  for (const name of ['broken', 'gone']) writeFileSync(join(shelf, `${name}.mp4`), 'not a clip');
  const { page } = await openApp({ camera: movingClip() });
  await page.getByTestId('bar-record.library').click({ timeout: 60_000 });
  const item = (name: string): Locator => page.getByTestId('recording').filter({ hasText: name });
  await item('gone').click();
  rmSync(join(shelf, 'gone.mp4'));
  await page.getByTestId('recording-remove').click();
  // In the dialog: what lies outside it could be neither reached nor heard.
  const toast = page.getByTestId('recordings').getByTestId('toast');
  await expect(toast).toContainText('not there any more');
  await toast.getByRole('button').click();
  await expect(toast).toHaveCount(0);
  await expect(item('gone')).toHaveCount(0);

  await item('broken').click();
  await expect(page.getByTestId('recording-unplayable')).toBeVisible();
  await page.getByTestId('recording-remove').click();
  await page.getByTestId('recordings-trash').locator('summary').click();
  const trashed = (): string[] => readdirSync(join(shelf, '.trash'));
  expect(trashed()).toHaveLength(1);
  await page.getByTestId('recordings-empty-trash').click();
  await page.getByTestId('recordings-empty-trash').click();
  await expect(page.getByTestId('recordings-trash')).toHaveCount(0);
  expect(trashed()).toEqual([]);
});
