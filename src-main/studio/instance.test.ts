import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { aboutOther, claimFolder, type Machine } from './instance.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<{ open: typeof open; readFile: typeof readFile; rm: typeof rm }>();
  return { ...real, open: vi.fn(real.open), readFile: vi.fn(real.readFile), rm: vi.fn(real.rm) };
});

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-instance-'));
  file = join(folder, 'data', 'instance.json');
});
afterEach(() => removeFolder(folder));

const machine = (pid: number, alive: number[] = [], change: Partial<Machine> = {}): Machine => ({
  pid,
  bootedAt: 1000,
  now: 2000,
  isAlive: (other) => alive.includes(other),
  ...change,
});
const claim = (...args: Parameters<typeof machine>) =>
  claimFolder(join(folder, 'data'), 'browser', machine(...args));

it('is had by the first, who says where it is, and gives it back', async () => {
  const first = await claim(11);
  expect(first.other).toBeUndefined();
  await first.reachedAt('http://127.0.0.1:1/?token=x');
  const second = await claim(12, [11]);
  expect(second.other).toMatchObject({ pid: 11, url: 'http://127.0.0.1:1/?token=x' });
  expect(aboutOther(second.other!)).toContain('process 11');
  await second.release();
  expect(existsSync(file), 'the second one takes nothing away').toBe(true);
  await first.release();
  expect(existsSync(file)).toBe(false);
});

it('is readable by the person only: the address is a key', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows knows no modes');
  const first = await claim(11);
  expect(statSync(file).mode & 0o077).toBe(0);
  await first.reachedAt('http://127.0.0.1:1/?token=x');
  expect(statSync(file).mode & 0o077).toBe(0);
});

it.each([
  ['one that crashed', 12, [], {}],
  ['a process of an earlier start of the machine', 12, [11], { bootedAt: 2500, now: 3000 }],
  ['one from the future', 12, [11], { now: 1500 }],
  ['ourselves, with the number we have again', 11, [11], {}],
])('is taken over from %s', async (_who, pid, alive, change) => {
  await claim(11);
  const later = await claim(pid, alive, change);
  expect(later.other).toBeUndefined();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid });
});

it('is taken over from a desktop app, of which there is one: its number is another program’s by now', async () => {
  const claims = (pid: number) => claimFolder(join(folder, 'data'), 'electron', machine(pid, [11, 12]));
  await claims(11);
  const next = await claims(12);
  expect(next.other).toBeUndefined();
  expect((await claim(13, [12])).other, 'a browser shell still knows of it').toMatchObject({ pid: 12 });
});

it.each(['', '{', '{"pid":-1}', '[]'])('is taken over from garbage: %s', async (text) => {
  await claim(11);
  writeFileSync(file, text);
  expect((await claim(12, [11])).other).toBeUndefined();
});

it('goes to one of two that start together', async () => {
  const claims = await Promise.all([claim(11, [11, 12]), claim(12, [11, 12])]);
  expect(claims.filter(({ other }) => other === undefined)).toHaveLength(1);
});

/** Files of earlier ones; of one that runs no more, and of one that was cut off in taking it over. */
const LEFT = ['{', '{"pid":5,"shell":"browser","startedAt":1500}'].flatMap((left) => [
  [[left]],
  [[left, left]],
]);

const leave = (left: string[]): void => {
  mkdirSync(join(folder, 'data'));
  for (const [depth, text] of left.entries()) writeFileSync(`${file}${'.heir'.repeat(depth)}`, text);
};

it.each(LEFT)(
  'goes over what was left to one of two, though the other has seen it, too: %j',
  async (left) => {
    leave(left);
    const real = await vi.importActual<{ readFile: typeof readFile }>('node:fs/promises');
    let goOn: () => void = () => undefined;
    const hasSeen = new Promise<void>((resolve) => {
      vi.mocked(readFile).mockImplementationOnce(async (...args: Parameters<typeof readFile>) => {
        const text = await real.readFile(...args);
        resolve();
        await new Promise<void>((done) => (goOn = done));
        return text;
      });
    });
    const slow = claim(12, [11, 12]);
    await hasSeen;
    const quick = await claim(11, [11, 12]);
    goOn();
    expect([quick.other?.pid, (await slow).other?.pid]).toEqual([undefined, 11]);
    expect(readdirSync(join(folder, 'data'))).toEqual(['instance.json']);
  },
);

it.each(LEFT)('is already another one’s who is about to take over what was left: %j', async (left) => {
  leave(left);
  const real = await vi.importActual<{ rm: typeof rm }>('node:fs/promises');
  let goOn: () => void = () => undefined;
  const isAboutTo = new Promise<void>((resolve) => {
    vi.mocked(rm).mockImplementation(async (path, options) => {
      if (path === file) {
        resolve();
        await new Promise<void>((done) => (goOn = done));
      }
      await real.rm(path, options);
    });
  });
  const first = claim(11, [11, 12]);
  await isAboutTo;
  const second = await claim(12, [11, 12]);
  goOn();
  expect([(await first).other?.pid, second.other?.pid]).toEqual([undefined, 11]);
  vi.mocked(rm).mockImplementation(real.rm);
});

it('holds where nothing can be written', async () => {
  writeFileSync(join(folder, 'data'), 'a file where the folder should be');
  const first = await claim(11);
  expect(first.other).toBeUndefined();
  await first.reachedAt('http://127.0.0.1:1/');
  await first.release();
});

it('stops neither a start nor an end where the disk refuses in the middle', async () => {
  const first = await claim(11);
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  vi.mocked(open).mockRejectedValueOnce(full);
  await first.reachedAt('http://127.0.0.1:1/');
  vi.mocked(rm).mockRejectedValueOnce(Object.assign(new Error('read-only'), { code: 'EROFS' }));
  await first.release();
  expect(JSON.parse(readFileSync(file, 'utf8'))).not.toHaveProperty('url');
});

it('knows of this very machine whether a process runs', async () => {
  const own = await claimFolder(join(folder, 'own'), 'electron');
  expect(own.other).toBeUndefined();
  writeFileSync(
    join(folder, 'own', 'instance.json'),
    JSON.stringify({ pid: process.ppid, shell: 'electron', startedAt: Date.now() }),
  );
  expect((await claimFolder(join(folder, 'own'), 'browser')).other?.pid).toBe(process.ppid);
});
