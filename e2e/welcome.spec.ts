/** The first start, and what can take a camera's place. */
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { chooseFiles } from './support/chooser.ts';
import { canvasPicture, psnr } from './support/pixels.ts';
import { small } from './support/settings.ts';
import { framesPass, stageOf } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpeg, ffmpegPath, ffmpegProblem } from './support/tools.ts';

/** Waits until the stage shows something clearly other than now. */
async function moves(page: Page): Promise<void> {
  const before = await canvasPicture(stageOf(page));
  const likeness = async (): Promise<number> => psnr(before, await canvasPicture(stageOf(page)));
  await expect.poll(likeness, { message: 'the picture moves', timeout: 30_000 }).toBeLessThan(60);
}

test('the first start says what happens with the pictures before it asks for the camera', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false } });
  const welcome = page.getByTestId('welcome');
  await expect(welcome).toContainText('Your pictures never leave this computer');
  // Had a camera been asked for, there would be a word about it by the time the scene is on the stage.
  await framesPass(page, 3);
  await expect(page.getByText('No camera found')).toBeHidden();
  expect((await ask(page, 'settings.get', {})).welcomed).toBe(false);
  // Keys that would record the scene, or open dialogs that are not there yet.
  for (const key of ['r', 't', ',', '?']) await page.keyboard.press(key);

  await page.getByRole('button', { name: 'Start the camera' }).click();
  await expect(page.getByText('No camera found')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(async () => (await ask(page, 'settings.get', {})).welcomed).toBe(true);
  await page.reload();
  await expect(page.getByText('No camera found')).toBeVisible();
  await expect(welcome).toBeHidden();
});

test('what it is all about is in sight in the smallest window, too', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false } });
  for (const [width, height] of [
    [640, 480],
    [800, 600],
    [420, 640],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect(page.getByTestId('welcome-start')).toBeInViewport({ ratio: 1 });
    await expect(stageOf(page)).toBeInViewport({ ratio: 1 });
  }
});

test('a file that is dropped where nobody takes it is not opened in the place of the app', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false } });
  /** Whether it would be left to the browser. */
  const left = () =>
    page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['me'], 'me.jpg', { type: 'image/jpeg' }));
      return ['dragenter', 'dragover', 'drop'].map((type) =>
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })),
      );
    });
  await expect(page.getByTestId('welcome')).toBeVisible();
  expect(await left()).toEqual([true, false, false]);
  await expect(page.getByTestId('drop-overlay')).toBeHidden();
  await page.getByRole('button', { name: 'Look around first' }).click();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await left()).toEqual([true, false, false]);
  expect(await ask(page, 'recordings.list', {})).toMatchObject({ recordings: [] });
});

test('the welcome paints our scene, in the style that is tried', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false } });
  const { styles } = await ask(page, 'styles.list', {});
  const last = styles.at(-1)!;
  await page.getByRole('button', { name: last.title }).click();
  await expect(stageOf(page)).toHaveAttribute('data-style', last.id, { timeout: 30_000 });
});

test('the welcome says when the server is gone, and goes on when it is back', async ({ openApp }) => {
  const { page, killServer, startServer } = await openApp({
    camera: null,
    settings: { ...small, welcomed: false },
  });
  await expect(page.getByTestId('welcome')).toBeVisible({ timeout: 60_000 });
  await killServer();
  const message = page.getByTestId('welcome').getByTestId('message');
  await expect(message).toHaveAttribute('data-state', 'server-gone', { timeout: 30_000 });
  await startServer();
  await expect(message).toHaveCount(0, { timeout: 30_000 });
});

test('who looks around first gets the moving scene, which is remembered', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false, strength: 0 } });
  await page.getByRole('button', { name: 'Look around first' }).click();
  await expect(page.getByTestId('camera-select')).toHaveValue('demo-scene');
  await framesPass(page, 2);
  await moves(page);
  expect(await ask(page, 'settings.get', {})).toMatchObject({ welcomed: true, cameraId: 'demo-scene' });
  await page.reload();
  await expect(page.getByTestId('camera-select')).toHaveValue('demo-scene');
  await framesPass(page, 3);

  // Asked for again from a menu or another window, it comes over nothing, and nothing is behind it.
  await page.keyboard.press('l');
  await expect(page.getByTestId('recordings')).toBeVisible();
  await ask(page, 'settings.set', { welcomed: false });
  await page.getByTestId('welcome-look').click();
  await expect(page.getByTestId('camera-select')).toHaveValue('demo-scene');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the scene stands still for those who want less motion', async ({ openApp }) => {
  const { page } = await openApp({
    camera: null,
    settings: { ...small, cameraId: 'demo-scene', strength: 0 },
  });
  await framesPass(page, 2);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await framesPass(page, 4);
  const before = await canvasPicture(stageOf(page));
  await framesPass(page, 8);
  expect(psnr(before, await canvasPicture(stageOf(page)))).toBe(Infinity);
});

test('without a camera a video file takes its place, and plays again and again', async ({
  folder,
  openApp,
}) => {
  test.skip(!ffmpegPath, `no video can be made: ${ffmpegProblem}`);
  const video = join(folder, 'holiday.webm');
  ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=5', '-t', '1', '-c:v', 'libvpx', video);
  const { page } = await openApp({ camera: null, settings: { ...small, strength: 0 } });
  await chooseFiles(page, [video], () => page.getByTestId('offer-choose-video').click());
  const picker = page.getByTestId('camera-select');
  await expect(picker).toHaveValue('video-file');
  await expect(picker.locator('option:checked')).toHaveText(basename(video));
  // More frames than the video has.
  await framesPass(page, 12);
  await moves(page);

  const notes = join(folder, 'notes.mp4');
  writeFileSync(notes, 'This is no video.');
  await chooseFiles(page, [notes], () => picker.selectOption('other-video'));
  await expect(page.getByText('This video cannot be played')).toBeVisible();

  // Files are not remembered; that there is to be one is.
  await page.reload();
  await expect(page.getByText('Which video?')).toBeVisible();
  await page.getByRole('button', { name: 'Demo scene' }).click();
  await expect(picker).toHaveValue('demo-scene');
});
