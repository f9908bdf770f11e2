/**
 * npm run sketch: paints one photo towards a painting by the slow method (Gatys et al. 2015).
 * Ctrl-C stops early and keeps what there is.
 */
import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { messageOf } from '../src-main/paint/refusal.ts';
import { encodePicture } from '../src-main/paint/large/pictureFile.ts';
import { writeAtomically } from '../src-main/studio/atomicWrite.ts';
import { openLossNetwork } from '../src-main/train/lossNetworkFile.ts';
import { PictureError } from '../src-main/train/pictures.ts';
import { toRgb } from '../src-main/train/preview.ts';
import { paintStill, type StillProgress } from '../src-main/train/still.ts';
import { asFarAsItGoes } from './lib/asFarAsItGoes.ts';
import { fail, progressReporter, runMain, stopSignal } from './lib/cli.ts';
import { AUTO, openForTraining } from './lib/device.ts';
import { between, flag, jsonFlag, lossNetworkFlag, readFlags, toggle, whole } from './lib/flags.ts';
import { endingOf, makeRoomFor, PICTURES } from './lib/outputs.ts';

const program = new Command('sketch')
  .description('paint a photo towards a painting by the slow method (Gatys et al. 2015)')
  .argument('<photo>', 'the picture to paint');

const Flags = z.object({
  style: flag(z.string(), '<picture>', 'the painting'),
  out: flag(z.string(), '<file>', 'what to write; its ending decides the format'),
  iterations: flag(
    whole(1, 10_000).default(80),
    '<n>',
    'iterations at the coarsest size; each finer size gets half as many',
  ),
  size: flag(whole(64, 2048).default(640), '<pixels>', 'longer edge of the result'),
  styleWeight: flag(between(0, 1000).default(12), '<w>', 'more is closer to the painting'),
  brush: flag(
    whole(64, 4096).default(704),
    '<pixels>',
    'longer edge of the painting for a result of 640 pixels: smaller makes finer strokes',
    'painting-size',
  ),
  keepColours: toggle('the painting’s strokes in the photo’s own colours'),
  lossNetwork: lossNetworkFlag,
  device: flag(z.string().default('auto'), '<id>', `what to paint on; see npm run devices; ${AUTO}`),
  json: jsonFlag,
});

async function main(): Promise<void> {
  const flags = readFlags(program, Flags);
  const [photo] = z.tuple([z.string()]).parse(program.args);
  const format = PICTURES[endingOf(flags.out)];
  if (!format) fail(`--out ${flags.out}: let the name end in one of ${Object.keys(PICTURES).join(' ')}`);
  for (const file of [photo, flags.style]) {
    await stat(file).catch(() => fail(`${file} is not there: give the path of a picture`));
  }
  await makeRoomFor(flags.out, photo, flags.style);
  const { size: edge, iterations, styleWeight, brush } = flags;
  const settings = {
    ...{ edge, iterations, styleWeight, brush },
    colours: flags.keepColours ? ('own' as const) : ('painting' as const),
  };
  const lossNetwork = await openLossNetwork(flags.lossNetwork);
  const device = await openForTraining(flags.device);

  const stop = stopSignal();
  const report = progressReporter(flags.json, 0, iterations, 'iteration');
  const told = ({ iteration, iterations: of, losses, secondsLeft: left }: StillProgress): void =>
    report.step({ step: iteration, ...losses }, { left, of });
  const stills = paintStill({ device, lossNetwork, photo, painting: flags.style }, settings);
  // A device may fail after minutes of work.
  const { last, failure } = await asFarAsItGoes(stills, told, stop);
  if (!last) fail(`${photo} cannot be brought nearer to ${flags.style}: try a higher --style-weight`);
  await writeAtomically(
    flags.out,
    await encodePicture(toRgb(last.picture), { ...last.picture, channels: 3 }, format),
  );
  const { picture, iteration, losses } = last;
  report.done({
    event: 'done',
    file: flags.out,
    iterations: iteration,
    stopped: stop.aborted || failure !== undefined,
    width: picture.width,
    height: picture.height,
    losses,
  });
  if (failure !== undefined) fail(`${flags.out} is unfinished: ${messageOf(failure)}`);
}

/** The app has one photo and one painting and names neither; a command names the file. */
const named = (error: unknown): never => {
  if (error instanceof PictureError && error.file !== undefined) fail(`${error.file}: ${error.message}`);
  throw error;
};

await runMain(() => main().catch(named));
