/** How long a recording is waited for whose page says nothing, and what a page is told of one that has ended. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { Notice } from '../contract.ts';
import { Workshop } from './workshop.ts';
import type * as WriteAll from './writeAll.ts';

/** A disk that can stall. */
const disk = vi.hoisted(() => ({ stalled: Promise.resolve() }));
vi.mock('./writeAll.ts', async (original) => {
  const { writeAll } = await original<typeof WriteAll>();
  return {
    writeAll: async (...written: Parameters<typeof writeAll>) => {
      await disk.stalled;
      await writeAll(...written);
    },
  };
});

const SILENCE_MS = 10_000;
let folder: string;
let workshop: Workshop;
let notices: Notice[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  folder = mkdtempSync(join(tmpdir(), 'pastiche-workshop-'));
  notices = [];
  workshop = new Workshop({
    folder: () => folder,
    changed: () => undefined,
    tell: (notice) => notices.push(notice),
    silenceMs: SILENCE_MS,
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await workshop.close();
  removeFolder(folder);
});

it('is missed sooner once a page is there that sees it: not while its own page speaks', async () => {
  await workshop.close();
  workshop = new Workshop({ folder: () => folder, changed: vi.fn(), tell: (notice) => notices.push(notice) });
  const handle = await workshop.begin('mp4', null);
  await workshop.append(handle, 0, new Uint8Array(10));
  workshop.seen();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(workshop.records, 'a connection may be away for so long').toBe(true);
  workshop.seen();
  await vi.advanceTimersByTimeAsync(9000);
  workshop.hold(handle);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(workshop.records, 'it has spoken').toBe(true);
  workshop.seen();
  await vi.advanceTimersByTimeAsync(6000);
  workshop.seen();
  await vi.advanceTimersByTimeAsync(6000);
  expect([workshop.records, notices]).toMatchObject([false, [{ level: 'warning' }]]);
});

it('goes on while the disk stalls: its page has nothing to say', async () => {
  let goOn: () => void = () => undefined;
  disk.stalled = new Promise((resolve) => (goOn = resolve));
  const handle = await workshop.begin('mp4', null);
  const written = workshop.append(handle, 0, new Uint8Array(10));
  await vi.advanceTimersByTimeAsync(5 * SILENCE_MS);
  goOn();
  expect(await written).toBe(10);
  expect(await workshop.append(handle, 1, new Uint8Array(10)), 'it is still open').toBe(20);
  await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
  expect([workshop.records, notices]).toEqual([true, []]);
  await vi.advanceTimersByTimeAsync(2);
  expect([workshop.records, notices]).toMatchObject([false, [{ level: 'warning' }]]);
});

it('goes on after the machine slept: its page has the same time again to say so', async () => {
  const handle = await workshop.begin('mp4', null);
  await workshop.append(handle, 0, new Uint8Array(10));
  const now = performance.now();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 3_600_000);
  await vi.advanceTimersByTimeAsync(SILENCE_MS);
  clock.mockRestore();
  expect(workshop.records).toBe(true);
  expect(readdirSync(folder)).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(SILENCE_MS);
  expect(workshop.records).toBe(false);
});

it.each([
  ['as the person knows', false, []],
  ['as a page that crashed is', true, [{ level: 'warning' }]],
])('ends at once where its page is certainly gone, %s', async (_how, tell, told) => {
  const clip = await workshop.begin('mp4', null);
  await workshop.append(clip, 0, new Uint8Array(10));
  // A snapshot is whole in a moment, and may be the main side's own.
  const picture = await workshop.begin('png', null);
  workshop.pageGone(tell);
  expect(workshop.records).toBe(false);
  expect(notices).toMatchObject(told);
  await workshop.append(picture, 0, new Uint8Array(10));
  await workshop.finish(picture, 1);
  await workshop.close();
  expect(readdirSync(folder), 'an end of the app waits for it').toMatchObject([
    expect.stringMatching(/png$/),
  ]);
});

describe('a page that asks once more for the end of a recording', () => {
  const begin = async (source?: string): Promise<string> => {
    const handle = await workshop.begin('mp4', null, source);
    await workshop.append(handle, 0, new Uint8Array(10));
    return handle;
  };

  it('is told that a film is whole, or that parts of it are missing, as it was', async () => {
    const whole = await begin('pier.mp4');
    const together = [workshop.finish(whole, 1), workshop.finish(whole, 1)];
    await expect(Promise.all(together)).resolves.toHaveLength(2);
    await workshop.finish(whole, 1);
    const torn = await begin('pier.mp4');
    for (let tries = 0; tries < 2; tries++) {
      await expect(workshop.finish(torn, 3)).rejects.toMatchObject({ code: 'out-of-order' });
    }
  });

  it('is not told that a film is whole that was ended without it, but that there is a part', async () => {
    const film = await begin('pier.mp4');
    const clip = await begin();
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    expect(notices).toHaveLength(2);
    await expect(workshop.finish(film, 1)).rejects.toMatchObject({ code: 'unknown-recording' });
    await workshop.finish(film, 1, true);
    // A clip is as long as it is; what has not arrived is missing all the same.
    await workshop.finish(clip, 1);
    await expect(workshop.finish(clip, 2)).rejects.toMatchObject({ code: 'out-of-order' });
  });

  it('is not remembered for ever', async () => {
    const one = async (): Promise<string> => {
      const handle = await workshop.begin('png', null);
      await workshop.finish(handle, 0);
      return handle;
    };
    const first = await one();
    for (let others = 1; others < 64; others++) await one();
    await workshop.finish(first, 0);
    await one();
    await expect(workshop.finish(first, 0)).rejects.toMatchObject({ code: 'unknown-recording' });
  });
});

it.each([
  ['was kept as a whole', async (handle: string) => workshop.finish(handle, 1)],
  ['was ended without it', () => vi.advanceTimersByTimeAsync(SILENCE_MS)],
])(
  'is in the trash once its page throws away what %s, and an end of the app waits for that',
  async (_what, end) => {
    const handle = await workshop.begin('png', null, 'pier.png');
    await workshop.append(handle, 0, new Uint8Array(10));
    await end(handle);
    await workshop.discard(handle);
    vi.useRealTimers();
    await workshop.close();
    expect(readdirSync(folder)).toEqual(['.trash']);
    expect(readdirSync(join(folder, '.trash'))).toEqual([expect.stringMatching(/~pier.*png$/)]);
    await expect(workshop.discard(handle), 'once is enough').rejects.toMatchObject({
      code: 'unknown-recording',
    });
  },
);
