import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { claimFile, whatIsSaid } from '../claimFile.ts';
import { inTurn } from './turn.ts';

vi.mock('../claimFile.ts', { spy: true });

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-turn-'));
  lock = join(folder, 'file.lock');
});
afterEach(() => removeFolder(folder));

const never = new AbortController().signal;
const onWait = vi.fn();
const take = <T>(work: (signal: AbortSignal) => Promise<T>, signal = never): Promise<T> =>
  inTurn(join(folder, 'file'), { signal, onWait, lookMs: 2, beatMs: 5 }, work);
const nothing = (): Promise<string> => Promise.resolve('done');

it('is had while one works, and given back, also when that fails', async () => {
  const held = await take(() => Promise.resolve(readFileSync(lock, 'utf8')));
  expect(held).toContain(`${hostname()} ${process.pid} `);
  expect(existsSync(lock)).toBe(false);
  await expect(take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
  expect(onWait).not.toHaveBeenCalled();
});

it('is waited for while another of us works, and no longer than wanted', async () => {
  // Our parent is a process that runs, and is not us.
  writeFileSync(lock, `${hostname()} ${process.ppid} x`);
  writeFileSync(join(folder, 'file'), 'a part');
  const work = vi.fn(nothing);
  const cancel = new AbortController();
  const cancelled = take(work, cancel.signal);
  await vi.waitFor(() => expect(onWait).toHaveBeenCalledWith(6), { timeout: 30_000 });
  cancel.abort();
  await expect(cancelled).rejects.toThrow(/abort/i);
  const waits = take(work);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(work).not.toHaveBeenCalled();
  rmSync(lock);
  expect(await waits).toBe('done');
});

it(
  'is left to one that took us for gone, and work begins once more in the next',
  { timeout: 30_000 },
  async () => {
    const other = `${hostname()} ${process.ppid} x`;
    const stopped = (signal: AbortSignal): Promise<string> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        writeFileSync(lock, other);
      });
    const work = vi.fn<typeof stopped>(nothing).mockImplementationOnce(stopped);
    onWait.mockClear();
    const taken = take(work);
    await vi.waitFor(() => expect(onWait).toHaveBeenCalled(), { timeout: 30_000 });
    expect([work.mock.calls.length, readFileSync(lock, 'utf8')]).toEqual([1, other]);
    rmSync(lock);
    expect(await taken).toBe('done');
    expect(work).toHaveBeenCalledTimes(2);
  },
);

it('is lost, too, where another took it, worked and is gone again', { timeout: 30_000 }, async () => {
  const stopped = (signal: AbortSignal): Promise<string> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')));
      rmSync(lock);
    });
  const work = vi.fn<typeof stopped>(nothing).mockImplementationOnce(stopped);
  expect(await take(work)).toBe('done');
  expect(work).toHaveBeenCalledTimes(2);
});

it.each([
  ['does not say whose it is', true],
  ['took no lock', false],
])('is not lost where the disk %s', { timeout: 30_000 }, async (_what, locked) => {
  if (!locked) vi.mocked(claimFile).mockRejectedValueOnce(new Error('EIO'));
  const aborted = await take(async (turn) => {
    const looks = vi.mocked(whatIsSaid).mockReset();
    if (locked) looks.mockRejectedValue(new Error('EIO'));
    await vi.waitFor(() => expect(looks.mock.calls.length).toBeGreaterThan(2), { timeout: 30_000 });
    looks.mockReset();
    return turn.aborted;
  });
  expect(aborted).toBe(false);
});

it.each(['', `${hostname()} 4194999 x`, `${hostname()} ${process.pid} x`])(
  'is taken over at once from one that is gone: %j',
  async (said) => {
    writeFileSync(lock, said);
    expect(await take(nothing)).toBe('done');
  },
);

it('is taken over from another machine that is silent, and from none that is not', async () => {
  writeFileSync(lock, 'another-machine 5 x');
  const work = vi.fn(nothing);
  let beats = 0;
  const beat = setInterval(() => utimesSync(lock, ++beats, beats), 20);
  const waits = take(work);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(work).not.toHaveBeenCalled();
  clearInterval(beat);
  expect(await waits).toBe('done');
});

it('is nobody’s matter where the disk takes no lock', async () => {
  writeFileSync(join(folder, 'no folder'), '');
  const file = join(folder, 'no folder', 'file');
  expect(await inTurn(file, { signal: never, onWait }, nothing)).toBe('done');
});
