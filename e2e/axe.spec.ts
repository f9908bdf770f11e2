/** What axe finds, on everything that the page shows: nothing. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { axeFindsNothing } from './support/axe.ts';
import { movingClip } from './support/clips.ts';
import { small } from './support/settings.ts';
import { messageOf } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpeg, ffmpegPath, ffmpegProblem, root } from './support/tools.ts';

/** From now on every camera fails like this. */
function failCameras(page: Page, error: string): Promise<void> {
  return page.evaluate((name) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
  }, error);
}

test.describe('axe finds nothing', () => {
  test.slow();

  test('on the welcome, in both languages', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false } });
    await expect(page.getByTestId('welcome')).toBeVisible();
    await axeFindsNothing(page, 'welcome');
    await page.getByTestId('welcome-ja').click();
    await axeFindsNothing(page, 'welcome in Japanese');
  });

  test('on the live view and the settings', async ({ openApp }) => {
    test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
    const { page } = await openApp({ camera: movingClip(), settings: { ...small } });
    await expect(page.getByTestId('stage')).toHaveAttribute('data-frame', /\d/);
    await axeFindsNothing(page, 'live view');
    await page.getByTestId('settings-button').click();
    await axeFindsNothing(page, 'settings');
    await page.setViewportSize({ width: 480, height: 860 });
    await page.keyboard.press('Escape');
    await axeFindsNothing(page, 'narrow live view');
  });

  test('on what is said when there is no picture', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small } });
    await expect(messageOf(page, 'camera-none')).toBeVisible();
    await axeFindsNothing(page, 'no camera');
    for (const [error, state] of [
      ['NotReadableError', 'camera-in-use'],
      ['NotAllowedError', 'camera-refused-by-system'],
      ['TypeError', 'camera-unsupported'],
    ] as const) {
      await failCameras(page, error);
      await page.getByTestId('remedy').click();
      await expect(messageOf(page, state)).toBeVisible();
      await axeFindsNothing(page, state);
    }
    await ask(page, 'settings.set', { cameraId: 'video-file' });
    await expect(messageOf(page, 'camera-no-video')).toBeVisible();
    await axeFindsNothing(page, 'no video');
  });

  test('on the tools of the picture, and on all that opens over it', async ({ openApp }) => {
    test.slow();
    // In Japanese: what is over the page is the same in either language, and the rest was looked at in English.
    const { page } = await openApp({
      camera: null,
      settings: { ...small, language: 'ja', cameraId: 'demo-scene' },
    });
    await expect(page.getByTestId('bar-view.compare')).toBeEnabled();
    const { styles } = await ask(page, 'styles.list', {});
    const [first, second, third] = styles.map(({ id }) => id);

    await page.keyboard.press('d');
    await page.keyboard.press('b');
    await axeFindsNothing(page, 'divider, and a second style to be chosen');
    await page.getByTestId(`tile-${second}`).click();
    await page.getByTestId('bar-record.options').click();
    await expect(page.getByTestId('blend-amount')).toBeVisible();
    await page.getByTestId(`tile-${third}`).press('Delete');
    await expect(page.getByTestId('toast')).toBeVisible();
    // It stays as long as the focus is there.
    await page.getByTestId('toast').getByRole('button').first().focus();
    await axeFindsNothing(page, 'blend, recording options and a notice');
    await page.keyboard.press('f');
    await expect(page.getByRole('complementary')).toBeHidden();
    await axeFindsNothing(page, 'full screen');
    await page.keyboard.press('f');

    // So low that each of them scrolls: what is in them has to be reached by keys, too.
    await page.setViewportSize({ width: 900, height: 400 });
    const dialogs: readonly [string, () => Promise<void>][] = [
      ['palette', () => page.keyboard.press('Control+k')],
      ['shortcuts', () => page.keyboard.press('?')],
      ['guide', () => page.keyboard.press('F1')],
      ['recordings', () => page.keyboard.press('l')],
      ['rename', () => page.getByTestId(`tile-${first}`).press('F2')],
      ['trash', () => page.getByTestId('open-trash').click()],
      ['devices', () => page.getByTestId('devices-open').click()],
    ];
    for (const [name, open] of dialogs) {
      await open();
      await expect(page.locator('dialog[open]')).toBeVisible();
      await axeFindsNothing(page, name);
      await page.keyboard.press('Escape');
      await expect(page.locator('dialog[open]')).toHaveCount(0);
    }
  });

  test('on a clip that is cut, or made a loop of', async ({ folder, openApp }) => {
    test.skip(!ffmpegPath, `no clip can be made: ${ffmpegProblem}`);
    const shelf = join(folder, 'data', 'recordings');
    mkdirSync(shelf, { recursive: true });
    const clip = join(shelf, '2026-11-24 09.05.12 The Scream.webm');
    ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10', '-t', '3', '-c:v', 'libvpx', clip);
    const { page } = await openApp({ camera: null, settings: { ...small, cameraId: 'demo-scene' } });
    await page.getByTestId('bar-record.library').click();
    await expect(page.getByTestId('recording').locator('img')).toHaveAttribute('src', /^blob:/);
    await axeFindsNothing(page, 'shelf with a clip');
    await page.getByTestId('recording').click();
    await expect(page.getByTestId('player')).toBeVisible();
    await page.getByTestId('recording-trim').click();
    await expect(page.getByTestId('trim-make')).toBeVisible();
    await axeFindsNothing(page, 'a clip that is cut');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByTestId('recording-loop').click();
    await expect(page.getByTestId('loop-type')).toBeVisible();
    await axeFindsNothing(page, 'a loop of a clip');
  });

  test('on a training whose painting is chosen', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small, cameraId: 'demo-scene' } });
    await page.getByTestId('train').click();
    await expect(page.getByTestId('composer')).toBeVisible();
    await axeFindsNothing(page, 'a new training');
    await page.getByTestId('painting-file').setInputFiles(join(root, 'docs', 'pictures', 'live.jpg'));
    await expect(page.getByTestId('painting')).toBeVisible();
    await page.getByLabel('Year', { exact: true }).fill('soon');
    await expect(page.getByTestId('composer').getByRole('alert')).toBeVisible();
    await axeFindsNothing(page, 'a training whose painting is chosen, and whose year is none');
  });
});
