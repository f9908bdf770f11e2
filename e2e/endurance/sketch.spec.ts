/**
 * How long the sketch of a new training takes, with the live view beside it: from the moment at which the painting is
 * chosen to the first picture, to strokes that can be judged, and to the end.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from '../support/app.ts';
import { stillClip } from '../support/clips.ts';
import { stageOf } from '../support/stage.ts';
import { ffmpegPath, ffmpegProblem, sharedFile } from '../support/tools.ts';

const painting = sharedFile('paintings', 'wave.jpg');
const lossNetwork =
  process.env['PASTICHE_LOSS_NETWORK'] || sharedFile('vgg19', 'vgg19-conv1_1-to-conv3_4.safetensors');
/** Of what the losses fall by, nine tenths are behind it then. */
const JUDGED = 10;
const PROMISED_MS = 30_000;

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
test.skip(!painting, 'there is no painting (PASTICHE_SHARED)');
test.skip(!lossNetwork || !existsSync(lossNetwork), 'there is no loss network (PASTICHE_LOSS_NETWORK)');

test('a sketch can be judged within half a minute', async ({ openApp }) => {
  test.setTimeout(300_000);
  const { page } = await openApp({
    camera: stillClip().clip,
    settings: { resolution: 'auto', targetFps: 30 },
    env: { PASTICHE_LOSS_NETWORK: lossNetwork! },
  });
  await expect(stageOf(page)).toHaveAttribute('data-frame', /\d/, { timeout: 60_000 });
  await page.keyboard.press('t');
  const sketch = page.getByTestId('sketch');
  const from = performance.now();
  await page.getByTestId('painting-file').setInputFiles(painting!);
  const reached = async (iteration: number): Promise<number> => {
    const now = async (): Promise<number> => Number(await sketch.getAttribute('data-iteration'));
    await expect.poll(now, { timeout: 240_000, intervals: [100] }).toBeGreaterThanOrEqual(iteration);
    return Math.round(performance.now() - from);
  };
  const [first, judged] = [await reached(1), await reached(JUDGED)];
  await expect(sketch).toHaveAttribute('data-status', 'done', { timeout: 240_000 });
  const done = Math.round(performance.now() - from);
  console.log(
    `milliseconds to the first picture: ${first}; to iteration ${JUDGED}: ${judged}; to the end: ${done}`,
  );
  expect(judged).toBeLessThan(PROMISED_MS);
});
