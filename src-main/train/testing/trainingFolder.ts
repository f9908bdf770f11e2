/** A training's folder with pictures small enough to train on in a second. Used by tests only. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { trainingFiles, type TrainingFiles } from '../folder.ts';
import { TrainingOptions } from '../options.ts';
import type { Job } from '../protocol.ts';
import { randomStream } from '../random.ts';

/** Settings of a training of seconds. */
export const tinyOptions = TrainingOptions.parse({
  network: 'lite 2x1',
  steps: 20,
  size: 64,
  paintingSize: 64,
  styleScales: [0],
  styleLayers: ['relu1_1', 'relu2_1'],
  contentLayers: ['relu2_1'],
});

/** Writes three photos, a painting and a face into a folder. */
export async function fillTrainingFolder(folder: string): Promise<TrainingFiles> {
  const files = trainingFiles(folder);
  await mkdir(files.photos, { recursive: true });
  for (let i = 0; i < 3; i++)
    await noise(i)
      .jpeg()
      .toFile(join(files.photos, `photo${i}.jpg`));
  await noise(7).png().toFile(files.painting);
  await noise(8).jpeg().toFile(files.face);
  return files;
}

/** A job in a folder, with checkpoints and previews as they are asked for only. */
export function tinyJob(folder: string, change: Partial<Job> = {}): Job {
  return {
    folder,
    options: tinyOptions,
    credits: { title: 'Noise' },
    lossNetwork: 'none',
    devices: ['cpu'],
    threads: 1,
    starts: [],
    mustStart: false,
    checkpointMs: 60_000,
    previewMs: 60_000,
    ...change,
  };
}

function noise(seed: number): Sharp {
  const random = randomStream(seed);
  const rgb = Uint8Array.from({ length: 3 * 96 * 80 }, (_, k) => (k % 96) * 2 + random() * 60);
  return sharp(rgb, { raw: { width: 96, height: 80, channels: 3 } });
}
