/**
 * node scripts/run.mjs distil: a network learns to paint as a style's file does, faster than it could learn
 * it from a painting. Made for networks of another kind; train further from what comes out (train --init).
 */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { USUAL_NETWORK } from '../src-main/nets/index.ts';
import { describeModel } from '../src-main/paint/describe.ts';
import { writeAtomically } from '../src-main/studio/atomicWrite.ts';
import { imitate } from '../src-main/train/imitation.ts';
import { LossRecord, StyleCredits, TrainingOptions } from '../src-main/train/options.ts';
import { openPhotos } from '../src-main/train/photos.ts';
import { readParameters, writeStyle } from '../src-main/train/styleFile.ts';
import { specsOf } from '../src-main/train/trainer.ts';
import { AUTO, openForTraining } from './lib/device.ts';
import { between, fail, runMain } from './lib/cli.ts';

const program = new Command('distil')
  .description('teach a network to paint as a style does')
  .argument('<style>', 'the .onnx file to learn from, made by this trainer')
  .requiredOption('--content <folder>', 'a folder of photos to learn on')
  .requiredOption('--out <file.onnx>', 'the style to write')
  .option('--net <name>', 'the network that learns', USUAL_NETWORK)
  .option('--steps <n>', 'steps', between(1, 1_000_000), 3000)
  .option('--size <pixels>', 'edge of the pictures', between(48, 1024), 208)
  .option('--rate <r>', 'peak learning rate', between(1e-6, 1, false), 4e-3)
  .option('--seed <n>', 'seed of everything random', between(0, 0x7fffffff), 1)
  .option('--device <id>', `what to learn on; see npm run devices; ${AUTO}`, 'auto');

interface Flags {
  content: string;
  out: string;
  net: string;
  steps: number;
  size: number;
  rate: number;
  seed: number;
  device: string;
}

async function main(): Promise<void> {
  program.parse();
  const { content, out, net, device, ...settings } = program.opts<Flags>();
  const [file] = program.args as [string];
  const bytes = await readFile(file).catch(() => fail(`${file} cannot be read`));
  const about = describeModel(bytes);
  const made = TrainingOptions.safeParse({ ...about.training, network: about.network });
  if (!made.success) fail(`${file} does not say how it was trained: only styles of this trainer can teach`);
  const parameters = readParameters(bytes, specsOf(made.data));
  const photos = await openPhotos({ folder: content, batch: 1, size: settings.size, seed: settings.seed });
  let sum = 0;
  const every = Math.max(1, Math.round(settings.steps / 30));
  const learned = await imitate(
    await openForTraining(device),
    photos,
    { ...settings, network: net, teacher: { network: made.data.network, parameters } },
    (step, difference) => {
      sum += difference;
      if (step % every !== 0) return;
      console.log(`step ${step}/${settings.steps}  ${Math.sqrt(sum / every).toFixed(1)} levels away`);
      sum = 0;
    },
  );
  const credits = StyleCredits.parse({ title: 'A style', ...about });
  const { losses, training } = about;
  const style = writeStyle(learned, {
    credits,
    options: { ...made.data, network: net },
    steps: training?.steps ?? 0,
    // Those of the style that was learned from: there is no loss network here to measure the new one with.
    losses: LossRecord.omit({ step: true }).parse({ total: 0, content: 0, style: 0, tv: 0, ...losses }),
  });
  await writeAtomically(out, style);
}

await runMain(main);
