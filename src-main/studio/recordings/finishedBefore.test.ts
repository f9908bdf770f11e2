/** A recording of which a power cut, or a kill, left what was written beside the ordinary file that was made of it. */
import { copyFileSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { Notice } from '../contract.ts';
import { complete } from './complete.ts';
import { unfinishedFile } from './names.ts';
import { writtenClip } from './testing/clip.ts';
import { Workshop } from './workshop.ts';

let folder: string;
let notices: Notice[];
let changes: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-before-'));
  [notices, changes] = [[], 0];
});
afterEach(() => removeFolder(folder));
const tell = (notice: Notice): unknown => notices.push(notice);

/** The next start. */
async function start(left: string): Promise<string[]> {
  utimesSync(left, 0, 0);
  const workshop = new Workshop({ folder: () => folder, changed: () => changes++, tell });
  await workshop.recover();
  await workshop.close();
  return readdirSync(folder).sort();
}

it.each(['mp4', 'webm'] as const)('is not kept twice, nor told as cut short: %s', async (type) => {
  const left = join(folder, unfinishedFile('pier', process.pid, type));
  writeFileSync(left, await writtenClip(type, 2));
  copyFileSync(left, join(folder, 'copy'));
  expect(await complete(left, 'pier', type, tell)).toBe(`pier.${type}`);
  copyFileSync(join(folder, 'copy'), left);
  expect(await start(left)).toEqual(['copy', `pier.${type}`]);
  expect(notices).toEqual([]);
  expect(changes, 'it is on the shelf no more').toBe(1);
});

it('is known by its next name, too, where its own was taken', async () => {
  const left = join(folder, unfinishedFile('pier', process.pid, 'mp4'));
  writeFileSync(join(folder, 'pier.mp4'), await writtenClip('mp4', 3));
  writeFileSync(left, await writtenClip('mp4', 2));
  copyFileSync(left, join(folder, 'copy'));
  expect(await complete(left, 'pier', 'mp4', tell)).toBe('pier (2).mp4');
  copyFileSync(join(folder, 'copy'), left);
  expect(await start(left)).toEqual(['copy', 'pier (2).mp4', 'pier.mp4']);
});

it.each([
  ['is longer', async () => writtenClip('mp4', 3)],
  ['cannot be read', () => Promise.resolve('no clip')],
])('is kept where what has its name %s', async (_what, contents) => {
  const left = join(folder, unfinishedFile('pier', process.pid, 'mp4'));
  writeFileSync(left, await writtenClip('mp4', 2));
  writeFileSync(join(folder, 'pier.mp4'), await contents());
  expect(await start(left)).toEqual(['pier (2).mp4', 'pier.mp4']);
  expect(notices).toMatchObject([{ level: 'info' }]);
});
