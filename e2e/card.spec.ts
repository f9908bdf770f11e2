/** Frames go to a graphics card as the camera gives them, and come back as video; to a processor where they are just as large as the painting. */
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './support/app.ts';
import { cardAtTheEdge, countVideo, videoFrames } from './support/card.ts';
import { stillClip } from './support/clips.ts';
import { canvasPicture, decode, mirrored, psnr, writePng } from './support/pixels.ts';
import { finishedClip, frameAt, recordFor, stop } from './support/recordings.ts';
import { framesPass, stageOf } from './support/stage.ts';
import { ffmpegPath, ffmpegProblem, runScript } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

test('the camera’s own frames are painted, shown beside their original, and recorded', async ({
  folder,
  openApp,
}) => {
  const { clip: camera, picture } = stillClip();
  const size = { width: 512, height: 288 };
  const { page } = await openApp({
    camera,
    settings: { mirror: true, strength: 0, styleId: 'great-wave', resolution: size },
    before: cardAtTheEdge,
  });
  const stage = stageOf(page);
  // What the camera shows, cut to the painting's shape.
  const wide = async ({ width, height }: { width: number; height: number }): Promise<Buffer> =>
    sharp(picture).resize(width, height, { fit: 'cover' }).png().toBuffer();

  await expect.poll(() => videoFrames(page), 'it is video').toHaveProperty('I420 512x288');
  await framesPass(page, 5);
  const seen = await canvasPicture(stage);
  expect(seen).toMatchObject(size);
  expect(psnr(seen, await decode(await wide(size))), 'strength 0 against the clip').toBeGreaterThan(24);

  await page.getByRole('slider', { name: /strength/i }).press('End');
  await framesPass(page, 8);
  const painted = await canvasPicture(stage);
  const [input, output] = [join(folder, 'seen.png'), join(folder, 'stylized.png')];
  await writePng(input, seen);
  runScript('stylize', input, '--style', 'great-wave', '--out', output);
  expect(psnr(painted, await decode(output)), 'the stage against stylize').toBeGreaterThan(32);

  // The original is there in the camera's own size.
  await page.keyboard.down('c');
  await framesPass(page, 3);
  const original = await canvasPicture(page.getByTestId('original'));
  await page.keyboard.up('c');
  expect(original).toMatchObject({ width: 640, height: 360 });
  expect(psnr(original, await decode(await wide(original))), 'the original against the clip').toBeGreaterThan(
    24,
  );
  expect(Object.keys(await videoFrames(page)).sort()).toEqual(['I420 512x288', 'I420 640x480']);

  await recordFor(page, 2);
  await stop(page);
  const clip = await finishedClip(join(folder, 'data', 'recordings'));
  const frame = await decode(frameAt(clip, 1, join(folder, 'frame.png')));
  const asShown = await sharp(Buffer.from((await mirrored(painted)).rgb), { raw: { ...size, channels: 3 } }).resize(frame.width, frame.height).png().toBuffer(); // prettier-ignore
  expect(psnr(frame, await decode(asShown)), 'the clip against the stage').toBeGreaterThan(24);
});

test('a processor is given the camera’s own frames, too, where they are as large as the painting', async ({
  folder,
  openApp,
}) => {
  const { clip: camera, picture } = stillClip();
  const { page } = await openApp({
    camera,
    settings: { styleId: 'great-wave', resolution: { width: 640, height: 480 } },
    before: countVideo,
  });
  await expect.poll(() => videoFrames(page), 'it is video').toHaveProperty('I420 640x480');
  await framesPass(page, 3);
  const [input, output] = [join(folder, 'seen.png'), join(folder, 'stylized.png')];
  await sharp(picture).png().toFile(input);
  runScript('stylize', input, '--style', 'great-wave', '--out', output);
  const painted = await canvasPicture(stageOf(page));
  expect(painted).toMatchObject({ width: 640, height: 480 });
  expect(psnr(painted, await decode(output)), 'the stage against stylize').toBeGreaterThan(32);
});
