/**
 * npm run train: learns a style from a painting and a folder of photos.
 * Ctrl-C stops early and keeps what there is.
 */
import { readFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { networkNamed } from '../src-main/nets/index.ts';
import { writeAtomically } from '../src-main/studio/atomicWrite.ts';
import { StyleCredits, TrainingOptions } from '../src-main/train/options.ts';
import { openLossNetwork } from '../src-main/train/lossNetworkFile.ts';
import { openPhotos } from '../src-main/train/photos.ts';
import { readPixels, toPlanes } from '../src-main/train/pictures.ts';
import { openPreview } from '../src-main/train/preview.ts';
import { freshState, resumedState, TrainingRun } from '../src-main/train/trainer.ts';
import { AUTO, openForTraining } from './lib/device.ts';
import { fail, number, parse, progressReporter, runMain } from './lib/cli.ts';

const numbers = (text: string, before: number[] | undefined): number[] => [...(before ?? []), number(text)];
interface Flags {
  style: string;
  content: string;
  out: string;
  checkpoint?: string;
  resume?: boolean;
  init?: string;
  lossNetwork?: string;
  device: string;
  preview?: string;
  previewEvery: number;
  checkpointEvery: number;
  title?: string;
  painting?: string;
  artist?: string;
  year?: number;
  credit?: string;
  licence?: string;
  json?: boolean;
  net?: string;
  [option: string]: unknown;
}

const program = new Command('train')
  .description('learn a style from a painting and photos')
  .requiredOption('--style <picture>', 'the painting')
  .requiredOption('--content <folder>', 'a folder of photos to learn on')
  .requiredOption('--out <file.onnx>', 'the style to write')
  .option('--steps <n>', 'training steps', number)
  .option('--size <pixels>', 'edge of the training pictures', number)
  .option('--batch <n>', 'pictures in a step', number)
  .option('--net <name>', 'transform network: swift, "swift 16x4", lite, johnson, "johnson 16"')
  .option('--init <file.onnx>', 'start from a style made by this trainer')
  .option('--loss-network <file>', 'VGG-19 weights (or PASTICHE_LOSS_NETWORK)')
  .option('--device <id>', `what to train on; see npm run devices; ${AUTO}`, 'auto')
  .option('--seed <n>', 'seed of everything random', number)
  .option('--painting-size <pixels>', 'longer edge of the painting: smaller makes finer strokes', number)
  .option('--style-weight <w>', 'more is closer to the painting', number)
  .option('--content-weight <w>', 'more is closer to the photo', number)
  .option('--tv-weight <w>', 'more is smoother', number)
  .option('--style-layers <names...>', 'layers of the loss network for the style')
  .option('--style-scales <n...>', 'how often to halve the picture for each comparison of styles', numbers)
  .option('--content-layers <names...>', 'layers of the loss network for the content')
  .option('--rate <r>', 'peak learning rate', number)
  .option('--checkpoint <file>', 'where to keep the training (default: beside --out)')
  .option('--checkpoint-every <n>', 'steps between checkpoints', number, 200)
  .option('--resume', 'go on from the checkpoint')
  .option('--preview <photo>', 'a photo to paint while training')
  .option('--preview-every <n>', 'steps between previews', number, 100)
  .option('--title <text>', 'title of the style (default: the file name)')
  .option('--painting <text>', 'title of the painting, which stays when the style gets another')
  .option('--artist <text>', 'who painted it')
  .option('--year <n>', 'when', number)
  .option('--credit <text>', 'whom to credit')
  .option('--licence <text>', 'licence of the style')
  .option('--json', 'one JSON object per line on standard output');

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  if (!flags.out.endsWith('.onnx'))
    fail(`--out ${flags.out}: a style is an .onnx file, so let the name end in .onnx`);
  const checkpointFile = flags.checkpoint ?? flags.out.replace(/\.onnx$/, '.checkpoint');
  const credits = parse(StyleCredits, {
    title: flags.title ?? flags.style.replace(/^.*[\\/]/, '').replace(/\.\w+$/, ''),
    painting: flags.painting, artist: flags.artist, year: flags.year, credit: flags.credit, licence: flags.licence,
  }); // prettier-ignore
  const given = Object.keys(TrainingOptions.shape).flatMap((key) =>
    flags[key] === undefined ? [] : [[key, flags[key]]],
  );
  const options = parse(TrainingOptions, {
    ...(Object.fromEntries(given) as object),
    ...(flags.net === undefined ? {} : { network: networkNamed(flags.net).name }),
  });
  const state = flags.resume
    ? resumedState(
        await readFile(checkpointFile).catch(() =>
          fail(`there is no checkpoint ${checkpointFile} to resume from`),
        ),
      )
    : freshState(
        options,
        flags.init === undefined
          ? undefined
          : await readFile(flags.init).catch(() => fail(`${flags.init ?? ''} cannot be read`)),
      );

  const lossNetwork = await openLossNetwork(flags.lossNetwork);
  const painting = toPlanes(await readPixels(flags.style, state.options.paintingSize));
  const paintingFile = await readFile(flags.style);
  const photos = await openPhotos({ folder: flags.content, ...state.options });
  const device = await openForTraining(flags.device);
  await mkdir(dirname(flags.out), { recursive: true });
  const preview =
    flags.preview === undefined ? null : await openPreview(device, state.options.network, flags.preview);
  const run = await TrainingRun.open(state, { device, lossNetwork, painting, paintingFile, photos });

  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const report = progressReporter(flags.json === true, state.step, state.options.steps);
  const keep = async (): Promise<void> => {
    await writeAtomically(checkpointFile, run.checkpoint());
  };
  const show = async (): Promise<void> => {
    if (!preview) return;
    const file = join(
      dirname(flags.out),
      `${credits.title.replace(/\W+/g, '-').toLowerCase()}-${String(state.step).padStart(5, '0')}.png`,
    );
    await writeAtomically(file, await preview.paint(state.parameters));
    report.event({ event: 'preview', step: state.step, file });
  };
  while (!run.finished && !stop.signal.aborted) {
    const losses = await run.advance();
    report.step(losses);
    if (state.step % flags.checkpointEvery === 0) await keep();
    if (state.step % flags.previewEvery === 0) await show();
  }
  await keep();
  if (state.step > 0) await writeAtomically(flags.out, run.style(credits));
  await show();
  report.done({
    event: 'done',
    file: flags.out,
    steps: state.step,
    stopped: stop.signal.aborted,
    losses: run.recentLosses(),
  });
  for (const file of photos.unusable) console.error(`left out, because it is no picture: ${file}`);
  await preview?.release();
  await run.close();
}

await runMain(main);
