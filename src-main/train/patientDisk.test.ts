/** A training whose disk has no room: it waits, and what is on disk meanwhile is whole. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeAtomically } from './atomicWrite.ts';
import { latestState, trainingFiles } from './folder.ts';
import type { FromTrain } from './protocol.ts';
import type { TrainingSession } from './session.ts';
import { eachInTrainingFolder } from './testing/eachFolder.ts';
import { runJob as run } from './testing/runJob.ts';
import { tinyJob, tinyOptions } from './testing/trainingFolder.ts';

let folder: string;
eachInTrainingFolder((made) => (folder = made));
afterEach(() => void vi.useRealTimers());

const steps = (said: readonly FromTrain[]): number[] =>
  said.flatMap((message) => (message.type === 'progress' ? message.losses.map(({ step }) => step) : []));

/** As a file system reports it. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it cannot be written`), { code, syscall: 'open' });
}

describe('a training session', () => {
  it('waits where the disk is full in the middle of a checkpoint, keeps the one before, and goes on', async () => {
    const files = trainingFiles(folder);
    let writes = 0;
    let whole: number | undefined;
    const write: typeof writeAtomically = async (file, bytes) => {
      if (file.includes('checkpoint') && ++writes > 1 && writes < 4) {
        whole = (await latestState(files))?.state.step;
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      }
      await writeAtomically(file, bytes);
    };
    const job = tinyJob(folder, { checkpointMs: 0 });
    const said = await run(job, undefined, undefined, { write, diskRetryMs: 1 });
    const waits = said.flatMap((word) => (word.type === 'waiting' ? [word.message] : []));
    // Once, however often it was tried.
    expect(waits).toEqual([expect.stringContaining('disk is full'), null]);
    expect(whole, 'the checkpoint that was whole meanwhile').toBeGreaterThan(0);
    expect(steps(said)).toEqual(Array.from({ length: tinyOptions.steps }, (_, i) => i + 1));
    expect(said.at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps });
  });

  it('goes on where a checkpoint cannot be written, says so once, and writes the next', async () => {
    // A clock that stands: no attempt takes time, so each step is followed by one on the slowest machine.
    vi.useFakeTimers({ toFake: ['performance'] });
    let writes = 0;
    const write: typeof writeAtomically = async (file, bytes) => {
      if (file.includes('checkpoint') && ++writes <= 3) throw systemError('EIO');
      await writeAtomically(file, bytes);
    };
    const said = await run(tinyJob(folder, { checkpointMs: 0 }), undefined, undefined, { write });
    expect(said.filter(({ type }) => type === 'notice')).toEqual([
      { type: 'notice', message: expect.stringMatching(/could not be saved just now \(.*EIO/) as string },
    ]);
    expect(said.some(({ type }) => type === 'checkpoint')).toBe(true);
    expect(steps(said)).toEqual(Array.from({ length: tinyOptions.steps }, (_, i) => i + 1));
    expect(said.at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps });
  });

  it.each(['checkpoint', 'style.onnx'])('waits at its end while somebody else holds its %s', async (what) => {
    let writes = 0;
    const write: typeof writeAtomically = async (file, bytes) => {
      if (file.includes(what) && ++writes <= 2) throw systemError('EBUSY');
      await writeAtomically(file, bytes);
    };
    const said = await run(tinyJob(folder), undefined, undefined, { write });
    expect(writes).toBe(3);
    expect(said.map(({ type }) => type)).not.toContain('notice');
    expect(said.at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps });
  });

  it.each([
    ['pause', 'checkpoint'],
    ['stop', 'checkpoint'],
    ['stop', 'style.onnx'],
  ] as const)(
    'where the disk is full at a "%s", for the %s, stands still at what is saved',
    async (end, what) => {
      const files = trainingFiles(folder);
      let full = false;
      const write: typeof writeAtomically = async (file, bytes) => {
        if (full && file.includes(what)) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        await writeAtomically(file, bytes);
      };
      const job = tinyJob(folder, { checkpointMs: 0 });
      const hear = ({ type }: FromTrain, session: TrainingSession): void => {
        if (type !== 'checkpoint' || full) return;
        full = true;
        session[end]();
      };
      const said = await run(job, hear, undefined, { write, diskRetryMs: 1 });
      const { step } = (await latestState(files))!.state;
      expect(step).toBeGreaterThan(0);
      expect(said.at(-1)).toEqual({
        type: 'paused',
        step,
        message: expect.stringMatching(`disk is full.*at step ${step},.*Make room`) as string,
      });
      full = false;
      expect((await run(tinyJob(folder))).at(-1)).toMatchObject({ type: 'done', step: tinyOptions.steps });
    },
  );

  it('that waits for room on the disk can be paused', async () => {
    const write: typeof writeAtomically = async (file, bytes) => {
      if (file.includes('checkpoint')) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      await writeAtomically(file, bytes);
    };
    const said = await run(
      tinyJob(folder, { checkpointMs: 0 }),
      ({ type }, session) => {
        if (type === 'waiting') session.pause();
      },
      undefined,
      { write, diskRetryMs: 600_000 },
    );
    expect(said.at(-1)).toMatchObject({ type: 'paused', step: 0 });
  });
});
