/**
 * node scripts/run.mjs distil: a network learns to paint as a style's file does, faster than it could learn
 * it from a painting. Made for networks of another kind; train further from what comes out (train --init).
 */
import { Command } from 'commander';
import { z } from 'zod';
import { USUAL_NETWORK } from '../src-main/nets/index.ts';
import { describeModel } from '../src-main/paint/describe.ts';
import { writeAtomically } from '../src-main/studio/atomicWrite.ts';
import { imitate } from '../src-main/train/imitation.ts';
import { KeptOptions, LossRecord, StyleCredits, TrainingOptions } from '../src-main/train/options.ts';
import { openPhotos } from '../src-main/train/photos.ts';
import { readParameters, writeStyle } from '../src-main/train/styleFile.ts';
import { specsOf } from '../src-main/train/trainer.ts';
import { fail, runMain } from './lib/cli.ts';
import { AUTO, openForTraining } from './lib/device.ts';
import { flag, readFlags, styleOutFlag } from './lib/flags.ts';
import { makeRoomFor } from './lib/outputs.ts';
import { readStyle } from './lib/styles.ts';

const program = new Command('distil')
  .description('teach a network to paint as a style does')
  .argument('<style>', 'the .onnx file to learn from, made by this trainer');

const { steps, size, rate, seed } = TrainingOptions.shape;
const Flags = z.object({
  content: flag(z.string(), '<folder>', 'a folder of photos to learn on'),
  out: styleOutFlag,
  net: flag(z.string().default(USUAL_NETWORK), '<name>', 'the network that learns'),
  steps: flag(steps.unwrap().default(3000), '<n>', 'steps'),
  size: flag(size.unwrap().default(208), '<pixels>', 'edge of the pictures'),
  rate: flag(rate.unwrap().default(4e-3), '<r>', 'peak learning rate'),
  seed: flag(seed.unwrap().default(1), '<n>', 'seed of everything random'),
  device: flag(z.string().default('auto'), '<id>', `what to learn on; see npm run devices; ${AUTO}`),
});

async function main(): Promise<void> {
  const { content, out, net, device, ...settings } = readFlags(program, Flags);
  const [file] = z.tuple([z.string()]).parse(program.args);
  await makeRoomFor(out, file);
  const bytes = await readStyle(file);
  const about = describeModel(bytes);
  const made = KeptOptions.safeParse({ ...about.training, network: about.network });
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
