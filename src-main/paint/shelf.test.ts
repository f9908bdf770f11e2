/** Model ids: painters hold what they have loaded under them, so a changed file must have a new one. */
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { StyleError, UnreadableError } from './painter.ts';
import { FileShelf } from './shelf.ts';
import { apart } from './testing/apart.ts';
import { foreignBytes, foreignModel } from './testing/foreignModel.ts';

const wave = { id: 'wave', file: '/nowhere/wave.onnx', stamp: '1' };

it('keeps the model of a file that stays as it is', () => {
  const shelf = new FileShelf();
  shelf.set([wave]);
  const model = shelf.find('wave');
  shelf.set([{ ...wave }, { ...wave, id: 'scream' }]);
  expect(shelf.find('wave')).toBe(model);
  expect(shelf.ids()).toEqual(['wave', 'scream']);
});

it('gives a changed file another model, also when the style was away in between', () => {
  const shelf = new FileShelf();
  const ids = new Set<string | undefined>();
  for (const files of [[wave], [{ ...wave, stamp: '2' }], [], [{ ...wave, stamp: '3' }]]) {
    shelf.set(files);
    ids.add(shelf.find('wave')?.id);
  }
  expect(ids.size).toBe(4);
});

it('refuses a file for good only for what it is, not for what becomes of reading it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pastiche-shelf-'));
  onTestFinished(() => removeFolder(folder));
  const file = join(folder, 'wave.onnx');
  const shelf = new FileShelf();
  shelf.set([{ ...wave, file }]);
  const read = (): Uint8Array => shelf.find('wave')!.bytes;
  expect(read).toThrow(UnreadableError);
  writeFileSync(file, 'abc');
  expect([...read()]).toEqual([97, 98, 99]);
  truncateSync(file, 256 * 1024 * 1024 + 1);
  expect(read).toThrow(StyleError);
  const { model, data } = apart(foreignModel(), 'wave.onnx.data');
  writeFileSync(file, model);
  expect(read).toThrow('The style file wave.onnx cannot be read: Its weights lie in another file');
  expect(read).toThrow(StyleError);
  writeFileSync(`${file}.data`, data);
  expect(Buffer.from(read()).equals(foreignBytes())).toBe(true);
});

it('hands on what running a style showed, and what is learnt of a style that stays changes nothing that is loaded', () => {
  const told: unknown[] = [];
  const shelf = new FileShelf((found) => told.push(found));
  const found = { multiple: 4, takesAny: false, gain: { width: 0, height: 0 } };
  shelf.set([wave]);
  const first = shelf.find('wave')!;
  expect(first.found).toBeUndefined();
  first.onFound?.(found);
  expect(told).toEqual([{ styleId: 'wave', stamp: '1', found }]);
  shelf.set([{ ...wave, found }]);
  const second = shelf.find('wave')!;
  expect([second.id, second.found]).toEqual(['wave', found]);
  shelf.set([{ ...wave, found }]);
  expect(shelf.find('wave')).toBe(second);
  shelf.set([{ ...wave, stamp: '2' }]);
  expect(shelf.find('wave')).toMatchObject({ id: expect.not.stringMatching(/^wave$/) as string });
  expect(shelf.find('wave')?.found).toBeUndefined();
});
