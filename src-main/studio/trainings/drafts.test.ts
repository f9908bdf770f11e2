/** Drafts that go while something is read for them, and those that stay. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { USUAL_NETWORK } from '../../nets/index.ts';
import { apart } from '../../paint/testing/apart.ts';
import { foreignBytes, foreignModel } from '../../paint/testing/foreignModel.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { TrainingOptions } from '../../train/options.ts';
import { Drafts } from './drafts.ts';
import { initialOf, readRecord } from './record.ts';
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
afterEach(() => removeFolder(folder));

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

it('from a style with the last of all seeds has one that a training takes', async () => {
  const style = join(folder, 'last.onnx');
  await writeFile(style, foreignBytes());
  const training = TrainingOptions.parse({ seed: 2 ** 31 - 1, steps: 400 });
  const info = { id: 'last', title: 'Last', shipped: false, network: USUAL_NETWORK, training };
  const { id } = await drafts.fromStyle({ file: style, info }, 'further');
  const { basis } = await readRecord(shelf.folder(id));
  expect(basis?.options.seed).toBe(399);
});

it('stays as it is where a style cannot be gone on with because its weights are gone', async () => {
  const { model, data } = apart(foreignModel());
  const style = join(folder, 'laid.onnx');
  await writeFile(style, model);
  const info = { id: 'laid', title: 'Laid', shipped: false, network: USUAL_NETWORK, training: TrainingOptions.parse({}) }; // prettier-ignore
  const { id } = await drafts.open();
  await drafts.photo(id, file, 'photos');
  await expect(drafts.fromStyle({ file: style, info }, 'further', id)).rejects.toMatchObject({
    code: 'unusable-style',
    message: expect.stringMatching(/^"laid.onnx" cannot be a style: .* is not beside it/) as string,
  });
  expect(await drafts.open()).toMatchObject({ id, photos: 1 });
  await writeFile(join(folder, 'style.onnx.data'), data);
  const next = await drafts.fromStyle({ file: style, info }, 'further', id);
  expect((await readFile(initialOf(shelf.folder(next.id)))).equals(foreignBytes())).toBe(true);
});
