/** A draft that is gone by the time a picture for it has been read. */
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Drafts } from './drafts.ts';
import { TrainingShelf } from './shelf.ts';

let folder: string;
let file: string;
let shelf: TrainingShelf;
let drafts: Drafts;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-drafts-'));
  await mkdir(join(folder, 'uploads'));
  file = join(folder, 'uploads', 'upload');
  await sharp({ create: { width: 900, height: 600, channels: 3, background: '#456' } })
    .png()
    .toFile(file);
  const nothing = (): void => undefined;
  const parts = { onChanged: nothing, onRemoved: nothing, onNotice: nothing };
  shelf = new TrainingShelf({ folder: join(folder, 'trainings'), ...parts });
  drafts = new Drafts(shelf);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const works: [string, (id: string) => Promise<unknown>][] = [
  ['painting', (id) => drafts.painting(id, file)],
  ['photo', (id) => drafts.photo(id, file, 'photos')],
  ['face', (id) => drafts.face(id, file)],
  ['clearing of photos', (id) => drafts.clearPhotos(id)],
];

it.each(works)('is not brought back by its %s', async (_what, work) => {
  const { id } = await drafts.open();
  const late = work(id);
  const deleted = shelf.inTurn(() => shelf.delete(id));
  await late.catch(() => undefined);
  await deleted;
  expect(await readdir(join(folder, 'trainings'))).toEqual([]);
  expect((await readdir(join(folder, 'uploads'))).filter((name) => name !== 'upload')).toEqual([]);
});

it.each(works)('takes no %s once it has begun', async (_what, work) => {
  const { id } = await drafts.open();
  await copyFile(file, join(shelf.files(id).photos, 'photo-1.jpg'));
  const begun = shelf.inTurn(() => shelf.change(id, { status: 'waiting' }));
  await expect(work(id)).rejects.toMatchObject({ code: 'not-now' });
  await begun;
  expect(await readdir(shelf.files(id).photos)).toEqual(['photo-1.jpg']);
});
