import { mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { apart } from '../../paint/testing/apart.ts';
import { foreignBytes, foreignModel } from '../../paint/testing/foreignModel.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { MAX_STYLE_FILE_BYTES } from '../contract.ts';
import { afterSleep } from '../../process/testing/afterSleep.ts';
import { ImportDesk, type ImportOptions, readStyle, STALL_MS } from './imports.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pastiche-import-'))));
afterEach(() => {
  vi.useRealTimers();
  removeFolder(folder);
});

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

function desk(change: Partial<ImportOptions> = {}): ImportDesk {
  return new ImportDesk({
    adopt: (model) => {
      const text = Buffer.from(model).toString();
      if (text.startsWith('bad')) return Promise.reject(new Error('it has no network.'));
      return Promise.resolve({ bytes: model, description: text === 'untitled' ? {} : { title: text } });
    },
    folder,
    taken: () => false,
    ...change,
  });
}

describe('an import', () => {
  it('comes in pieces and becomes a file', async () => {
    const imports = desk();
    imports.begin('a', { name: 'My Wave.onnx', bytes: 8 });
    expect(imports.chunk('a', 0, bytes('The '))).toBe(4);
    expect(imports.chunk('a', 4, bytes('Wave'))).toBe(8);
    expect(readdirSync(folder)).toEqual([]);
    expect(await imports.finish('a')).toEqual({ styleId: 'my-wave', title: 'The Wave', fromName: false });
    expect(readdirSync(folder)).toEqual(['my-wave.onnx']);
    expect(read('my-wave.onnx')).toBe('The Wave');
    expect(imports.size).toBe(0);
  });

  it('keeps what the adoption made of it, and is titled by its name where nothing else says one', async () => {
    const imports = desk({ adopt: () => Promise.resolve({ bytes: bytes('adapted'), description: {} }) });
    expect(await imports.add('candy-9.onnx', bytes('x'))).toEqual({
      styleId: 'candy-9',
      title: 'Candy 9',
      fromName: true,
    });
    expect(read('candy-9.onnx')).toBe('adapted');
  });

  it('of a model and the files of its weights becomes one file', async () => {
    const { model, data } = apart(foreignModel(), 'style.onnx.data');
    const imports = desk({ adopt: (whole) => Promise.resolve({ bytes: whole, description: {} }) });
    const stray = { name: 'stray', bytes: 2 };
    const all = Buffer.concat([model, bytes('--'), data]);
    const files = { name: 'mine.onnx', bytes: model.length };
    imports.begin('a', { ...files, data: [stray, { name: 'style.onnx.data', bytes: data.length }] });
    // Pieces know nothing of where one file ends.
    imports.chunk('a', 0, all.subarray(0, model.length - 7));
    imports.chunk('a', model.length - 7, all.subarray(model.length - 7));
    await imports.finish('a');
    expect(readdirSync(folder)).toEqual(['mine.onnx']);
    expect(readFileSync(join(folder, 'mine.onnx')).equals(foreignBytes())).toBe(true);

    imports.begin('b', files);
    imports.chunk('b', 0, model);
    await expect(imports.finish('b')).rejects.toMatchObject({
      code: 'unusable-style',
      message: expect.stringMatching(
        /^"mine.onnx" cannot be a style: Its weights lie in another file, "style.onnx.data": choose both together, or save it again as one file, without external data/,
      ) as unknown,
    });
    imports.begin('c', { ...files, data: [{ name: 'style.onnx.data', bytes: 9 }] });
    imports.chunk('c', 0, Buffer.concat([model, data.subarray(0, 9)]));
    await expect(imports.finish('c')).rejects.toMatchObject({
      message: expect.stringContaining('is cut off: it has 9 bytes') as unknown,
    });
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is refused before it comes where its files together are too large, or where it is weights alone', () => {
    const imports = desk();
    const half = MAX_STYLE_FILE_BYTES / 2;
    expect(() => imports.begin('a', { name: 'a.onnx', bytes: half, data: [{ name: 'b', bytes: half + 1 }] })).toThrow('257 MB; a style may have'); // prettier-ignore
    expect(() => imports.begin('a', { name: 'a.onnx', bytes: 0, data: [{ name: 'b', bytes: 5 }] })).toThrow('the file is empty'); // prettier-ignore
    expect(() => imports.begin('a', { name: 'a.onnx.data', bytes: 5 })).toThrow('holds only the weights of a style: choose it together with the .onnx file'); // prettier-ignore
    expect(imports.size).toBe(0);
  });

  it('never overwrites: not an id that is known, nor a file that nobody knew of', async () => {
    writeFileSync(join(folder, 'wave-2.onnx'), 'unknown');
    const imports = desk({ taken: (id) => id === 'wave' });
    const both = await Promise.all([
      imports.add('wave.onnx', bytes('A')),
      imports.add('wave.onnx', bytes('B')),
    ]);
    expect(both.map(({ styleId }) => styleId)).toEqual(['wave-3', 'wave-4']);
    expect([read('wave-2.onnx'), read('wave-3.onnx'), read('wave-4.onnx')]).toEqual(['unknown', 'A', 'B']);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('that is no style is refused with the reason, and leaves nothing', async () => {
    const imports = desk();
    imports.begin('a', { name: 'cat.onnx', bytes: 3 });
    imports.chunk('a', 0, bytes('bad'));
    await expect(imports.finish('a')).rejects.toMatchObject({
      code: 'unusable-style',
      message: '"cat.onnx" cannot be a style: it has no network.',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused before it comes where it is empty or too large', () => {
    const imports = desk();
    expect(() => imports.begin('a', { name: 'a.onnx', bytes: 0 })).toThrow('the file is empty');
    expect(() => imports.begin('a', { name: 'a.onnx', bytes: MAX_STYLE_FILE_BYTES + 1 })).toThrow(
      '257 MB; a style may have',
    );
    expect(() => imports.begin('a', { name: 'a.onnx', bytes: 2 * 1024 ** 3 })).toThrow('2048 MB');
    expect(imports.size).toBe(0);
  });

  it.each<[string, (imports: ImportDesk) => unknown]>([
    ['a piece that was never announced', (imports) => imports.chunk('b', 0, bytes('x'))],
    ['a piece twice', (imports) => [imports.chunk('a', 0, bytes('x')), imports.chunk('a', 0, bytes('x'))]],
    ['a gap', (imports) => imports.chunk('a', 1, bytes('x'))],
    ['more than was announced', (imports) => imports.chunk('a', 0, bytes('12345'))],
    ['a second beginning', (imports) => imports.begin('a', { name: 'a.onnx', bytes: 4 })],
    ['an early end', (imports) => imports.finish('a')],
    ['a cancelled end', (imports) => [imports.cancel('a'), imports.finish('a')]],
  ])('refuses %s', (_what, act) => {
    const imports = desk();
    imports.begin('a', { name: 'a.onnx', bytes: 4 });
    expect(() => act(imports)).toThrow(expect.objectContaining({ code: 'unknown-import' }));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that stalls is over, and one that goes on is not', () => {
    vi.useFakeTimers();
    const imports = desk();
    imports.begin('a', { name: 'a.onnx', bytes: 4 });
    imports.begin('b', { name: 'b.onnx', bytes: 4 });
    vi.advanceTimersByTime(STALL_MS - 1);
    imports.chunk('b', 0, bytes('x'));
    vi.advanceTimersByTime(STALL_MS - 1);
    expect(() => imports.chunk('a', 0, bytes('x'))).toThrow('is over');
    expect(imports.chunk('b', 1, bytes('x'))).toBe(2);
    imports.close();
  });

  it('of a page that slept, as the machine did, goes on', () => {
    vi.useFakeTimers();
    const imports = desk();
    imports.begin('a', { name: 'a.onnx', bytes: 4 });
    afterSleep(STALL_MS);
    expect(imports.chunk('a', 0, bytes('x'))).toBe(1);
    vi.advanceTimersByTime(STALL_MS);
    expect(() => imports.chunk('a', 1, bytes('x'))).toThrow('is over');
  });

  it('waits its turn where too much is on its way', () => {
    const imports = desk();
    imports.begin('a', { name: 'a.onnx', bytes: MAX_STYLE_FILE_BYTES });
    imports.begin('b', { name: 'b.onnx', bytes: MAX_STYLE_FILE_BYTES });
    expect(() => imports.begin('c', { name: 'c.onnx', bytes: 1 })).toThrow(
      expect.objectContaining({ code: 'unavailable' }),
    );
    imports.cancel('a');
    imports.begin('c', { name: 'c.onnx', bytes: 1 });
    imports.close();
    expect(imports.size).toBe(0);
  });

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EROFS', 'is read-only'],
    ['EACCES', 'is read-only'],
    ['EIO', 'went wrong'],
  ])('says what the disk said: %s', async (code, words) => {
    const write = () => Promise.reject(Object.assign(new Error('went wrong'), { code }));
    const error = await desk({ write })
      .add('a.onnx', bytes('A'))
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'storage', message: expect.stringContaining(words) as unknown });
  });
});

it('a file is read whole, or refused: one of 2 GB unread, and one that is not there', async () => {
  const file = join(folder, 'huge.onnx');
  writeFileSync(file, 'small');
  expect(await readStyle(file)).toEqual(Buffer.from('small'));
  truncateSync(file, 2 * 1024 ** 3);
  await expect(readStyle(file)).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/^"huge.onnx" .* a style may have up to 256 MB/) as string,
  });
  await expect(readStyle(join(folder, 'absent.onnx'))).rejects.toMatchObject({
    code: 'unusable-style',
    message: expect.stringMatching(/^"absent.onnx" cannot be read: ENOENT/) as string,
  });
});
