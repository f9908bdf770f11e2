/** What is taken for left behind in a recordings folder, also in one that machines share. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type * as Files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { temporaryFile } from './abandoned.ts';
import { type ShelfName, unfinishedFile } from './names.ts';
import { Recovery, TOUCH_MS } from './recovery.ts';
import { Workshop } from './workshop.ts';

/** Something happens right after a file was looked at. */
const disk = vi.hoisted(() => {
  const lookedAt: (path: string) => void = () => undefined;
  return { lookedAt };
});
vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof Files>();
  const stat = async (path: string): Promise<unknown> => {
    const facts = await files.stat(path);
    disk.lookedAt(path);
    return facts;
  };
  return { ...files, stat };
});

const LOOK_MS = 30_000;
let folder: string;
let recovery: Recovery;
let finished: string[];
/** How often a file's finishing was begun. */
let begun: string[];
/** What is worked on. */
let busy: string[];

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  });
  folder = mkdtempSync(join(tmpdir(), 'pastiche-recovery-'));
  finished = [];
  begun = [];
  busy = [];
  recovery = make();
});
afterEach(() => {
  disk.lookedAt = () => undefined;
  recovery.close();
  vi.useRealTimers();
  removeFolder(folder);
});

function make(): Recovery {
  return new Recovery({
    folder: () => folder,
    isBusy: (path) => busy.includes(path),
    finish: (path: string, { name }: ShelfName) => {
      begun.push(basename(path));
      renameSync(path, join(folder, `${name}.mp4`));
      return Promise.resolve(true);
    },
    removed: () => undefined,
    finished: (names) => finished.push(...names),
  });
}

/** A process that is surely gone. */
const gone = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const put = (file: string): string => {
  const path = join(folder, file);
  writeFileSync(path, 'a clip');
  utimesSync(path, new Date(), new Date());
  return path;
};
const another = (file: string): string => file.replace(/-[0-9a-f]{6}(?=[.-])/, '-0123ab');
/** Some time, in which the disk gets its turns, too. */
async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += LOOK_MS) {
    await vi.advanceTimersByTimeAsync(Math.min(LOOK_MS, ms - at));
    await recovery.idle;
  }
}

describe('a recording whose process is gone', () => {
  it('is finished at once, by one of two that find it', async () => {
    put(unfinishedFile('clip', gone(), 'mp4'));
    const other = make();
    await Promise.all([recovery.look(), other.look(), recovery.look()]);
    other.close();
    expect(finished).toEqual(['clip']);
    expect(begun).toEqual([unfinishedFile('clip', process.pid, 'mp4')]);
  });

  it('is finished at once where the process had our number, and left where it is ours', async () => {
    utimesSync(put(unfinishedFile('old', process.pid, 'mp4')), 0, 0);
    busy = [put(unfinishedFile('own', process.pid, 'mp4'))];
    await recovery.look();
    await pass(20 * LOOK_MS);
    expect(finished).toEqual(['old']);
  });

  it('is finished later where it is ours and could not be finished when it ended', async () => {
    put(unfinishedFile('own', process.pid, 'mp4'));
    await recovery.look();
    expect(finished, 'it may be about to be worked on').toEqual([]);
    await pass(5 * LOOK_MS);
    expect(finished).toEqual(['own']);
  });
});

describe.each([
  ['a process that has taken over a number', () => unfinishedFile('clip', process.ppid, 'mp4')],
  ['another machine', () => another(unfinishedFile('clip', gone(), 'mp4'))],
  ['an earlier version', () => `clip.recording-${gone()}.mp4`],
])('a recording that may be that of %s', (_whose, nameOf) => {
  it('is left alone as long as it is touched, and finished soon after', async () => {
    const path = put(nameOf());
    const beat = setInterval(() => utimesSync(path, new Date(), new Date()), TOUCH_MS);
    await recovery.look();
    await pass(20 * LOOK_MS);
    expect(finished).toEqual([]);
    expect(existsSync(path)).toBe(true);
    clearInterval(beat);
    await pass(2 * LOOK_MS);
    expect(finished, 'a minute is soon over').toEqual([]);
    await pass(4 * LOOK_MS);
    expect(finished).toEqual(['clip']);
  });

  it('is not given up because one looks often, or because the machine slept', async () => {
    const path = put(nameOf());
    for (let look = 0; look < 20; look++) await recovery.look();
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
    await recovery.look();
    vi.restoreAllMocks();
    expect(finished).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('is found when it appears later, and is seen', async () => {
    await recovery.look();
    put(nameOf());
    await pass(10 * LOOK_MS);
    expect(finished, 'nobody has looked').toEqual([]);
    recovery.seen();
    await recovery.idle;
    await pass(5 * LOOK_MS);
    expect(finished).toEqual(['clip']);
  });
});

it('clears away what was in the making by one that is gone, not what we or another machine work on', async () => {
  const orphan = put(basename(temporaryFile(folder, gone())));
  const alive = put(basename(temporaryFile(folder, process.ppid)));
  const own = put(basename(temporaryFile(folder, process.pid)));
  const before = put(basename(temporaryFile(folder, process.pid)));
  utimesSync(before, 0, 0);
  const foreign = put(another(basename(temporaryFile(folder, gone()))));
  const old = put(another(basename(temporaryFile(folder, gone()))));
  utimesSync(old, 0, 0);
  await recovery.look();
  expect([alive, own, foreign].map((path) => existsSync(path))).toEqual([true, true, true]);
  expect([orphan, before, old].map((path) => existsSync(path))).toEqual([false, false, false]);
});

describe('a name that was taken for a recording', () => {
  /** An empty file, from so long ago. */
  const take = (file: string, agoMs: number): string => {
    const path = put(file);
    writeFileSync(path, '');
    const then = new Date(Date.now() - agoMs);
    utimesSync(path, then, then);
    return path;
  };

  it('is left for a minute to whoever finishes the recording, and then removed', async () => {
    const [old, fresh, filled] = [take('old.mp4', 3_600_000), take('fresh.jpeg', 0), take('filled.mp4', 0)];
    await recovery.look();
    expect([old, fresh, filled].map((path) => existsSync(path))).toEqual([false, true, true]);
    writeFileSync(filled, 'a clip');
    await pass(4 * LOOK_MS);
    expect(readdirSync(folder)).toEqual(['filled.mp4']);
    expect(finished, 'it holds nothing that was cut short').toEqual([]);
  });

  it.each([
    ['mp4', 'a clip'],
    ['jpeg', 'a picture'],
  ])('and is filled the moment it is looked at keeps what it holds: .%s', async (ending, text) => {
    const path = take(`slow.${ending}`, 3_600_000);
    writeFileSync(join(folder, 'in the making'), text);
    disk.lookedAt = (looked) => {
      if (looked !== path) return;
      renameSync(join(folder, 'in the making'), path);
      disk.lookedAt = () => undefined;
    };
    await recovery.look();
    expect(readdirSync(folder)).toEqual([`slow.${ending}`]);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

it('what is recorded is touched, also in a pause', async () => {
  const workshop = new Workshop({ folder: () => folder, changed: () => undefined, tell: () => undefined });
  await workshop.begin('mp4', null);
  const path = join(folder, readdirSync(folder)[0]!);
  utimesSync(path, 0, 0);
  const touched = vi.waitFor(() => expect(statSync(path).mtimeMs).toBeGreaterThan(0));
  await vi.advanceTimersByTimeAsync(TOUCH_MS);
  await touched;
  vi.useRealTimers();
  await workshop.close();
});
