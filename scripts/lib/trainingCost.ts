/** What a training costs beside its steps: memory of its process, waiting for pictures, checkpoints. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { forkChild } from '../../src-main/process/child.ts';
import { sourceEntry } from '../../src-main/studio/entries.ts';
import { trainingFiles } from '../../src-main/train/folder.ts';
import { TrainingOptions } from '../../src-main/train/options.ts';
import { FromTrain, type Spent, type ToTrain } from '../../src-main/train/protocol.ts';
import { writeSafeTensors } from '../../src-main/train/safetensors.ts';
import { fail } from './cli.ts';
import { randomLossTensors } from '../../src-main/measure/measure.ts';

/** Half a minute between checkpoints, as in the app. */
const CHECKPOINT_EVERY_MS = 30_000;

/** A training's cost; shares of its time from 0 to 1. */
export interface TrainingCost {
  readonly peakMb: number;
  readonly dataShare: number;
  /** With a checkpoint each half minute, as in the app. */
  readonly checkpointShare: number;
  readonly checkpointMs: number;
  readonly msPerStep: number;
}

/** Trains the default network at 256x256 for some steps, in the real process on photos of 1024 pixels. */
export async function measureTrainingCost(device: string, steps: number): Promise<TrainingCost> {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-bench-'));
  try {
    return costOf(await trainOnce(folder, device, steps), steps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The figures from what a training says of itself. */
export function costOf(
  { ms, dataMs, checkpointMs, checkpoints, peakMb }: Spent,
  steps: number,
): TrainingCost {
  const each = checkpointMs / Math.max(1, checkpoints);
  const work = ms - checkpointMs;
  return {
    peakMb,
    dataShare: dataMs / work,
    checkpointMs: each,
    checkpointShare: each / (CHECKPOINT_EVERY_MS + each),
    msPerStep: work / steps,
  };
}

/** A picture with something everywhere, for what only takes time. */
export function noisePicture(width: number, height: number): Sharp {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } });
}

/** A loss network that has learned nothing: it takes the time of the one that has. */
export async function writeRandomLossNetwork(file: string): Promise<void> {
  await writeFile(file, writeSafeTensors({ tensors: randomLossTensors(), metadata: {} }));
}

async function trainOnce(folder: string, device: string, steps: number): Promise<Spent> {
  const files = trainingFiles(folder);
  await mkdir(files.photos);
  for (let i = 0; i < 12; i++) {
    await noisePicture(1024, 768).jpeg({ quality: 92 }).toFile(join(files.photos, `${i}.jpg`)); // prettier-ignore
  }
  await noisePicture(704, 560).png().toFile(files.painting);
  const lossNetwork = join(folder, 'loss-network');
  await writeRandomLossNetwork(lossNetwork);
  const child = forkChild<ToTrain>(
    sourceEntry(join(import.meta.dirname, '..', '..', 'src-main', 'train', 'process.ts')),
  )();
  return new Promise((resolve, reject) => {
    child.onMessage((data) => {
      const message = FromTrain.parse(data);
      if (message.type === 'done') resolve(message.spent);
      if (message.type === 'failed') reject(new Error(`the training failed: ${message.message}`));
    });
    child.onExit(() => reject(new Error('the training process ended before its time')));
    child.send({
      type: 'start',
      job: {
        ...{ folder, lossNetwork, devices: [device], threads: availableParallelism(), starts: [] },
        options: TrainingOptions.parse({ steps }),
        credits: { title: 'Noise' },
        mustStart: false,
        checkpointMs: 3000,
        previewMs: 8000,
      },
    });
  }).catch((error: unknown) =>
    fail(error instanceof Error ? error.message : String(error)),
  ) as Promise<Spent>;
}
