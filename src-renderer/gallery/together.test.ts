import { expect, it } from 'vitest';
import { together, type ReadFile } from './together.ts';

const file = (name: string, ...parts: BlobPart[]): ReadFile => new File(parts, name);
const odd = new Uint8Array([255, 8, 200, 14]);
const namesOf = async (...files: ReadFile[]): Promise<[string, string[]][]> =>
  (await together(files)).map(([model, weights]) => [model.name, weights.map(({ name }) => name)]);

it('finds the weights of a model by the name in it, in whatever order they came', async () => {
  const model = file('mine.onnx', odd, 'location', odd, 'style.onnx.data', odd);
  const data = file('style.onnx.data', odd);
  expect(await namesOf(model, data)).toEqual([['mine.onnx', ['style.onnx.data']]]);
  expect(await namesOf(data, model)).toEqual([['mine.onnx', ['style.onnx.data']]]);
});

it('keeps the files of several models apart, and leaves alone what none of them names', async () => {
  expect(
    await namesOf(
      file('a.onnx.data'),
      file('b.onnx', 'b1.bin', odd, 'b2.bin'),
      file('b2.bin'),
      file('cat.txt'),
      file('a.ONNX', 'a.onnx.data'),
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
    await namesOf(file('é.onnx', 'é.data'.normalize('NFC')), file('é.data'.normalize('NFD'))),
  ).toHaveLength(1);
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
