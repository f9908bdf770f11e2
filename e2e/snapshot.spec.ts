/** Snapshots: what hangs on the stage, as large as it hangs there. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './support/app.ts';
import { cardAtTheEdge, videoFrames } from './support/card.ts';
import { stillClip } from './support/clips.ts';
import { canvasPicture, decode, mirrored, type Picture, psnr } from './support/pixels.ts';
import { recordingsIn } from './support/recordings.ts';
import { full } from './support/settings.ts';
import { stageOf, viewGoesOn } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
test.describe.configure({ timeout: 240_000 });

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Takes one with its key; gives the newest picture in the folder. */
async function snapshot(page: Page, folder: string): Promise<Picture> {
  const pictures = (): string[] => {
    try {
      const files = recordingsIn(join(folder, 'data', 'recordings'));
      // An empty one keeps the name until the picture takes its place.
      return files.filter((file) => /\d\d [^.]*\.png$/.test(file) && statSync(file).size > 0);
    } catch {
      return [];
    }
  };
  const before = pictures();
  await page.keyboard.press('s');
  await expect.poll(() => pictures().length, { timeout: 60_000 }).toBe(before.length + 1);
  return decode(pictures().find((file) => !before.includes(file))!);
}

/** The size of the picture in the clipboard. */
async function copied(page: Page): Promise<Size> {
  await page.context().grantPermissions(['clipboard-read']);
  return page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const { width, height } = await createImageBitmap(await item!.getType('image/png'));
    return { width, height };
  });
}

/** The size at which a whole picture of this size hangs there, in the screen's own pixels. */
async function hung(page: Page, { width, height }: Size): Promise<Size> {
  const [wide, high, ratio] = await stageOf(page).evaluate(
    ({ clientWidth, clientHeight }) => [clientWidth, clientHeight, devicePixelRatio] as const,
  );
  const times = ratio * Math.max(wide / width, high / height);
  return { width: Math.round(width * times), height: Math.round(height * times) };
}

/** A picture as somebody else makes it larger or smaller. */
async function scaled({ rgb, ...size }: Picture, { width, height }: Size): Promise<Picture> {
  const image = sharp(rgb, { raw: { ...size, channels: 3 } });
  const bytes = await image.resize(width, height, { fit: 'fill', kernel: 'mitchell' }).raw().toBuffer();
  return { width, height, rgb: bytes };
}

/** The left or the right half. */
async function half({ rgb, width, height }: Picture, side: 0 | 1): Promise<Picture> {
  const area = { left: (side * width) / 2, top: 0, width: width / 2, height };
  const image = sharp(rgb, { raw: { width, height, channels: 3 } });
  return { width: width / 2, height, rgb: await image.extract(area).raw().toBuffer() };
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

test('a snapshot is the stage in its own pixels as a PNG, alone or beside an original of that size', async ({
  folder,
  openApp,
}) => {
  const { clip: camera, picture } = stillClip();
  const { page } = await openApp({ camera, settings: { mirror: false, ...full } });
  await viewGoesOn(page);
  // A screen with more pixels than the page knows.
  const screen = await page.context().newCDPSession(page);
  const metrics = { width: 1180, height: 780, deviceScaleFactor: 2, mobile: false };
  await screen.send('Emulation.setDeviceMetricsOverride', metrics);
  const painted = await canvasPicture(stageOf(page));
  expect(sizeOf(painted)).toEqual(full.resolution);
  const size = await hung(page, painted);
  expect(size.width, 'the stage is larger than what is painted').toBeGreaterThan(1.5 * painted.width);

  const alone = await snapshot(page, folder);
  expect(sizeOf(alone)).toEqual(size);
  expect(psnr(alone, await scaled(painted, size)), 'the painting').toBeGreaterThan(30);
  const { recordings } = await ask(page, 'recordings.list', {});
  expect(recordings, 'it is on the shelf').toMatchObject([{ type: 'png', state: 'ready', ...size }]);
  expect(await copied(page), 'it is in the clipboard').toEqual(size);

  await page.getByTestId('bar-record.options').click();
  await page.getByTestId('snapshot-both').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  const both = await snapshot(page, folder);
  expect(sizeOf(both)).toEqual({ width: 2 * size.width, height: size.height });
  const seen = await mirrored(await scaled(await decode(picture), size));
  expect(psnr(await half(both, 0), seen), 'the original is on the left, in the mirror').toBeGreaterThan(24);
  expect(psnr(await half(both, 1), await mirrored(alone)), 'the painting is on the right').toBeGreaterThan(
    45,
  );
});

test('on a small stage a snapshot has the size of the camera, or what was painted as it is', async ({
  folder,
  openApp,
}) => {
  const { clip: camera } = stillClip();
  const { page } = await openApp({ camera, settings: { mirror: false } });
  await page.setViewportSize({ width: 560, height: 420 });
  await viewGoesOn(page);
  const painted = await canvasPicture(stageOf(page));
  expect((await hung(page, painted)).width, 'the stage is smaller than the camera').toBeLessThan(640);
  const snapped = await snapshot(page, folder);
  expect(sizeOf(snapped)).toEqual({ width: 640, height: 480 });
  expect(psnr(snapped, await scaled(painted, snapped))).toBeGreaterThan(30);

  await page.getByTestId('resolution-select').selectOption('640x480');
  await expect.poll(async () => (await canvasPicture(stageOf(page))).width, { timeout: 60_000 }).toBe(640);
  const whole = await canvasPicture(stageOf(page));
  expect(psnr(await snapshot(page, folder), whole), 'the same pixels').toBeGreaterThan(45);
});

// Of video a smaller painting would be RGBA; the larger one is enlarged less, and edges gain little by it.
for (const { from, settings, before, steeper } of [
  { from: 'RGBA', settings: {}, before: () => Promise.resolve(), steeper: 1.02 },
  {
    from: 'video',
    settings: { resolution: { width: 512, height: 288 } },
    before: cardAtTheEdge,
    steeper: 0.9,
  },
]) {
  test(`where there is a graphics card, a snapshot is enlarged by it from ${from}, with its edges where the original has them`, async ({
    folder,
    openApp,
  }) => {
    const { page } = await openApp({
      camera: stillClip().clip,
      settings: { mirror: false, ...settings },
      before: async (opened) => {
        await before(opened);
        await softwareAsCard(opened);
      },
    });
    if (from === 'video') await expect.poll(() => videoFrames(page)).toHaveProperty('I420 512x288');
    await viewGoesOn(page);
    const can = await page.evaluate(() => new OffscreenCanvas(8, 8).getContext('webgl2') !== null);
    test.skip(!can, 'this browser has no WebGL');
    const scaledByBrowser = await snapshot(page, folder);
    await page.evaluate(() => Object.assign(window, { card: true }));
    const fine = await snapshot(page, folder);
    expect(sizeOf(fine)).toEqual(sizeOf(scaledByBrowser));
    const likeness = psnr(fine, scaledByBrowser);
    expect(likeness, 'the same picture').toBeGreaterThan(25);
    expect(likeness, 'drawn in another way').toBeLessThan(55);
    expect(steepness(fine)).toBeGreaterThan(steeper * steepness(scaledByBrowser));
  });
}

/** The processor, which stands in for a card here, is called one; not for the stage, where it is too slow. */
async function softwareAsCard(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { getParameter } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.getParameter = function (name: number): unknown {
      const isName = name === 0x9246 && 'card' in window && this.canvas instanceof OffscreenCanvas;
      return isName ? 'A graphics card' : (getParameter.call(this, name) as unknown);
    };
  });
}

/** How steep edges are: the mean square of the difference between neighbours. */
function steepness({ rgb, width }: Picture): number {
  let sum = 0;
  for (let i = 3; i < rgb.length; i++) if (i % (3 * width) >= 3) sum += (rgb[i]! - rgb[i - 3]!) ** 2;
  return sum / rgb.length;
}
