/** The main job: a camera's picture, repainted live, in a real browser. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './support/app.ts';
import { movingClip, stillClip } from './support/clips.ts';
import { canvasPicture, decode, psnr, writePng } from './support/pixels.ts';
import { full } from './support/settings.ts';
import { framesPass, stageOf } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem, runScript } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

/** Ids of two styles there are. */
async function twoStyles(page: Page): Promise<[string, string]> {
  const { styles, problems } = await ask(page, 'styles.list', {});
  expect(problems).toEqual([]);
  const [first, second] = styles;
  if (!first || !second) throw new Error('There are fewer than two styles in models/.');
  return [first.id, second.id];
}

async function setStrength(page: Page, key: 'Home' | 'End'): Promise<void> {
  await page.getByRole('slider', { name: /strength/i }).press(key);
}

test('the camera is repainted in the style that is chosen, and goes on moving', async ({ openApp }) => {
  const { page } = await openApp({
    camera: movingClip(),
    settings: { mirror: false, ...full },
  });
  const [first, second] = await twoStyles(page);
  const stage = stageOf(page);

  for (const style of [first, second]) {
    await page.getByTestId(`tile-${style}`).click();
    await expect(stage).toHaveAttribute('data-style', style);
    await framesPass(page, 5);
    const before = await canvasPicture(stage);
    expect([before.width, before.height]).toEqual([640, 480]);
    await framesPass(page, 10);
    // The clip is short, and comes round to the very same picture.
    const change = async (): Promise<number> => psnr(before, await canvasPicture(stage));
    await expect.poll(change, 'the picture moves').toBeLessThan(60);
    await expect(stage).toHaveAttribute('data-style', style);
    expect((await ask(page, 'settings.get', {})).styleId).toBe(style);
  }
});

test('the rate and the age of the picture are in sight', async ({ openApp }) => {
  const { page } = await openApp({ camera: movingClip() });
  const [style] = await twoStyles(page);
  await page.getByTestId(`tile-${style}`).click();
  await expect(stageOf(page)).toHaveAttribute('data-style', style);
  await framesPass(page, 20);
  const figure = async (id: string): Promise<number> => {
    const text = (await page.getByTestId(id).textContent()) ?? '';
    return Number(/[\d.]+/.exec(text)?.[0] ?? NaN);
  };
  await expect.poll(() => figure('fps'), 'pictures per second').toBeGreaterThan(1);
  await expect.poll(() => figure('age'), 'milliseconds').toBeGreaterThan(0);
  expect(await figure('age')).toBeLessThan(60_000);
});

test('what is on the stage is what stylize makes of the same frame; strength 0 is the camera', async ({
  folder,
  openApp,
}) => {
  const { clip, picture } = stillClip();
  // Small enough to be RGBA; as video, colour would have a quarter of the pixels (`card.spec.ts`).
  const size = { width: 320, height: 240 };
  const { page } = await openApp({ camera: clip, settings: { mirror: false, resolution: size } });
  const [style] = await twoStyles(page);
  const stage = stageOf(page);
  await page.getByTestId(`tile-${style}`).click();

  await setStrength(page, 'Home');
  await framesPass(page, 10);
  const seen = await canvasPicture(stage);
  // A browser and ffmpeg make RGB of the camera's YUV each in their own way.
  const small = await decode(await sharp(picture).resize(size.width, size.height).png().toBuffer());
  expect(psnr(seen, small), 'strength 0 against the clip').toBeGreaterThan(24);

  await setStrength(page, 'End');
  await expect(stage).toHaveAttribute('data-style', style);
  await framesPass(page, 10);
  const painted = await canvasPicture(stage);
  expect(psnr(painted, seen), 'the painting is not the camera').toBeLessThan(22);

  const input = join(folder, 'seen.png');
  const output = join(folder, 'stylized.png');
  await writePng(input, seen);
  runScript('stylize', input, '--style', style, '--out', output);
  expect(psnr(painted, await decode(output)), 'the stage against stylize').toBeGreaterThan(48);
});

test('two styles make two pictures of the same frame', async ({ openApp }) => {
  const { page } = await openApp({
    camera: stillClip().clip,
    settings: { mirror: false, strength: 1, ...full },
  });
  const stage = stageOf(page);
  const pictures = [];
  for (const style of await twoStyles(page)) {
    await page.getByTestId(`tile-${style}`).click();
    await expect(stage).toHaveAttribute('data-style', style);
    await framesPass(page, 5);
    pictures.push(await canvasPicture(stage));
  }
  const [one, other] = pictures;
  expect(psnr(one!, other!)).toBeLessThan(25);
});
