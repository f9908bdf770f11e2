import { mkdtemp, writeFile } from 'node:fs/promises';
import type * as Files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { Shelf } from './shelf.ts';

/** What is asked for there is answered when the drive is back. */
const { drive } = vi.hoisted(() => ({ drive: { asked: 0, back: Promise.resolve() } }));
vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof Files>();
  const stat = async (path: string): Promise<unknown> => {
    drive.asked++;
    await drive.back;
    return files.stat(path);
  };
  return { ...files, stat };
});

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-silent-'));
});
afterEach(() => removeFolder(folder));

it('a folder that does not answer is told as that, asked no more meanwhile, and listed once it does', async () => {
  for (let i = 0; i < 5; i++) await writeFile(join(folder, `clip ${i}.mp4`), 'no clip');
  const shelf = new Shelf({ folder: () => folder, stateOf: () => null, silentMs: 300 });
  let answer = (): void => undefined;
  drive.back = new Promise((resolve) => (answer = resolve));
  const problem = `${folder} does not answer. Is its drive there?`;
  expect(await shelf.list()).toEqual({ recordings: [], problem });
  const { asked } = drive;
  expect(asked).toBeLessThanOrEqual(2);
  expect(await shelf.list()).toEqual({ recordings: [], problem });
  expect(drive.asked).toBe(asked);
  answer();
  await expect.poll(async () => (await shelf.list()).recordings.length, { timeout: 30_000 }).toBe(5);
});
