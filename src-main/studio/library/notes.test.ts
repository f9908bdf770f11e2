import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { StyleInfo } from '../contract.ts';
import { arrange } from './arrange.ts';
import { NoteStore } from './notes.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<{ rename: typeof rename }>();
  return { ...real, rename: vi.fn(real.rename) };
});

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pastiche-notes-'))));
afterEach(() => removeFolder(folder));

it('are kept from one start to the next, also those of a style named "constructor"', async () => {
  const { store, notice } = await NoteStore.open(folder);
  expect(notice).toBeUndefined();
  expect(store.of('constructor')).toEqual({});
  await Promise.all([
    store.note('constructor', { title: 'Mine' }),
    store.note('constructor', { favourite: true }),
    store.setOrder(['b', 'a', 'b']),
  ]);
  const again = (await NoteStore.open(folder)).store;
  expect(again.of('constructor')).toEqual({ title: 'Mine', favourite: true });
  expect(again.order).toEqual(['b', 'a']);
  await again.note('constructor', { title: undefined, favourite: false });
  expect(readFileSync(join(folder, 'library.json'), 'utf8')).not.toContain('constructor');
});

it.each(['garbage', '{"version":2}', '[]', '{"order":["../x"]}'])(
  'that cannot be understood are kept aside, with a word: %s',
  async (text) => {
    writeFileSync(join(folder, 'library.json'), text);
    const { store, notice } = await NoteStore.open(folder);
    expect(store.order).toEqual([]);
    expect(notice?.message).toContain('kept as library.bad-');
    const aside = readdirSync(folder).find((name) => name.startsWith('library.bad-')) ?? '';
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
  },
);

it('that can be understood in part are taken in part, also at the next start', async () => {
  const put = { trashId: 'a~1', styleId: 'a', title: 'A', shipped: true, trashedAt: 1 };
  const text = JSON.stringify({
    version: 1,
    order: ['b', 7, 'a'],
    styles: [{ id: 'b', title: '' }, { id: 'a', title: 'Mine' }, null],
    trash: [{ ...put, trashedAt: 'long ago' }, put],
  });
  writeFileSync(join(folder, 'library.json'), text);
  const { store, notice } = await NoteStore.open(folder);
  expect(notice?.message).toMatch(/^Entries .* are left out\. The old ones are kept as library\.bad-/);
  const again = await NoteStore.open(folder);
  expect(again.notice).toBeUndefined();
  for (const notes of [store, again.store]) {
    expect(notes.order).toEqual(['b', 'a']);
    expect(notes.of('a')).toEqual({ title: 'Mine' });
    expect(notes.trash).toEqual([put]);
  }
  const aside = readdirSync(folder).find((name) => name.startsWith('library.bad-')) ?? '';
  expect(readFileSync(join(folder, aside), 'utf8')).toBe(text);
});

it('that cannot be read are kept aside, too, and not written over by the next change', async () => {
  // A folder in the file's place cannot be read, not even by root.
  mkdirSync(join(folder, 'library.json', 'whole'), { recursive: true });
  const { store, notice } = await NoteStore.open(folder);
  expect(notice?.message).toMatch(/cannot be read.*kept as library\.bad-/);
  await store.setOrder(['a']);
  const aside = readdirSync(folder).find((name) => name.startsWith('library.bad-')) ?? '';
  expect(readdirSync(join(folder, aside))).toEqual(['whole']);
  expect((await NoteStore.open(folder)).store.order).toEqual(['a']);
});

it('that cannot be kept aside are not written over', async () => {
  const file = join(folder, 'library.json');
  writeFileSync(file, '{"version":2}');
  vi.mocked(rename).mockRejectedValueOnce(new Error('EBUSY'));
  const { store, notice } = await NoteStore.open(folder);
  expect(notice?.message).toContain('left as they are, and no new ones are kept');
  await expect(store.setOrder(['a'])).rejects.toMatchObject({ code: 'storage' });
  expect(readFileSync(file, 'utf8')).toBe('{"version":2}');
});

it('stay as they were when the disk refuses', async () => {
  const { store } = await NoteStore.open(folder);
  await store.setOrder(['a']);
  rmSync(join(folder, 'library.json'));
  // A folder in the file's place cannot be replaced by a file.
  mkdirSync(join(folder, 'library.json', 'x'), { recursive: true });
  await expect(store.setOrder(['b'])).rejects.toMatchObject({ code: 'storage' });
  expect(store.order).toEqual(['a']);
});

it('arrange what was found: order, titles, favourites, and what was put away', () => {
  const style = (id: string, shipped = false): StyleInfo => ({ id, title: id, shipped });
  const found = [style('s', true), style('gone', true), style('a'), style('b'), style('gone-2')];
  const arranged = arrange(found, {
    order: ['b', 'unknown', 's'],
    hidden: new Set(['gone', 'gone-2']),
    of: (id) => (id === 'a' ? { title: 'A!', favourite: true } : {}),
  });
  expect(arranged.map(({ id }) => id)).toEqual(['b', 's', 'a', 'gone-2']);
  expect(arranged[2]).toEqual({ id: 'a', title: 'A!', favourite: true, shipped: false });
});

it('of many styles are forgotten at once, and those of others stay', async () => {
  const { store } = await NoteStore.open(folder);
  const ids = Array.from({ length: 5 }, (_, i) => `style-${i}`);
  for (const id of ids) await store.note(id, { title: id });
  vi.mocked(rename).mockClear();
  await store.forget([...ids.slice(1), 'never-noted']);
  await store.forget(['never-noted']);
  expect(rename).toHaveBeenCalledTimes(1);
  const again = (await NoteStore.open(folder)).store;
  expect(ids.map((id) => again.of(id).title)).toEqual(['style-0', ...Array<undefined>(4)]);
});
