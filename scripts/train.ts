/**
 * npm run train: learns a style from a painting and a folder of photos.
 * Ctrl-C stops early and keeps what there is.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { networkNamed, USUAL_NETWORK } from '../src-main/nets/index.ts';
import { messageOf } from '../src-main/paint/refusal.ts';
import { writeAtomically } from '../src-main/studio/atomicWrite.ts';
import type { TrainingState } from '../src-main/train/checkpoint.ts';
import { StyleCredits, TrainingOptions } from '../src-main/train/options.ts';
import { openLossNetwork } from '../src-main/train/lossNetworkFile.ts';
import { openPhotos } from '../src-main/train/photos.ts';
import { LEAST_PAINTING_EDGE, readPixels, toPlanes } from '../src-main/train/pictures.ts';
import { openPreview } from '../src-main/train/preview.ts';
import { freshState, resumedState, TrainingError, TrainingRun } from '../src-main/train/trainer.ts';
import { fail, progressReporter, runMain, stopSignal } from './lib/cli.ts';
import { AUTO, openForTraining } from './lib/device.ts';
import { makeRoomFor } from './lib/outputs.ts';
import {
  flag,
  flagOf,
  jsonFlag,
  lossNetworkFlag,
  readFlags,
  styleOutFlag,
  toggle,
  whole,
} from './lib/flags.ts';
import { readStyle } from './lib/styles.ts';

const program = new Command('train').description('learn a style from a painting and photos');

const { shape } = TrainingOptions;
const { shape: credits } = StyleCredits;
const every = whole(1, 1_000_000);
/** Of a title, in the names of previews. */
const MOST_LETTERS = 48;

/** A flag without which the training has its own default: `--resume` must know what was asked for and what was not. */
function usually<S extends z.ZodType>(usual: z.ZodDefault<S>, takes: string, says: string, also?: string) {
  const value = [usual.parse(undefined)].flat().join(' ');
  return flag(usual.unwrap().optional(), takes, `${says} (default: ${value})`, also);
}

const Flags = z.object({
  style: flag(z.string(), '<picture>', 'the painting'),
  content: flag(z.string(), '<folder>', 'a folder of photos to learn on'),
  out: styleOutFlag,
  steps: usually(shape.steps, '<n>', 'training steps'),
  size: usually(shape.size, '<pixels>', 'edge of the training pictures'),
  batch: usually(shape.batch, '<n>', 'pictures in a step'),
  net: flag(
    z.string().optional(),
    '<name>',
    `transform network: swift, "swift 16x4", lite, johnson, "johnson 16" (default: ${USUAL_NETWORK})`,
  ),
  init: flag(z.string().optional(), '<file.onnx>', 'start from a style made by this trainer'),
  lossNetwork: lossNetworkFlag,
  device: flag(z.string().default('auto'), '<id>', `what to train on; see npm run devices; ${AUTO}`),
  seed: usually(shape.seed, '<n>', 'seed of everything random'),
  paintingSize: usually(
    shape.paintingSize,
    '<pixels>',
    'longer edge of the painting: smaller makes finer strokes',
    'brush',
  ),
  styleWeight: usually(shape.styleWeight, '<w>', 'more is closer to the painting'),
  contentWeight: usually(shape.contentWeight, '<w>', 'more is closer to the photo'),
  tvWeight: usually(shape.tvWeight, '<w>', 'more is smoother'),
  styleLayers: usually(shape.styleLayers, '<names...>', 'layers of the loss network for the style'),
  styleScales: usually(
    shape.styleScales,
    '<n...>',
    'how often the picture is halved for each comparison of styles',
  ),
  stylePictures: usually(
    shape.stylePictures,
    '<n>',
    'over about how many pictures, at least a batch, the style is compared; 1: each by itself',
  ),
  strokes: usually(
    shape.strokes,
    '<w>',
    'how much strokes count beside all of the style: more is rougher; 0: not',
  ),
  contentLayers: usually(shape.contentLayers, '<names...>', 'layers of the loss network for the content'),
  rate: usually(shape.rate, '<r>', 'peak learning rate'),
  checkpoint: flag(z.string().optional(), '<file>', 'where to keep the training (default: beside --out)'),
  checkpointEvery: flag(every.default(200), '<n>', 'steps between checkpoints'),
  resume: toggle('go on from the checkpoint, with its settings'),
  preview: flag(z.string().optional(), '<photo>', 'a photo to paint while training'),
  previewEvery: flag(every.default(100), '<n>', 'steps between previews'),
  title: flag(credits.title.optional(), '<text>', 'title of the style (default: the painting’s file name)'),
  painting: flag(
    credits.painting,
    '<text>',
    'title of the painting, which stays when the style is renamed',
    'painting-title',
  ),
  artist: flag(credits.artist, '<text>', 'who painted it'),
  year: flag(credits.year, '<n>', 'when it was painted'),
  credit: flag(credits.credit, '<text>', 'whom to credit'),
  licence: flag(credits.licence, '<text>', 'licence of the style'),
  json: jsonFlag,
});

type Flags = z.infer<typeof Flags>;

async function main(): Promise<void> {
  const flags = readFlags(program, Flags);
  const checkpointFile = flags.checkpoint ?? flags.out.replace(/\.onnx$/, '.checkpoint');
  const { painting: paintingTitle, artist, year, credit, licence } = flags;
  const title = flags.title ?? flags.style.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
  const credits = StyleCredits.parse({ title, painting: paintingTitle, artist, year, credit, licence });
  const sources = [flags.style, flags.init, flags.lossNetwork];
  await makeRoomFor(flags.out, ...sources);
  await makeRoomFor(checkpointFile, ...sources);
  const state = await stateOf(flags, checkpointFile);

  const lossNetwork = await openLossNetwork(flags.lossNetwork);
  const painting = toPlanes(await readPixels(flags.style, state.options.paintingSize));
  const { width, height } = painting;
  if (!flags.resume && Math.min(width, height) < LEAST_PAINTING_EDGE) {
    fail(
      `${flags.style} is learned at ${width}x${height} pixels, too few for strokes to be seen: at least ${LEAST_PAINTING_EDGE} on each side are needed; give a larger or less narrow painting, or a larger --brush`,
    );
  }
  const paintingFile = await readFile(flags.style);
  const photos = await openPhotos({ folder: flags.content, ...state.options });
  const device = await openForTraining(flags.device);
  const preview =
    flags.preview === undefined ? null : await openPreview(device, state.options.network, flags.preview);
  const run = await TrainingRun.open(state, { device, lossNetwork, painting, paintingFile, photos });

  const stop = stopSignal();
  const report = progressReporter(flags.json, state.step, state.options.steps);
  let kept = state.step;
  const keep = async (): Promise<void> => {
    await writeAtomically(checkpointFile, run.checkpoint());
    kept = state.step;
  };
  const show = async (): Promise<void> => {
    if (!preview) return;
    // Letters of any script: a name of dashes alone would be a flag to every command.
    const words = (credits.title.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []).join('-');
    const step = String(state.step).padStart(5, '0');
    // A file's name may have 255 bytes, and a character four.
    const named = Array.from(words).slice(0, MOST_LETTERS).join('');
    const file = join(dirname(flags.out), `${named && `${named}-`}${step}.png`);
    await writeAtomically(file, await preview.paint(state.parameters));
    report.event({ event: 'preview', step: state.step, file });
  };
  try {
    while (!run.finished && !stop.aborted) {
      const losses = await run.advance();
      report.step(losses);
      if (state.step % flags.checkpointEvery === 0) await keep();
      if (state.step % flags.previewEvery === 0) await show();
    }
  } catch (error) {
    // A step that fails changes nothing. What went astray takes no good checkpoint's place.
    if (error instanceof TrainingError || state.step === kept) throw error;
    try {
      await keep();
    } catch (unkept) {
      throw new Error(`${messageOf(error)}\nWhat it learned since step ${kept} could not be kept, either: ${messageOf(unkept)}`, { cause: error }); // prettier-ignore
    }
    throw new Error(`${messageOf(error)}\nIt is kept up to step ${kept}: go on with --resume`, { cause: error }); // prettier-ignore
  }
  await keep();
  if (state.step > 0) await writeAtomically(flags.out, run.style(credits));
  await show();
  report.done({
    event: 'done',
    file: flags.out,
    steps: state.step,
    stopped: stop.aborted,
    losses: run.recentLosses(),
  });
  for (const file of photos.unusable) console.error(`left out, because it is no picture: ${file}`);
  await preview?.release();
  await run.close();
}

/** A new training, or the one in the checkpoint. */
async function stateOf(flags: Flags, checkpoint: string): Promise<TrainingState> {
  const { net, init, resume } = flags;
  const asked: Partial<TrainingOptions> = Object.fromEntries(
    Object.entries({ ...flags, network: net === undefined ? net : networkNamed(net).name }).filter(
      ([key, value]) => key in TrainingOptions.shape && value !== undefined,
    ),
  );
  if (!resume) {
    await checkFree(checkpoint);
    const options = TrainingOptions.parse(asked);
    if (init === undefined) return freshState(options);
    const bytes = await readStyle(init);
    try {
      return freshState(options, bytes);
    } catch (error) {
      return fail(`--init ${init}: ${messageOf(error)}`);
    }
  }
  if (init !== undefined)
    fail(`--init ${init}: --resume goes on with a training that has begun already; leave one of the two out`);
  const state = resumedState(
    await readFile(checkpoint).catch(() => fail(`there is no checkpoint ${checkpoint} to resume from`)),
  );
  for (const [key, value] of Object.entries(asked)) {
    const [began, now] = [state.options[key as keyof TrainingOptions], value].map((one) =>
      [one].flat().join(' '),
    );
    if (began !== now) {
      fail(
        `${key === 'network' ? '--net' : flagOf(key)} ${now}: this training began with ${began} and can only go on with that; leave the flag out, or begin another from the finished style with --init`,
      );
    }
  }
  return state;
}

/** @throws {UsageError} where a new training's checkpoints would take the place of anything that is worth keeping. */
async function checkFree(checkpoint: string): Promise<void> {
  const bytes = await readFile(checkpoint).catch(() => null);
  if (!bytes) return;
  let before: TrainingState;
  try {
    before = resumedState(bytes);
  } catch {
    return fail(
      `${checkpoint} is there, and is no checkpoint that can be read: name another with --checkpoint`,
    );
  }
  const { step, options } = before;
  if (step === 0 || step >= options.steps) return;
  fail(
    `${checkpoint} holds a training that stands at step ${step} of ${options.steps}: go on with it by --resume; for a new one delete that file, or name another with --checkpoint`,
  );
}

await runMain(main);
