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
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeModel } from '../../paint/describe.ts';
import { apart } from '../../paint/testing/apart.ts';
import { foreignBytes, foreignModel } from '../../paint/testing/foreignModel.ts';
import type { StyleInfo } from '../contract.ts';
import { Library } from './library.ts';
import { NoteStore } from './notes.ts';
import { Trash } from './trash.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<{ rm: typeof rm }>();
  return { ...real, rm: vi.fn(real.rm) };
});

let folder: string;
let notes: NoteStore;
let trash: Trash;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-trash-'));
  notes = (await NoteStore.open(folder)).store;
  trash = new Trash(join(folder, 'trash'), notes);
});
afterEach(() => rmSync(folder, { recursive: true }));

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
  const put = (name: string) => {
    writeFileSync(styles(name), pair.model);
    writeFileSync(styles('net.onnx.data'), pair.data);
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
