/** A training whose end is wished for while it still begins. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { RuntimeError, type Device, type Session } from '../runtime/types.ts';
import { latestState, trainingFiles } from './folder.ts';
import { readLosses } from './lossHistory.ts';
import { nearestStyle } from './nearest.ts';
import type { FromTrain, Job } from './protocol.ts';
import type { TrainingSession } from './session.ts';
import { eachInTrainingFolder } from './testing/eachFolder.ts';
import { oddDevice } from './testing/oddDevice.ts';
import { runJob } from './testing/runJob.ts';
import { tinyLossNetwork } from './testing/tinyLossNetwork.ts';
import { tinyJob, tinyOptions } from './testing/trainingFolder.ts';
import { freshState, styleOf } from './trainer.ts';

const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
let folder: string;
eachInTrainingFolder((made) => (folder = made));

/** A style that was never trained. */
function untrained(seed: number): Uint8Array {
  return styleOf(freshState({ ...tinyOptions, seed }), { title: 'Noise' });
}

/** Writes three of them to start from. */
async function threeStarts(): Promise<string[]> {
  const starts = [1, 2, 3].map((seed) => join(folder, `start${seed}.onnx`));
  for (const [i, start] of starts.entries()) await writeFile(start, untrained(i + 1));
  return starts;
}

/** Runs a job; the end is wished for during a run of its networks, of which the first is 1. */
async function endedDuring(
  wished: number,
  wish: 'pause' | 'stop',
  change: Partial<Job> = {},
): Promise<{ said: FromTrain[]; runs: number }> {
  let runs = 0;
  const open = (_id: string, session: TrainingSession): Promise<Device> => {
    const device = oddDevice('cpu', 0, (results) => {
      if (++runs === wished) session[wish]();
      return Promise.resolve(results);
    });
    return Promise.resolve(device);
  };
  const said = await runJob(tinyJob(folder, change), undefined, open);
  return { said, runs };
}

/** Takes some steps, and pauses; gives how many. */
async function someSteps(): Promise<number> {
  const said = await runJob(tinyJob(folder), ({ type }, session) => {
    if (type === 'progress') session.pause();
  });
  return (said.at(-1) as { step: number }).step;
}

describe('a training that is to end before its first step', () => {
  it.each([
    ['the first style paints', 1],
    ['the painting is measured', 2],
    ['the last style is compared', 7],
  ])('is paused once %s, leaves nothing, and begins anew', async (_what, wished) => {
    const starts = await threeStarts();
    const before = await readdir(folder);
    const { said, runs } = await endedDuring(wished, 'pause', { starts });
    expect(said).toEqual([{ type: 'paused', step: 0 }]);
    expect(runs).toBe(wished);
    expect(await readdir(folder)).toEqual(before);
    const anew = await runJob(tinyJob(folder, { starts, options: { ...tinyOptions, steps: 1 } }));
    expect(anew[0]).toMatchObject({ type: 'running', step: 0 });
    expect(starts).toContain((anew[0] as { start?: string }).start);
    expect(anew.at(-1)).toMatchObject({ type: 'done', step: 1 });
  });

  it('measures its painting once, however many styles it is compared with', async () => {
    const starts = await threeStarts();
    // Three paint and are compared with the painting: the eighth run is the first step.
    const { said, runs } = await endedDuring(8, 'pause', { starts });
    expect(said.at(-1)).toEqual({ type: 'paused', step: 1 });
    expect(runs).toBe(8);
  });

  it('goes on from a checkpoint and stands where it stood', async () => {
    const step = await someSteps();
    const { checkpoint } = trainingFiles(folder);
    const kept = await readFile(checkpoint);
    const { said, runs } = await endedDuring(1, 'pause');
    expect(said).toEqual([{ type: 'paused', step }]);
    expect(runs).toBe(1);
    expect(kept.equals(await readFile(checkpoint))).toBe(true);
    expect((await runJob(tinyJob(folder)))[0]).toMatchObject({ type: 'running', step });
  });

  it('and goes on with the next device keeps the steps that were taken on the one that failed', async () => {
    const open = (id: string, session: TrainingSession): Promise<Device> => {
      // Of the runs the first measures the painting.
      if (id === 'card') return Promise.resolve(oddDevice(id, 6, () => Promise.reject(new RuntimeError('it is gone')))); // prettier-ignore
      session.pause();
      return Promise.resolve(cpu);
    };
    const said = await runJob(tinyJob(folder, { devices: ['card', 'cpu'] }), undefined, open);
    expect(said.filter(({ type }) => type === 'running')).toHaveLength(1);
    expect(said.at(-1)).toEqual({ type: 'paused', step: 5 });
    const files = trainingFiles(folder);
    expect((await latestState(files))?.state.step).toBe(5);
    expect(await readLosses(files.losses)).toHaveLength(5);
    const told = said.flatMap((message) => (message.type === 'progress' ? message.losses : []));
    expect(told.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
  });

  it('and to be kept has the style of its checkpoint, or says that there is nothing to keep', async () => {
    const nothing = await endedDuring(1, 'stop');
    expect(nothing.said).toMatchObject([{ type: 'failed', code: 'nothing-learned' }]);
    const step = await someSteps();
    const { said, runs } = await endedDuring(1, 'stop');
    expect(runs).toBe(1);
    expect(said).toMatchObject([{ type: 'done', step, spent: { ms: 0 } }]);
    expect((await readFile(trainingFiles(folder).style)).length).toBeGreaterThan(1000);
  });
});

it('a wish is heard between two styles, although each blocks the thread', async () => {
  const end = new AbortController();
  let loads = 0;
  const values = { dtype: 'float32', dims: [1], data: new Float32Array(3 * 48 * 48) } as const;
  const session: Session = {
    ...{ inputs: [], outputs: [] },
    run: () => Promise.resolve({ output: values, gram0: values, gram1: values }),
    release: () => Promise.resolve(),
  };
  const device: Device = {
    ...{ id: 'quick', name: 'Quick' },
    load: () => {
      // A message, which comes in as soon as anything may.
      if (++loads === 1) setImmediate(() => end.abort());
      return Promise.resolve(session);
    },
  };
  const photo = { width: 48, height: 48, data: values.data };
  const parts = { device, lossNetwork: tinyLossNetwork(), painting: photo, photo, options: tinyOptions };
  const candidates = [1, 2, 3].map((seed) => ({ name: `${seed}`, bytes: untrained(seed) }));
  await expect(nearestStyle({ ...parts, end: end.signal }, candidates)).rejects.toThrow('aborted');
  expect(loads).toBeLessThan(3);
});
