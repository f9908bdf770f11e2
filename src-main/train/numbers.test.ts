/** A training of which a step gives what are no numbers: who is blamed, and what is left of it. */
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import type { Device } from '../runtime/types.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { latestState, trainingFiles } from './folder.ts';
import { PACKED } from './packed.ts';
import { eachInTrainingFolder } from './testing/eachFolder.ts';
import { oddDevice } from './testing/oddDevice.ts';
import { runJob } from './testing/runJob.ts';
import { fillTrainingFolder, tinyJob, tinyOptions } from './testing/trainingFolder.ts';
import { specsOf } from './trainer.ts';

const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
let folder: string;
eachInTrainingFolder((made) => (folder = made));

/** A device whose gradients are no numbers in one value, from so many runs on. */
function spoiling(id: string, after: number): Device {
  return oddDevice(id, after, (results) => {
    const data = results[PACKED]?.data;
    // The losses come first, and then the gradients.
    if (data) data[data.length - 1] = NaN;
    return Promise.resolve(results);
  });
}

describe('a training session', () => {
  it('takes a step anew on the next device where one gives what are no numbers: nothing of it is kept', async () => {
    const devices = ['card', 'cpu'];
    const said = await runJob(tinyJob(folder, { devices, checkpointMs: 0 }), undefined, (id) =>
      Promise.resolve(id === 'card' ? spoiling('card', 6) : cpu),
    );
    const message = 'Training on "card" failed (losses or gradients are not numbers at step 5: use another device); "cpu" goes on with it.'; // prettier-ignore
    expect(said.filter(({ type }) => type === 'notice')).toEqual([
      { type: 'notice', message, device: 'cpu' },
    ]);
    expect(said.at(-1)).toMatchObject({ type: 'done' });
    const { style } = trainingFiles(folder);
    const moved = await readFile(style);
    await rm(folder, { recursive: true });
    await fillTrainingFolder(folder);
    await runJob(tinyJob(folder));
    expect(moved.equals(await readFile(style)), 'as if it had been the processor from the start').toBe(true);
  });

  it('whose gradients are no numbers on the processor ends before they spoil anything', async () => {
    const said = await runJob(tinyJob(folder), undefined, () => Promise.resolve(spoiling('cpu', 6)));
    const message = expect.stringContaining('not numbers at step 5: try a lower style weight') as string;
    expect(said.at(-1)).toMatchObject({ type: 'failed', code: 'diverged', message });
  });

  it('takes the checkpoint before where the last one holds what are no numbers', async () => {
    await runJob(tinyJob(folder), (message, session) => {
      if (message.type === 'progress') session.pause();
    });
    const files = trainingFiles(folder);
    const { state } = (await latestState(files))!;
    await copyFile(files.checkpoint, files.previous);
    Object.values(state.parameters)[0]![0] = NaN;
    await writeFile(files.checkpoint, writeCheckpoint(state, specsOf(state.options)));
    const said = await runJob(tinyJob(folder));
    expect(said[0]).toMatchObject({ message: 'The last checkpoint is damaged; the one before is used.' });
    expect(said.at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps });
  });
});
