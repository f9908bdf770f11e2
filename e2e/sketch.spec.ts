/** The slow method in the app: the sketch in the training's dialog, and a still, with the real loss network. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect as soon, test } from './support/app.ts';
import { axeFindsNothing } from './support/axe.ts';
import { stillClip } from './support/clips.ts';
import { decode, psnr } from './support/pixels.ts';
import { small } from './support/settings.ts';
import { ffmpegPath, ffmpegProblem, sharedFile } from './support/tools.ts';

const painting = sharedFile('paintings', 'wave.jpg');
const lossNetwork =
  process.env['PASTICHE_LOSS_NETWORK'] || sharedFile('vgg19', 'vgg19-conv1_1-to-conv3_4.safetensors');

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
test.skip(!painting, 'there is no painting (PASTICHE_SHARED)');
test.skip(!lossNetwork || !existsSync(lossNetwork), 'there is no loss network (PASTICHE_LOSS_NETWORK)');
/** A painter, a browser and a process that paints share a machine that may be busy. */
const expect = soon.configure({ timeout: 180_000 });
test.setTimeout(600_000);

test('a sketch of the camera’s picture follows the knobs; a still is painted and saved beside another', async ({
  openApp,
}) => {
  const { clip } = stillClip();
  const { page, data } = await openApp({
    camera: clip,
    settings: { ...small, mirror: false },
    env: {
      PASTICHE_SKETCH: JSON.stringify({ edge: 96, iterations: 6, showMs: 0 }),
      PASTICHE_LOSS_NETWORK: lossNetwork!,
    },
  });
  await expect(page.getByTestId('stage')).toHaveAttribute('data-frame', /\d/);
  await page.keyboard.press('t');
  await page.getByTestId('painting-file').setInputFiles(painting!);
  const sketch = page.getByTestId('sketch');
  await expect(sketch).toHaveAttribute('data-status', 'done');
  await axeFindsNothing(page, 'a new training with its sketch');
  const first = await sketch.locator('img').getAttribute('src');
  await page.getByTestId('colours-own').check();
  await expect(sketch).toHaveAttribute('data-status', /preparing|painting/);
  await expect(sketch).toHaveAttribute('data-status', 'done');
  const own = await sketch.locator('img').getAttribute('src');
  const picture = async (src: string | null): ReturnType<typeof decode> =>
    decode(Buffer.from((src ?? '').split(',')[1] ?? '', 'base64'));
  expect(psnr(await picture(own), await picture(first)), 'other colours').toBeLessThan(30);
  // What was decided is there still when the dialog is opened again.
  await page.getByTestId('training-title').fill('Mine');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(page.getByTestId('training-title')).toHaveValue('Mine');
  await expect(page.getByTestId('colours-own')).toBeChecked();
  await page.keyboard.press('Escape');

  await page.keyboard.press('g');
  await expect(page.getByTestId('still-photo')).toBeVisible();
  await expect(page.getByTestId('still-start')).toBeDisabled();
  await page.getByTestId('still-painting-file').setInputFiles(painting!);
  await axeFindsNothing(page, 'a still that is put together');
  await page.getByTestId('still-start').click();
  await expect(page.getByTestId('still-picture')).toBeVisible();
  // It goes on while the dialog is away.
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await expect(page.getByTestId('still-result')).toHaveAttribute('data-status', 'done');
  // In a place that was there before its words, or they would not be read out.
  const said = page.getByTestId('still-said');
  await expect(said).toContainText(/^Painted in/);
  await axeFindsNothing(page, 'a finished still');
  const another = page.getByTestId('still-another');
  await another.click();
  await expect(another).toHaveText('Really throw it away?');
  await page.getByTestId('still-save').click();
  await expect(page.getByTestId('still-save')).toBeDisabled();
  await expect(said).toHaveText('Saved with your recordings');
  await expect(another).toHaveText('Another still');
  // It is known to be saved when the page comes anew, too.
  await page.reload();
  await page.keyboard.press('g');
  await expect(page.getByTestId('still-save')).toBeDisabled();
  await another.click();
  await expect(page.getByTestId('still-start')).toBeVisible();
  const files = readdirSync(join(data, 'recordings')).filter((name) => name.endsWith('.png'));
  expect(files).toEqual([expect.stringMatching(/Wave\.png$/)]);
});
