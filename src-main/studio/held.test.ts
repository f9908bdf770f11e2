/** Files that somebody holds, as a virus scanner on Windows does for a moment after they were written. */
import { promises } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { keepCheckpoint, trainingFiles } from '../train/folder.ts';
import { moveNew, setAside } from './atomicWrite.ts';
import { SketchTopic, type SketchTopicOptions } from './sketches/topic.ts';
import { Uploads } from './uploads.ts';

vi.mock('node:fs/promises', { spy: true });

const held = (code = 'EBUSY'): Error => Object.assign(new Error('somebody holds it'), { code });
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-held-'));
  file = join(folder, 'file.txt');
  await writeFile(file, 'ours');
});
afterEach(() => {
  vi.mocked(rm).mockReset();
  removeFolder(folder);
});

it('are moved once they are let go', async () => {
  vi.mocked(rm).mockRejectedValueOnce(held('EPERM'));
  await moveNew(file, join(folder, 'there', 'file.txt'));
  expect(await readdir(folder)).toEqual(['there']);
});

it('are set aside once they are let go', async () => {
  vi.mocked(rename).mockRejectedValueOnce(held());
  expect(await setAside(file)).toMatchObject({ done: true });
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^file\.bad-.*\.txt$/)]);
});

it('make place for the next checkpoint, and the one before is kept', async () => {
  const files = trainingFiles(folder);
  await keepCheckpoint(files, Buffer.from('first'));
  vi.mocked(rename).mockClear();
  const place = async (to: string, bytes: string | Uint8Array): Promise<void> => {
    await writeFile(to, bytes);
    // Whoever looks into the one that is there holds it for a moment.
    vi.mocked(rename).mockRejectedValueOnce(held());
  };
  await keepCheckpoint(files, Buffer.from('second'), place);
  expect(rename).toHaveBeenCalledTimes(3);
  expect(await readFile(files.checkpoint, 'utf8')).toBe('second');
  expect(await readFile(files.previous, 'utf8')).toBe('first');
});

it('spoil nothing that was done with an upload', async () => {
  const uploads = new Uploads(join(folder, 'uploads'));
  const upload = await uploads.begin(2);
  await uploads.append(upload, 0, Buffer.from('ab'));
  vi.mocked(rm).mockRejectedValue(held());
  expect(await uploads.take(upload, (taken) => readFile(taken, 'utf8'))).toBe('ab');
});

it('keep no app from ending', async () => {
  const topic = new SketchTopic({ dataFolder: folder } as unknown as SketchTopicOptions);
  vi.mocked(rm).mockRejectedValue(held());
  await expect(topic.close()).resolves.toBeUndefined();
});

it('do not stay where a network drive says only as an upload is closed that it is full', async () => {
  const uploads = new Uploads(folder);
  const begin = (): Promise<string> => {
    vi.mocked(open).mockImplementationOnce(async (...how) => {
      const handle = await promises.open(...how);
      const close = handle.close.bind(handle);
      handle.close = () => close().then(() => Promise.reject(held('EDQUOT')));
      return handle;
    });
    return uploads.begin(1);
  };
  const [taken, cancelled] = [await begin(), await begin()];
  await uploads.append(taken, 0, Buffer.from('a'));
  const work = vi.fn(() => Promise.resolve());
  await expect(uploads.take(taken, work)).rejects.toMatchObject({ code: 'storage' });
  await uploads.cancel(cancelled);
  expect([work.mock.calls, await readdir(join(folder, String(process.pid)))]).toEqual([[], []]);
});
