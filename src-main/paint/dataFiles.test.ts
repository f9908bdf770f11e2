/** Weights from other files: what comes together is the model that it was, and what a model says of such files is not believed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeModel, encodeModel, type ModelProto, tensorsElsewhere } from '../graph/index.ts';
import { MAX_DATA_FILES, MAX_STYLE_FILE_BYTES } from '../studio/contract.ts';
import { adoptModel } from './adopt.ts';
import { dataFilesOf, withWeights } from './dataFiles.ts';
import { StyleError } from './painter.ts';
import { apart, elsewhere } from './testing/apart.ts';
import { foreignBytes, foreignModel, functionBytes, node, weight } from './testing/foreignModel.ts';

const LOCATION = 'style.onnx.data';
const free = { opset: 18, irVersion: 8, input: [1, 3, 'h', 'w'] } as const;
const small = weight('w', [2, 3], (i) => i + 1);
type Graph = ModelProto['graph'];
/** A model with one weight more, which lies elsewhere. */
function saying(
  place: Readonly<Record<string, string | number>>,
  change: Partial<typeof small> = {},
): Uint8Array {
  const model = foreignModel(free);
  const more = elsewhere({ ...small, ...change }, place);
  return encodeModel({
    ...model,
    graph: { ...model.graph, initializer: [...model.graph.initializer, more] },
  });
}
const files = (data: Uint8Array, name = LOCATION): Map<string, Uint8Array> => new Map([[name, data]]);
/** The values of a weight in a model that is whole. */
function valuesOf(bytes: Uint8Array, name = 'w'): Uint8Array | undefined {
  return decodeModel(bytes).graph.initializer.find((one) => one.name === name)?.rawData;
}

describe('a model and the file of its weights', () => {
  it('become the model that it was, and paint', async () => {
    const { model, data } = apart(foreignModel(free));
    expect(() => decodeModel(model)).toThrow(/without external data/);
    expect(dataFilesOf(model)).toEqual([LOCATION]);
    const whole = withWeights(model, files(data));
    expect(Buffer.from(whole).equals(foreignBytes(free))).toBe(true);
    expect((await adoptModel(whole)).description).toEqual({});
  });

  it('wherever the weights lie, in whatever order of files, also twice', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { minLength: 8, maxLength: 8 }), (gaps) => {
        const { model, data } = apart(foreignModel(free), LOCATION, (i) => gaps[i % 8]!);
        const whole = withWeights(model, new Map([['other', new Uint8Array()], ...files(data)]));
        expect(Buffer.from(whole).equals(foreignBytes(free))).toBe(true);
      }),
    );
    const model = foreignModel(free);
    const shared = ['a', 'b'].map((name) => elsewhere({ ...small, name }, { location: 'x' }));
    const bytes = encodeModel({
      ...model,
      graph: { ...model.graph, initializer: [...model.graph.initializer, ...shared] },
    });
    const whole = withWeights(bytes, files(small.rawData!, 'x'));
    expect([valuesOf(whole, 'a'), valuesOf(whole, 'b')]).toEqual([small.rawData, small.rawData]);
  });

  it('keep byte by byte what we know nothing of', () => {
    const { model, data } = apart(foreignModel(free));
    // Field 6 of a model: its documentation.
    const words = Buffer.from([50, 5, ...Buffer.from('words')]);
    const whole = Buffer.from(withWeights(Buffer.concat([words, model, words]), files(data)));
    expect(whole.subarray(0, 7).equals(words) && whole.subarray(-7).equals(words)).toBe(true);
    expect(whole.subarray(7, -7).equals(foreignBytes(free))).toBe(true);
  });

  it('also where the weights are those of nodes, graphs within and functions', () => {
    const model = foreignModel(free);
    const there = elsewhere(small, { location: LOCATION });
    const constant = (value: object) => node('Constant', [], 'c', { name: 'value', type: 4, ...value });
    const g: Graph = {
      node: [constant({ tensors: [there] })],
      initializer: [there],
      input: [],
      output: [{ name: 'c' }],
    };
    const sparse = { values: there, indices: there, dims: [9] };
    const bytes = encodeModel({
      ...model,
      functions: [functionBytes('f', 'own', [constant({ t: there })])],
      graph: {
        ...model.graph,
        node: [constant({ t: there }), constant({ g, graphs: [g] }), constant({ sparseTensor: sparse, sparseTensors: [sparse] }), ...model.graph.node],
        sparseInitializer: [sparse],
      },
    }); // prettier-ignore
    expect(tensorsElsewhere(bytes)).toHaveLength(12);
    const whole = withWeights(bytes, files(small.rawData!));
    expect(tensorsElsewhere(whole)).toEqual([]);
    expect(Buffer.from(whole).toString('latin1').split(Buffer.from(small.rawData!).toString('latin1'))).toHaveLength(13); // prettier-ignore
  });

  it('whose name has its accents written another way', () => {
    const bytes = saying({ location: 'é.data'.normalize('NFC') });
    expect(valuesOf(withWeights(bytes, files(small.rawData!, 'é.data'.normalize('NFD'))))).toEqual(
      small.rawData,
    );
  });
});

it('a model that is whole is left as it is, and so is what is none, or cut off', () => {
  const { model } = apart(foreignModel(free));
  for (const bytes of [foreignBytes(free), Buffer.from('location, location'), model.subarray(0, 800)]) {
    expect(dataFilesOf(bytes)).toEqual([]);
    expect(withWeights(bytes, new Map())).toBe(bytes);
  }
});

const GOOD = { location: LOCATION, offset: 0, length: 24 };
const refusals: Record<string, [Uint8Array, RegExp]> = {
  'no file': [saying({ ...GOOD, location: 'other.data' }), /^Its weights lie in another file, "other.data": choose both together, or save it again as one file, without external data/],
  'no name': [saying({ location: '', offset: 0 }), /: "" is no plain name of a file/],
  'two names': [
    (() => { const bytes = saying({ ...GOOD, locatiom: 'a' }); return Buffer.from(Buffer.from(bytes).toString('latin1').replace('locatiom', 'location'), 'latin1'); })(),
    /place is given twice/,
  ],
  'no number': [saying({ ...GOOD, offset: '1e1' }), /its place is not a number/],
  'a negative offset': [saying({ ...GOOD, offset: -4 }), /its place is not a number/],
  'an offset without end': [saying({ ...GOOD, offset: '9'.repeat(40) }), /its place is not a number/],
  'an offset beyond the file': [saying({ ...GOOD, offset: 1 }), /"style.onnx.data", is cut off: it has 24 bytes, but 25 are needed/],
  'another length than its shape': [saying({ ...GOOD, length: 20 }), /has 20 bytes there, but its shape needs 24/],
  'a shape that cannot be': [saying(GOOD, { dims: [2 ** 40, 2 ** 40] }), /its shape is not possible/],
  'a negative shape': [saying(GOOD, { dims: [-2, -3] }), /its shape is not possible/],
  'words': [saying(GOOD, { dataType: 8 }), /its values are of string/],
  'values of a kind nobody knows': [saying(GOOD, { dataType: 99 }), /its values are of type 99/],
}; // prettier-ignore

describe('is refused with one sentence:', () => {
  for (const [what, [bytes, reason]] of Object.entries(refusals)) {
    it(what, () => {
      const merge = (): unknown => withWeights(bytes, files(small.rawData!));
      expect(merge).toThrow(StyleError);
      expect(merge).toThrow(reason);
    });
  }

  it.each([
    '/etc/passwd', '../up', 'a/b', 'a\\b', '..', '.', 'C:x', 'C:\\x', 'x:stream', 'x.', 'x ', './x', 'a\0b', 'a\nb', 'x*', '\\\\host\\x', 'x'.repeat(256),
    'con', 'PRN', 'aux.data', 'Nul.onnx.data', 'nul .txt', 'COM1', 'com¹.bin', 'lpt9.data', 'CONIN$', 'conout$.data',
  ])('a place that is no file beside it: %j', (location) => {
    expect(() => dataFilesOf(saying({ ...GOOD, location }))).toThrow(/is no plain name of a file beside the model/);
  }); // prettier-ignore

  it.each(['console.data', 'com', 'com10', 'null.data', 'a.con', 'auxiliary', '.con'])(
    'but %j is one',
    (location) => {
      expect(dataFilesOf(saying({ ...GOOD, location }))).toEqual([location]);
    },
  );

  it('too many files', () => {
    const model = foreignModel(free);
    const many = (count: number): Uint8Array => encodeModel({ ...model, graph: { ...model.graph, initializer: Array.from({ length: count }, (_, i) => elsewhere({ ...small, name: `w${i}` }, { location: `w${i}` })) } }); // prettier-ignore
    expect(dataFilesOf(many(MAX_DATA_FILES))).toHaveLength(MAX_DATA_FILES);
    expect(() => dataFilesOf(many(MAX_DATA_FILES + 1))).toThrow(/in more than 256 files/);
  });

  it('more than a style may have, though the file is small: every weight is the same place', () => {
    const model = foreignModel(free);
    const data = new Uint8Array(1024 * 1024);
    const count = MAX_STYLE_FILE_BYTES / data.length;
    const initializer = Array.from({ length: count }, (_, i) => elsewhere({ ...small, name: `w${i}`, dims: [data.length], dataType: 2 }, { location: 'x' })); // prettier-ignore
    const bytes = encodeModel({ ...model, graph: { ...model.graph, initializer } });
    expect(() => withWeights(bytes, files(data, 'x'))).toThrow(/257 MB; a style may have up to 256 MB/);
  });
});

it('gives exactly the bytes at a place, or refuses it, whatever a model says of it', () => {
  const data = Uint8Array.from({ length: 97 }, (_, i) => i);
  const number = fc.oneof(fc.integer({ min: -2, max: 130 }).map(String), fc.integer().map(String), fc.string({ maxLength: 4 })); // prettier-ignore
  const place = fc.record({ offset: number, length: number }, { requiredKeys: [] });
  const size = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(place, size, (said, count) => {
      const bytes = saying({ location: LOCATION, ...said }, { dims: [count], dataType: 2 });
      const [offset, length] = [said.offset ?? '0', said.length ?? String(count)];
      const fits = /^\d+$/.test(offset) && /^\d+$/.test(length) && Number(length) === count && Number(offset) + count <= 97; // prettier-ignore
      if (!fits) expect(() => withWeights(bytes, files(data))).toThrow(StyleError);
      else {
        const found = valuesOf(withWeights(bytes, files(data)));
        expect([...(found ?? [])]).toEqual([...data.subarray(Number(offset), Number(offset) + count)]);
      }
    }),
    { numRuns: 500 },
  );
});

it('a damaged model is merged or refused, whatever byte is wrong', () => {
  const { model, data } = apart(foreignModel(free));
  const flips = fc.array(fc.tuple(fc.nat(model.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }); // prettier-ignore
  fc.assert(
    fc.property(flips, (list) => {
      const bytes = Uint8Array.from(model);
      for (const [at, bits] of list) bytes[at]! ^= bits;
      try {
        expect(withWeights(bytes, files(data)).length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(StyleError);
      }
    }),
    { numRuns: 500 },
  );
});
