/** The shelf in a folder that changes, or goes away, while one looks. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { Shelf } from './shelf.ts';
import { readFacts } from './describe.ts';
import { recordingId } from './names.ts';
import { whenSynced } from './testing/sync.ts';

vi.mock('node:fs/promises', { spy: true });
vi.mock('./describe.ts', { spy: true });

let root: string;
let folder: string;
let wasThere: boolean;
let shelf: Shelf;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'pastiche-shelf-'));
  folder = join(root, 'films');
  mkdirSync(folder);
  const picture = sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } });
  writeFileSync(join(folder, 'pier.png'), await picture.png().toBuffer());
  wasThere = false;
  shelf = new Shelf({ folder: () => folder, wasThere: () => wasThere, stateOf: () => null });
});
afterEach(() => removeFolder(root));

it('says that a folder that was there is away, and shows it again when it is back', async () => {
  wasThere = true;
  renameSync(folder, `${folder}-away`);
  expect(await shelf.list()).toMatchObject({
    recordings: [],
    problem: expect.stringContaining(`${folder} cannot be found.`) as string,
  });
  renameSync(`${folder}-away`, folder);
  expect((await shelf.list()).recordings).toMatchObject([{ name: 'pier', state: 'ready' }]);
  // A folder is made with its first recording.
  wasThere = false;
  rmSync(folder, { recursive: true });
  expect(await shelf.list()).toEqual({ recordings: [] });
});

it('looks again into what could not be read, as a file that somebody held', async () => {
  vi.mocked(readFacts).mockRejectedValueOnce(Object.assign(new Error('held'), { code: 'EBUSY' }));
  expect((await shelf.list()).recordings).toMatchObject([{ state: 'broken' }]);
  expect((await shelf.list()).recordings).toMatchObject([{ state: 'ready', width: 4 }]);
});

it('looks once into what is damaged, until it is another file', async () => {
  const states = async (): Promise<string[]> => (await shelf.list()).recordings.map(({ state }) => state);
  for (const file of ['pier.png', 'quay.mp4']) writeFileSync(join(folder, file), 'neither');
  vi.mocked(readFacts).mockClear();
  for (let look = 0; look < 3; look++) expect(await states()).toEqual(['broken', 'broken']);
  expect(readFacts).toHaveBeenCalledTimes(2);
  writeFileSync(join(folder, 'quay.mp4'), 'a longer one');
  await states();
  expect(readFacts).toHaveBeenCalledTimes(3);
});

it('gives what is made its name once it is on disk', async () => {
  const there: string[][] = [];
  await whenSynced(() => there.push(readdirSync(folder).filter((file) => !file.startsWith('.'))));
  await shelf.add('quay', 'gif', (path) => writeFile(path, 'a loop'));
  expect(there).toEqual([['pier.png']]);
  expect(readdirSync(folder)).toEqual(['pier.png', 'quay.gif']);
});

it.each(['pier.png', 'quay.mp4'])('does not take %s for damaged while it cannot be opened', async (file) => {
  const gone = join(folder, 'gone', file);
  await expect(readFacts(gone, file === 'pier.png' ? 'png' : 'mp4')).rejects.toMatchObject({
    code: 'ENOENT',
  });
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

it.each([
  ['renames', () => shelf.rename(recordingId('pier.png'), 'harbour'), ['harbour.png']],
  ['removes', () => shelf.remove(recordingId('pier.png')), ['.trash']],
] as const)(
  '%s a file where it was, although another folder is chosen meanwhile',
  async (_what, act, there) => {
    const doing = act();
    const before = folder;
    mkdirSync((folder = join(root, 'others')));
    await doing;
    expect(readdirSync(before)).toEqual(there);
    expect(readdirSync(folder)).toEqual([]);
  },
);

it('puts a file back to where it was, although another folder is chosen meanwhile', async () => {
  const { id } = await shelf.remove(recordingId('pier.png'));
  const doing = shelf.restore(id);
  const before = folder;
  mkdirSync((folder = join(root, 'others')));
  expect(await doing).toMatchObject({ name: 'pier' });
  expect(readdirSync(before)).toEqual(['.trash', 'pier.png']);
});
