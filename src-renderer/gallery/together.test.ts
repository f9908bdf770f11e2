import { expect, it } from 'vitest';
import { together, type ReadFile } from './together.ts';

const file = (name: string, ...parts: BlobPart[]): ReadFile => new File(parts, name);
const MOST = 2 ** 28;
const odd = new Uint8Array([255, 8, 200, 14]);
/** What a model says of a weight that lies in another file: two fields, each with its number, length and text. */
const place = (name: string, key = 'location'): BlobPart =>
  new Uint8Array([...field(1, key), ...field(2, name)]);
function field(number: number, text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  return [(number << 3) | 2, ...length, ...bytes];
}
const namesOf = async (...files: ReadFile[]): Promise<[string, string[]][]> =>
  (await together(files, MOST)).map(([model, weights]) => [model.name, weights.map(({ name }) => name)]);

it('finds the weights of a model by the name in it, in whatever order they came', async () => {
  const model = file('mine.onnx', odd, place('style.onnx.data'), odd);
  const data = file('style.onnx.data', odd);
  expect(await namesOf(model, data)).toEqual([['mine.onnx', ['style.onnx.data']]]);
  expect(await namesOf(data, model)).toEqual([['mine.onnx', ['style.onnx.data']]]);
});

it('keeps the files of several models apart, and leaves alone what none of them names', async () => {
  expect(
    await namesOf(
      file('a.onnx.data'),
      file('b.onnx', place('b1.bin'), odd, place('b2.bin')),
      file('b2.bin'),
      file('cat.txt'),
      file('a.ONNX', place('a.onnx.data')),
      file('b1.bin'),
      file('whole.onnx', odd),
    ),
  ).toEqual([
    ['b.onnx', ['b2.bin', 'b1.bin']],
    ['cat.txt', []],
    ['a.ONNX', ['a.onnx.data']],
    ['whole.onnx', []],
  ]);
});

it('finds a name whose accents are written the other way', async () => {
  expect(
    await namesOf(file('é.onnx', place('é.data'.normalize('NFC'))), file('é.data'.normalize('NFD'))),
  ).toHaveLength(1);
});

it('leaves alone a file whose name is only somewhere else in the model, or part of another', async () => {
  const model = file('a.onnx', place('style.onnx.data'), odd, 'cat.txt', place('dog.txt', 'title'), place('1', 'offset'));
  const others = ['cat.txt', 'dog.txt', '1', 'style', 'data', 'onnx.data', 'location'].map((name) => file(name));
  expect(await namesOf(model, ...others)).toEqual([model, ...others].map(({ name }) => [name, []]));
}); // prettier-ignore

it('finds names of every length that a file may have', async () => {
  const names = [1, 127, 128, 255].flatMap((length) => ['x'.repeat(length), '重'.repeat(length)]);
  const weights = names.map((name) => file(name));
  expect(await namesOf(file('a.onnx', ...names.map((name) => place(name))), ...weights)).toEqual([['a.onnx', names]]); // prettier-ignore
});

it('finds names all over a model that is as large as a style may be, of which it holds little at a time', async () => {
  const [megabyte, most] = [1024 * 1024, 256];
  // Each lies across two megabytes, and so across whatever pieces are read.
  const names = Array.from({ length: most - 1 }, (_, i) => `weights ${i}`);
  let [longest, read] = [0, 0];
  const model: ReadFile = {
    name: 'a.onnx',
    size: most * megabyte,
    slice: (start, end) => {
      longest = Math.max(longest, end - start);
      read += end - start;
      const bytes = new Uint8Array(end - start);
      names.forEach((name, i) => {
        const at = (i + 1) * megabyte - (i % 20) - start;
        if (at < -99 || at > bytes.length) return;
        [...field(1, 'location'), ...field(2, name)].forEach((byte, k) => (bytes[at + k] = byte));
      });
      return { arrayBuffer: () => Promise.resolve(bytes.buffer) };
    },
  };
  expect(await namesOf(model, ...names.map((name) => file(name)))).toEqual([['a.onnx', names]]);
  expect(longest).toBeLessThan(8 * megabyte);
  expect(read).toBeLessThan(1.01 * model.size);
});

it('reads no model where nothing could belong to it, nor a large one, nor one that cannot be read', async () => {
  const unread = (name: string, size: number): ReadFile => ({
    ...{ name, size },
    slice: () => {
      throw new Error(`${name} was read`);
    },
  });
  expect(await namesOf(unread('a.onnx', 9))).toEqual([['a.onnx', []]]);
  expect(await namesOf(unread('a.onnx', 2 ** 30), file('b.data'))).toHaveLength(2);
  const gone = {
    name: 'c.onnx',
    size: 9,
    slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }),
  };
  expect(await namesOf(gone, file('b.data'))).toHaveLength(2);
});
