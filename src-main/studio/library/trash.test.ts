/** The trash: what is in it after several were removed at once, and where a folder lets nothing go. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeModel } from '../../paint/describe.ts';
import { apart } from '../../paint/testing/apart.ts';
import { foreignBytes, foreignModel } from '../../paint/testing/foreignModel.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { StyleInfo } from '../contract.ts';
import { Library } from './library.ts';
import { NoteStore } from './notes.ts';
import { Trash } from './trash.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<{ readdir: typeof readdir; rm: typeof rm }>();
  return { ...real, readdir: vi.fn(real.readdir), rm: vi.fn(real.rm) };
});

/** A disk that refuses a file or folder by what it is called, for as long as a piece of work takes. */
async function refusing(
  which: 'readdir' | 'rm',
  called: RegExp,
  work: () => Promise<unknown>,
): Promise<void> {
  const spied = vi.mocked({ readdir, rm }[which] as (path: string, ...rest: unknown[]) => Promise<unknown>);
  const real = spied.getMockImplementation()!;
  spied.mockImplementation((path, ...rest) =>
    called.test(path)
      ? Promise.reject(Object.assign(new Error('the disk fails'), { code: 'EIO' }))
      : real(path, ...rest),
  );
  await work().finally(() => spied.mockImplementation(real));
}

let folder: string;
let notes: NoteStore;
let trash: Trash;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-trash-'));
  notes = (await NoteStore.open(folder)).store;
  trash = new Trash(join(folder, 'trash'), notes);
});
afterEach(() => removeFolder(folder));

const style = (id: string, shipped: boolean): StyleInfo => ({ id, title: id.toUpperCase(), shipped });
const away = (id: string) => trash.add(style(id, true), 'it stays where it is');

function own(id: string): string {
  const file = join(folder, `${id}.onnx`);
  writeFileSync(file, id);
  return file;
}

it('has everything that was removed at once, and everything but what was taken back at once', async () => {
  const [wave, scream] = await Promise.all([away('wave'), away('scream'), away('udnie')]);
  expect(trash.hidden).toEqual(new Set(['wave', 'scream', 'udnie']));
  const back = ({ trashId }: { trashId: string }) => trash.takeBack(trashId, folder, () => false);
  await Promise.all([back(wave), back(scream), away('night')]);
  expect(trash.hidden).toEqual(new Set(['udnie', 'night']));
});

it('has a shipped style once, which hangs again when it is taken back', async () => {
  const [first, second] = await Promise.all([away('wave'), away('wave')]);
  expect(second).toEqual(first);
  await trash.takeBack(first.trashId, folder, () => false);
  expect(trash.hidden.size).toBe(0);
});

it('gives back a style whose name a file has that hangs nowhere, under another', async () => {
  const { trashId } = await trash.add(style('mine', false), own('mine'));
  writeFileSync(join(folder, 'mine.onnx'), 'no style');
  const back = await trash.takeBack(trashId, folder, () => false);
  expect(back).toBe('mine-2');
  expect(readFileSync(join(folder, 'mine-2.onnx'), 'utf8')).toBe('mine');
  expect(readFileSync(join(folder, 'mine.onnx'), 'utf8')).toBe('no style');
  expect(await trash.list()).toEqual([]);
});

it('keeps a style where the folder that it hung in is none any more', async () => {
  const { trashId } = await trash.add(style('mine', false), own('mine'));
  writeFileSync(join(folder, 'a file'), '');
  const back = trash.takeBack(trashId, join(folder, 'a file'), () => false);
  await expect(back).rejects.toMatchObject({ code: 'storage' });
  expect(await trash.list()).toMatchObject([{ trashId }]);
});

it('has nothing of a style that its folder does not let go', async () => {
  const file = own('mine');
  vi.mocked(rm).mockRejectedValueOnce(Object.assign(new Error('read-only'), { code: 'EROFS' }));
  await expect(trash.add(style('mine', false), file)).rejects.toMatchObject({ code: 'storage' });
  expect(existsSync(file)).toBe(true);
  expect(readdirSync(join(folder, 'trash'))).toEqual([]);
  expect(await trash.list()).toEqual([]);
  await trash.add(style('mine', false), file);
  expect(existsSync(file)).toBe(false);
  expect(await trash.list()).toHaveLength(1);
});

describe('a style in two files', () => {
  const pair = apart(foreignModel(), 'net.onnx.data');
  const styles = (...names: string[]) => join(folder, 'styles', ...names);
  const hung = () => readdirSync(styles()).sort();
  const put = (name: string, data: Uint8Array | null = pair.data) => {
    writeFileSync(styles(name), pair.model);
    if (data) writeFileSync(styles('net.onnx.data'), data);
  };
  let library: Library;
  beforeEach(async () => {
    mkdirSync(styles());
    put('net.onnx');
    library = await Library.open({
      dataFolder: folder,
      modelsFolder: join(folder, 'no models'),
      version: '1',
      describeModel,
      onFiles: () => undefined,
      onChange: () => undefined,
      onNotice: () => undefined,
    });
  });
  afterEach(() => library.close());
  const ids = () => [library.styles.map(({ id }) => id), library.problems];

  it('goes and comes back with both, and is gone with both', async () => {
    const { trashId } = await library.trash('net');
    expect(hung()).toEqual([]);
    await library.restore(trashId);
    expect(hung()).toEqual(['net.onnx', 'net.onnx.data']);
    expect(readFileSync(styles('net.onnx.data')).equals(pair.data)).toBe(true);
    expect(ids()).toEqual([['net'], []]);
    expect(readdirSync(join(folder, 'trash'))).toEqual([]);
    await library.trash('net');
    expect(await library.emptyTrash()).toEqual([]);
    expect([hung(), readdirSync(join(folder, 'trash'))]).toEqual([[], []]);
  });

  it('stays in the trash, with both, while it cannot be told what lies there with it', async () => {
    const { trashId } = await library.trash('net');
    await refusing('readdir', /\.beside$/, async () => {
      await expect(library.restore(trashId)).rejects.toMatchObject({ code: 'storage' });
    });
    expect([hung(), await library.trashed()]).toMatchObject([[], [{ trashId }]]);
    await library.restore(trashId);
    expect(ids()).toEqual([['net'], []]);
  });

  it('stays in the trash, with both, where its model cannot be moved', async () => {
    const { trashId } = await library.trash('net');
    await refusing('rm', /trash[/\\][^/\\]*\.onnx$/, async () => {
      await expect(library.restore(trashId)).rejects.toMatchObject({ code: 'storage' });
    });
    expect(hung()).toEqual([]);
    expect(readdirSync(join(folder, 'trash')).map((name) => extname(name)).sort()).toEqual(['.beside', '.onnx']); // prettier-ignore
    await library.restore(trashId);
    expect(ids()).toEqual([['net'], []]);
  });

  it.each([
    ['is half there', true],
    ['nobody has looked at yet', false],
  ])('leaves weights that a style may need that %s', async (_, looked) => {
    writeFileSync(styles('twin.onnx'), pair.model.subarray(0, pair.model.length / 2));
    if (looked) await library.refresh();
    await library.trash('net');
    await library.emptyTrash();
    put('twin.onnx', null);
    await library.refresh();
    expect(ids()).toEqual([['twin'], []]);
  });

  it('comes back as the two files that it was while another hangs with the same weights', async () => {
    put('twin.onnx');
    await library.refresh();
    const { trashId } = await library.trash('net');
    expect(await library.restore(trashId)).toBe('net');
    expect(hung()).toEqual(['net.onnx', 'net.onnx.data', 'twin.onnx']);
    expect(readFileSync(styles('net.onnx')).equals(pair.model)).toBe(true);
    expect(ids()).toEqual([['net', 'twin'], []]);
    expect(readdirSync(join(folder, 'trash'))).toEqual([]);
  });

  it('leaves weights that another style needs, and comes back also when that is gone for good', async () => {
    put('twin.onnx');
    await library.refresh();
    const first = await library.trash('net');
    expect(hung()).toEqual(['net.onnx.data', 'twin.onnx']);
    expect(ids()).toEqual([['twin'], []]);
    rmSync(styles('twin.onnx'));
    rmSync(styles('net.onnx.data'));
    await library.restore(first.trashId);
    expect(ids()).toEqual([['net'], []]);
  });

  it('comes back as one file where other weights have the name of its own by now', async () => {
    const { trashId } = await library.trash('net');
    put('net.onnx');
    writeFileSync(
      styles('net.onnx.data'),
      pair.data.map((byte) => byte ^ 1),
    );
    await library.refresh();
    expect(await library.restore(trashId)).toBe('net-2');
    expect(hung()).toEqual(['net-2.onnx', 'net.onnx', 'net.onnx.data']);
    expect(readFileSync(styles('net-2.onnx')).equals(foreignBytes())).toBe(true);
    expect(readFileSync(styles('net.onnx.data')).equals(pair.data)).toBe(false);
    expect(readdirSync(join(folder, 'trash'))).toEqual([]);
  });
});
