/** The shelf in a folder that changes, or goes away, while one looks. */
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Shelf } from './shelf.ts';
import { readFacts } from './describe.ts';

vi.mock('node:fs/promises', { spy: true });
vi.mock('./describe.ts', { spy: true });

let root: string;
let folder: string;
let chosen: boolean;
let shelf: Shelf;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'pastiche-shelf-'));
  folder = join(root, 'films');
  mkdirSync(folder);
  const picture = sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } });
  writeFileSync(join(folder, 'pier.png'), await picture.png().toBuffer());
  chosen = false;
  shelf = new Shelf({ folder: () => folder, isChosen: () => chosen, stateOf: () => null });
});
afterEach(() => rmSync(root, { recursive: true }));

it('says that a chosen folder is away, and shows it again when it is back', async () => {
  chosen = true;
  renameSync(folder, `${folder}-away`);
  expect(await shelf.list()).toMatchObject({
    recordings: [],
    problem: expect.stringContaining('cannot be found. Plug') as string,
  });
  renameSync(`${folder}-away`, folder);
  expect((await shelf.list()).recordings).toMatchObject([{ name: 'pier', state: 'ready' }]);
  // The usual folder is made with the first recording.
  chosen = false;
  rmSync(folder, { recursive: true });
  expect(await shelf.list()).toEqual({ recordings: [] });
});

it('looks again into what could not be read, as a file that somebody held', async () => {
  vi.mocked(readFacts).mockResolvedValueOnce(null);
  expect((await shelf.list()).recordings).toMatchObject([{ state: 'broken' }]);
  expect((await shelf.list()).recordings).toMatchObject([{ state: 'ready', width: 4 }]);
});

it('looks once into a file for several who ask at a time', async () => {
  vi.mocked(readFacts).mockClear();
  await Promise.all([shelf.list(), shelf.list(), shelf.read('pier.png')]);
  expect(readFacts).toHaveBeenCalledTimes(1);
});

it('finds what it has seen without going through the folder, and what came, went or was renamed since', async () => {
  const [pier] = (await shelf.list()).recordings;
  vi.mocked(readdir).mockClear();
  expect((await shelf.find(pier!.id)).file).toBe('pier.png');
  expect(readdir).not.toHaveBeenCalled();
  copyFileSync(join(folder, 'pier.png'), join(folder, 'quay.png'));
  const [quay] = (await new Shelf({ folder: () => folder, stateOf: () => null }).list()).recordings.filter(
    ({ name }) => name === 'quay',
  );
  expect((await shelf.find(quay!.id)).file).toBe('quay.png');
  rmSync(join(folder, 'pier.png'));
  await expect(shelf.find(pier!.id)).rejects.toMatchObject({ code: 'unknown-recording' });
});
