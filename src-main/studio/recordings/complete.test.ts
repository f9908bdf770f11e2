/** What becomes of a finished clip on a disk that is nearly full: another one may just be recorded there. */
import type * as Files from 'node:fs/promises';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { Notice } from '../contract.ts';
import { whenSynced } from './testing/sync.ts';
import { complete } from './complete.ts';
import { writtenClip } from './testing/clip.ts';

/** A disk of any size. */
const disk = vi.hoisted(() => ({ bavail: 0, bsize: 4096, blocks: 0 }));
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof Files>()),
  statfs: () => Promise.resolve(disk),
}));

const MB = 1024 * 1024;
let folder: string;
let path: string;
let clip: Uint8Array;
let notices: Notice[];

beforeAll(async () => {
  clip = await writtenClip('mp4', 2);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-complete-'));
  path = join(folder, 'written.mp4');
  writeFileSync(path, clip);
  notices = [];
});
afterEach(() => removeFolder(folder));

const finish = (): Promise<string | null> => complete(path, 'pier', 'mp4', (notice) => notices.push(notice));

it('is on disk under its name before what was written goes', async (ctx) => {
  ctx.skip(process.platform === 'win32', 'Windows brings no folders to disk');
  Object.assign(disk, { blocks: 0 });
  const there: string[][] = [];
  await whenSynced(() => there.push(readdirSync(folder).filter((file) => !file.startsWith('.'))));
  await finish();
  expect(there).toEqual([['written.mp4'], ['pier.mp4', 'written.mp4']]);
});

it('keeps it as it was recorded where a second one would leave too little of the disk', async () => {
  Object.assign(disk, { blocks: 1e6, bavail: (200 * MB) / disk.bsize });
  expect(await finish()).toBe('pier.mp4');
  expect(readFileSync(join(folder, 'pier.mp4')).equals(clip)).toBe(true);
  expect(readdirSync(folder)).toEqual(['pier.mp4']);
  expect(notices).toEqual([
    {
      level: 'warning',
      message: 'pier.mp4 is kept as it was recorded, without an index: there is no room for one.',
    },
  ]);
});

it.each([
  ['there is room', { blocks: 1e6, bavail: (300 * MB) / 4096 }],
  ['the disk does not say how large it is', { blocks: 0, bavail: 0 }],
])('gives it an index where %s', async (_where, facts) => {
  Object.assign(disk, facts);
  expect(await finish()).toBe('pier.mp4');
  expect(readFileSync(join(folder, 'pier.mp4')).equals(clip)).toBe(false);
  expect(readdirSync(folder)).toEqual(['pier.mp4']);
  expect(notices).toEqual([]);
});
