/** What machines and folders do to a training: a disk that is really full, a folder half of which is no pictures. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { trainingFiles } from './folder.ts';
import { openPhotos } from './photos.ts';
import { FromTrain } from './protocol.ts';
import { TrainingSession } from './session.ts';
import { tinyLossNetwork } from './testing/tinyLossNetwork.ts';
import { fillTrainingFolder, tinyJob, tinyOptions } from './testing/trainingFolder.ts';
import { resumedState } from './trainer.ts';

const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-bad-'));
});
afterEach(() => removeFolder(folder));

/** Puts a disk of so many bytes at a folder; gives how to take it away, or why there can be none. */
function smallDisk(at: string, bytes: number): (() => void) | string {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', at], { stdio: 'ignore' });
    return () => execFileSync('umount', ['-l', at]);
  } catch {
    return 'a small disk can be made on Linux by root only';
  }
}

describe('a disk that is full', () => {
  it('in the middle of a checkpoint makes the training wait; the one before stays whole', async (ctx) => {
    const disk = smallDisk(folder, 2 ** 20);
    if (typeof disk === 'string') return ctx.skip(disk);
    try {
      await fillTrainingFolder(folder);
      const files = trainingFiles(folder);
      const filler = join(folder, 'filler');
      const said: FromTrain[] = [];
      let kept: number | undefined;
      const means = { openDevice: () => Promise.resolve(cpu), openLossNetwork: () => Promise.resolve(tinyLossNetwork()), diskRetryMs: 20 }; // prettier-ignore
      const session = new TrainingSession(tinyJob(folder, { checkpointMs: 0 }), means, (data) => {
        const message = FromTrain.parse(data);
        said.push(message);
        if (message.type === 'checkpoint' && kept === undefined) {
          kept = 0;
          // All that is left but one page: the next checkpoint is begun and cannot be ended.
          for (let size = 2 ** 20; size >= 4096; size /= 2) {
            try {
              writeFileSync(filler, new Uint8Array(size), { flag: 'a' });
            } catch {
              // Half as much may fit.
            }
          }
        }
        if (message.type === 'waiting' && message.message !== null) {
          kept = resumedState(readFileSync(files.checkpoint)).step;
          rmSync(filler, { force: true });
        }
      });
      await session.run();
      const waits = said.flatMap((word) => (word.type === 'waiting' ? [word.message] : []));
      expect(waits).toEqual([expect.stringContaining('The disk is full'), null]);
      expect(kept).toBeGreaterThan(0);
      expect(said.at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps });
    } finally {
      disk();
    }
  });
});

describe('a folder of a thousand files half of which are no pictures', () => {
  it('is trained on as far as it is pictures; each of the others is passed over', async () => {
    const photos = join(folder, 'photos');
    await mkdir(photos);
    const noise = { type: 'gaussian', mean: 120, sigma: 40 } as const;
    const photo = await sharp({ create: { width: 80, height: 64, channels: 3, background: '#555', noise } }).jpeg().toBuffer(); // prettier-ignore
    await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        writeFile(join(photos, `${i}.jpg`), i % 2 === 0 ? photo : 'this is no picture'),
      ),
    );
    await writeFile(join(photos, 'notes.txt'), 'passed over by its name');
    const set = await openPhotos({ folder: photos, batch: 4, size: 48, seed: 3 });
    expect(set.files).toHaveLength(1000);
    for (let position = 0; position < 12; position++) {
      const batch = await set.batch(position);
      expect(batch).toHaveLength(4 * 3 * 48 * 48);
      for (let i = 0; i < 4; i++) {
        const one = batch.subarray(i * 6912, (i + 1) * 6912);
        expect(Math.max(...one)).toBeGreaterThan(Math.min(...one));
      }
    }
    expect(set.unusable.size).toBeGreaterThan(10);
    for (const file of set.unusable) expect(Number(/(\d+)\.jpg$/.exec(file)?.[1]) % 2).toBe(1);
  });
});
