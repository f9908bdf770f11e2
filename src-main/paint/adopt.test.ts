/** Files that mean no good, or are simply no style: one clear sentence each, and nothing else happens. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeModel, type ModelProto } from '../graph/index.ts';
import { outlastsSleep } from '../process/testing/afterSleep.ts';
import { bundled } from '../process/testing/bundled.ts';
import { processEntry } from '../studio/entries.ts';
import { adoptModel } from './adopt.ts';
import { adoptApart } from './adoption.ts';
import { forkPaint, type PaintChild } from './child.ts';
import { StyleError } from './painter.ts';
import { foreignBytes, foreignModel, functionBytes, node, weight } from './testing/foreignModel.ts';
import { scriptedPaint } from './testing/scriptedChild.ts';

const free = [1, 3, 'h', 'w'] as const;
const good = (): ModelProto => foreignModel({ opset: 11, irVersion: 6, input: free });
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A good model with its graph changed. */
function changed(change: (graph: ModelProto['graph']) => Partial<ModelProto['graph']>): Uint8Array {
  const model = good();
  return encodeModel({ ...model, graph: { ...model.graph, ...change(model.graph) } });
}

/** A node that holds a graph that holds a node, and so on. */
function nested(depth: number): ModelProto['graph']['node'][number] {
  const inner = depth > 0 ? nested(depth - 1) : node('Identity', ['up'], 'deep');
  const g = { node: [inner], initializer: [], input: [], output: [{ name: 'deep' }] };
  return { ...node('If', ['up'], 'deep'), attribute: [{ name: 'then_branch', type: 5, g }] };
}

const last = (graph: ModelProto['graph']): ModelProto['graph']['node'][number] => graph.node.at(-1)!;
const before = (graph: ModelProto['graph'], ...more: ModelProto['graph']['node']): Partial<ModelProto['graph']> => ({ node: [...graph.node.slice(0, -1), ...more, last(graph)] }); // prettier-ignore
/** The last convolution looks at what `more` made of the picture. */
const through = (graph: ModelProto['graph'], from: string, ...more: ModelProto['graph']['node']): Partial<ModelProto['graph']> => ({
  node: [...graph.node.slice(0, -1), ...more, { ...last(graph), input: [from, ...last(graph).input.slice(1)] }],
}); // prettier-ignore

/** A good model whose ReLU is a function `f0`, and the bodies of `f0`, `f1` and so on; `call(i)` calls one. */
const call = (i: number, from = 'x', to = 'y'): ModelProto['graph']['node'][number] => ({ ...node(`f${i}`, [from], to), domain: 'own' }); // prettier-ignore
function withFunctions(...bodies: ModelProto['graph']['node'][]): Uint8Array {
  const model = good();
  const nodes = model.graph.node.map((one) => (one.opType === 'Relu' ? { ...one, opType: 'f0', domain: 'own' } : one)); // prettier-ignore
  return encodeModel({
    ...model,
    irVersion: 8,
    opsetImport: [...model.opsetImport, { domain: 'own', version: 1 }],
    functions: bodies.map((body, i) => functionBytes(`f${i}`, 'own', body)),
    graph: { ...model.graph, node: nodes },
  });
}
const elsewhere = { name: 'w', dims: [1], dataType: 1, dataLocation: 1, externalData: [{ key: 'location', value: '/etc/passwd' }] }; // prettier-ignore
const constant = (value: object): ModelProto['graph']['node'][number] => node('Constant', [], 'c', { name: 'value', type: 4, ...value }); // prettier-ignore

const cases: Record<string, [Uint8Array, RegExp]> = {
  'no model': [utf8('hello there, I am a text'), /not an ONNX model/],
  nothing: [new Uint8Array(), /not an ONNX model/],
  'a model cut off': [foreignBytes().subarray(0, 500), /not an ONNX model, or it is cut off/],
  'weights in another file': [
    changed(() => ({ initializer: [elsewhere] })),
    /without external data/,
  ],
  'a value in another file': [changed((graph) => before(graph, constant({ t: elsewhere }))), /without external data/],
  'sparse values in another file': [
    changed((graph) => before(graph, constant({ name: 'sparse_value', type: 11, sparseTensor: { values: elsewhere, dims: [1] } }))),
    /without external data/,
  ],
  "a function's value in another file": [
    withFunctions([constant({ t: elsewhere }), node('Relu', ['x'], 'y')]),
    /without external data/,
  ],
  'a weight in another file, of a graph within': [
    changed((graph) => before(graph, { ...nested(0), attribute: [{ name: 'then_branch', type: 5, g: { node: [node('Identity', ['w'], 'deep')], initializer: [elsewhere], input: [], output: [{ name: 'deep' }] } }] })),
    /without external data/,
  ],
  'a function that calls itself': [withFunctions([call(0)]), /its functions call themselves/],
  'functions that call each other in turn': [
    withFunctions([call(1, 'x', 'z'), call(1, 'z', 'y')], [call(0, 'x', 'z'), call(0, 'z', 'y')]),
    /its functions call themselves/,
  ],
  'functions that double at each call': [
    withFunctions(...Array.from({ length: 40 }, (_, i) => (i < 39 ? [call(i + 1, 'x', 'z'), call(i + 1, 'z', 'y')] : [node('Relu', ['x'], 'y')]))),
    /more than 50000 nodes, with its functions written out at every call/,
  ],
  'functions that double, and hold nothing': [
    withFunctions(...Array.from({ length: 40 }, (_, i) => (i < 39 ? [call(i + 1, 'x', 'z'), call(i + 1, 'z', 'y')] : []))),
    /more than 50000 nodes/,
  ],
  'functions that call each other too deep, from the last on': [
    withFunctions(...Array.from({ length: 100 }, (_, i) => (i === 0 ? [...Array.from({ length: 98 }, (_, j) => call(99 - j, 'x', `z${j}`)), call(1)] : i < 99 ? [call(i + 1)] : [node('Relu', ['x'], 'y')]))),
    /each other too deep/,
  ],
  "a function's operator of one maker": [
    withFunctions([{ ...node('Secret', ['x'], 'y'), domain: 'com.example' }]),
    /operator Secret of "com.example", which only the program that made it knows/,
  ],
  'a cycle': [
    changed((graph) => ({ node: graph.node.map((one) => (one.opType === 'Relu' ? { ...one, input: ['up'] } : one)) })),
    /acyclic|cycle/i,
  ],
  'a weight of absurd size': [
    changed((graph) => ({ initializer: [...graph.initializer, { name: 'big', dims: [2 ** 40], dataType: 1, rawData: new Uint8Array(4) }] })),
    /its weight "big" should have 1099511627776 values, but the file holds 1/,
  ],
  'a layer of absurd size': [
    changed((graph) => ({
      ...through(graph, 'back', node('Conv', ['up', 'wide'], 'huge'), node('Conv', ['huge', 'narrow'], 'back')),
      initializer: [...graph.initializer, weight('wide', [2 ** 20, 4, 1, 1], () => 0), weight('narrow', [4, 2 ** 20, 1, 1], () => 0)],
    })),
    /would have \d+ elements, too many to hold/,
  ],
  'an input of absurd size': [foreignBytes({ input: [1, 3, 2 ** 20, 2 ** 20] }), /larger than 4096/],
  'an operator nobody knows': [changed((graph) => before(graph, node('NoSuchOperator', ['up'], 'x'))), /NoSuchOperator/],
  'an operator of one maker': [
    changed((graph) => before(graph, { ...node('Secret', ['up'], 'x'), domain: 'com.example' })),
    /operator Secret of "com.example", which only the program that made it knows/,
  ],
  'graphs in graphs in graphs': [changed((graph) => before(graph, nested(12))), /nested too deeply/],
  'a graph that an If lacks': [changed((graph) => before(graph, nested(2))), /If/],
  'a name of a million letters': [
    changed((graph) => before(graph, node('X'.repeat(1_000_000), ['up'], 'y'.repeat(1_000_000)))),
    /cannot use this model/,
  ],
  'an old opset': [foreignBytes({ opset: 7 }), /opset 7 of ONNX: export it again for opset 8 or newer/],
  'two pictures at once': [foreignBytes({ input: [2, 3, 64, 64] }), /paints 2 pictures at once/],
  'colours last': [foreignBytes({ input: [1, 64, 64, 3] }), /takes and gives float32 \(1, 3, H, W\), but "input1"/],
  'a picture of a tenth of the size': [
    changed((graph) => ({ node: [...graph.node.slice(0, -1), { ...last(graph), output: ['p'] }, node('MaxPool', ['p'], 'output1', { name: 'kernel_shape', type: 7, ints: [9, 9] }, { name: 'strides', type: 7, ints: [9, 9] })] })),
    /given a picture of .* it gives back/,
  ],
  'a range of 0 to 1': [foreignBytes({ input: free, scale: 1 / 255 }), /values from .* where a style gives 0 to 255/],
  'one colour': [
    changed((graph) => ({ initializer: graph.initializer.map((one) => (one.name === 'out.weight' ? { ...one, rawData: new Uint8Array(one.rawData!.length) } : one.name === 'out.bias' ? weight('out.bias', [3], () => 128) : one)) })),
    /every picture in one colour \(128 of 255\)/,
  ],
  'no numbers': [
    changed((graph) => ({ initializer: graph.initializer.map((one) => (one.name === 'out.bias' ? weight('out.bias', [3], () => NaN) : one)) })),
    /not numbers/,
  ],
}; // prettier-ignore

describe('a file that is no style is refused with one sentence', () => {
  for (const [name, [bytes, reason]] of Object.entries(cases)) {
    it(name, async () => {
      const error: unknown = await adoptModel(bytes).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(StyleError);
      const { message } = error as StyleError;
      expect(message).toMatch(reason);
      expect(message).toMatch(/^This model cannot be used as a style: /);
      expect(message.length).toBeLessThan(600);
      expect(message).not.toContain('\n');
    });
  }
});

it('a damaged model is a style or one clear error, whatever byte is wrong', async () => {
  const whole = foreignBytes({ opset: 11, irVersion: 6, input: [1, 3, 32, 32] });
  const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(flips, async (list) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, bits] of list) bytes[at]! ^= bits;
      try {
        const { model } = await adoptModel(bytes);
        expect(model.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(StyleError);
      }
    }),
    { numRuns: 150 },
  );
});

// Processes start slowly where others are busy.
describe('in a process of its own', { timeout: 180_000 }, async () => {
  const real = forkPaint(processEntry('paint'));
  const fake = forkPaint(await bundled(join(import.meta.dirname, 'testing', 'fakeProcess.ts')));

  it('a style is adopted, and another refused', async () => {
    const bytes = foreignBytes({ listWeights: true, input: [1, 3, 32, 32] });
    const { model, notes } = await adoptApart(real, bytes);
    expect(model).toEqual((await adoptModel(bytes)).model);
    expect(notes).toHaveLength(1);
    await expect(adoptApart(real, utf8('nothing'))).rejects.toMatchObject({ code: 'unknown-style', message: /not an ONNX model/ }); // prettier-ignore
  });

  it('one that asks for all memory there is ends only that process', async () => {
    // Nothing of this can be read beforehand: the size is computed as it runs.
    const sizes = { name: 'dims', dims: [3], dataType: 7, int64Data: [40_000, 40_000, 100] };
    const bytes = changed((graph) => ({
      node: [...graph.node, node('ConstantOfShape', ['dims'], 'sea'), node('ReduceMax', ['sea'], 'drop', { name: 'keepdims', type: 2, i: 0 }), { ...node('Add', ['output1', 'drop'], 'end') }],
      initializer: [...graph.initializer, sizes],
      output: [{ ...graph.output[0]!, name: 'end' }],
    })); // prettier-ignore
    await expect(adoptApart(real, bytes)).rejects.toMatchObject({ code: 'unknown-style', message: /cannot be used/ }); // prettier-ignore
  });

  it('a crash and a hang are told', async () => {
    await expect(adoptApart(fake, utf8('die'))).rejects.toMatchObject({ message: /crashed the process/ });
    await expect(adoptApart(fake, utf8('hang'), 1500)).rejects.toMatchObject({
      message: /within 1.5 seconds/,
    });
  });

  it('one has its time once more where the machine slept', async () => {
    const stuck = (): PaintChild => ({ ...scriptedPaint().spawn(), kill: () => undefined });
    const waits = (): Promise<unknown> => adoptApart(stuck, utf8('hang'), 500);
    await expect(outlastsSleep(500, waits)).rejects.toThrow(/within 0.5 seconds/);
  });

  it('what it answers is passed on', async () => {
    await expect(adoptApart(fake, utf8('refuse'))).rejects.toMatchObject({ message: 'This is no style.' });
    expect(await adoptApart(fake, utf8('fine'))).toMatchObject({ description: { title: 'fine' } });
  });
});
