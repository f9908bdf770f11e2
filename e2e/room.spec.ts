/** Where there is little room: in small windows, and for letters twice as large as usual. */
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { soundClip } from './support/clips.ts';
import { finishedClip } from './support/recordings.ts';
import { small } from './support/settings.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath } from './support/tools.ts';

const settings = { ...small, cameraId: 'demo-scene' } as const;

/** As the browser's own setting does it, not its zoom. */
async function twiceAsLarge(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
}

async function rightEdge(element: Locator): Promise<number> {
  const { x, width } = (await element.boundingBox())!;
  return x + width;
}

test('on a low stage, all that is chosen before a recording can be reached', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings });
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(page.getByTestId('bar-view.compare')).toBeEnabled();
  const { styles } = await ask(page, 'styles.list', {});
  await page.keyboard.press('b');
  await page.getByTestId(`tile-${styles[1]!.id}`).click();
  await page.getByTestId('bar-record.options').click();
  for (const name of ['microphone', 'snapshot-both']) {
    const choice = page.getByTestId(name);
    await choice.click();
    await expect(choice).toHaveAttribute('aria-checked', 'true');
  }
  await page.getByTestId('bar-record.options').click();
  await expect(page.getByTestId('record-panel')).toHaveCount(0);
});

test('while a recording runs, the bar is one line beside the gallery', async ({ folder, openApp }) => {
  const microphone = ffmpegPath ? soundClip() : null;
  const withSound = { ...settings, microphone: microphone !== null };
  const { page } = await openApp({ camera: null, microphone, settings: withSound });
  await page.setViewportSize({ width: 800, height: 600 });
  const record = page.getByTestId('bar-record.toggle');
  await expect(record).toBeEnabled();
  await record.click();
  // A clip without a picture is none.
  await expect(record).toContainText(/0:0[1-9]/);
  const { height } = (await page.getByTestId('bar').boundingBox())!;
  expect(height).toBeLessThan(60);
  await record.click();
  await finishedClip(join(folder, 'data', 'recordings'));
});

test('a long title leaves a narrow dialog its cross', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...settings, language: 'ja' } });
  await page.setViewportSize({ width: 360, height: 640 });
  await expect(page.getByTestId('bar-view.compare')).toBeEnabled();
  await page.keyboard.press('?');
  const cross = page.getByTestId('shortcuts-close');
  await expect(cross).toBeVisible();
  expect(await rightEdge(cross)).toBeLessThan(await rightEdge(page.getByTestId('shortcuts')));
});

test('letters twice as large leave the picture its room, and push nothing out of sight', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: null, settings });
  await expect(page.getByTestId('bar-view.compare')).toBeEnabled();
  await twiceAsLarge(page);
  await page.setViewportSize({ width: 800, height: 600 });
  await expect
    .poll(async () => (await page.getByRole('region', { name: 'Stage' }).boundingBox())!.width)
    .toBe(800);
  await page.setViewportSize({ width: 360, height: 640 });
  await expect.poll(() => rightEdge(page.getByTestId('settings-button'))).toBeLessThan(360);
  // Large screens enlarge the letters further.
  await page.setViewportSize({ width: 2400, height: 1350 });
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe('36px');
});

test('a title of one long word stays on its label in full screen', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings });
  await expect(page.getByTestId('bar-view.compare')).toBeEnabled();
  const { styles } = await ask(page, 'styles.list', {});
  const tile = page.getByTestId(`tile-${styles[0]!.id}`);
  await tile.press('F2');
  const title = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk';
  await page.getByTestId('new-title').fill(title);
  await page.keyboard.press('Enter');
  await expect(tile).toContainText(title);
  await page.keyboard.press('f');
  const caption = page.locator('.caption');
  await expect(caption).toContainText(title);
  expect(await caption.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
});
