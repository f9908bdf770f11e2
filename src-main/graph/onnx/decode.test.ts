/** A model written and read again is the same; a damaged or foreign one is a model or one clear error. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as g from '../index.ts';
import type { AttributeProto, ModelProto, NodeProto, TensorProto } from './schema.ts';

/** Every operator, in one graph that could really run. */
function everyOperator(): Record<string, g.Tensor> {
  const x = g.input('x', [1, 4, 8, 8]);
  const bytes = g.input('bytes', [1, 4, 8, 8], 'uint8');
  const weight = g.constant(Float32Array.from({ length: 4 * 4 * 9 }, (_, i) => i / 100), [4, 4, 3, 3], 'weight'); // prettier-ignore
  const four = g.constant(Float32Array.of(1, 2, 3, 4), [4], 'four');
  const mixed = g.sub(g.div(g.min(g.max(x, 0.5), g.cast(bytes, 'float32')), 3), g.neg(g.abs(g.square(x))));
  const smooth = g.sqrt(g.add(g.sigmoid(g.tanh(g.relu(mixed))), g.sign(x)));
  const normal = g.instanceNorm(g.conv(smooth, weight, four, { pads: [1, 0, 1, 2] }), four, four, 1e-3);
  const back = g.convTranspose(g.crop2d(normal, [1, 0, 0, 2]), weight, {
    strides: [2, 1],
    outputPadding: [1, 0],
  });
  const shuffled = g.depthToSpace(g.spaceToDepth(g.resizeNearest(g.averagePool(x, 2), 2), 2), 2);
  const moved = g.transpose(
    g.concat([shuffled, g.cumulativeSum(g.sin(g.flip(x, [2, 3])), 3, true)], 1),
    [0, 2, 3, 1],
  );
  const gram = g.matmul(g.reshape(moved, [1, 8, 64]), g.expand(g.full([1, 1, 1], 2), [1, 64, 3]));
  return {
    picture: g.cast(g.pad2d(back, [1, 2, 3, 4], 'reflect'), 'uint8'),
    total: g.add(g.sum(g.pad(g.mean(gram, [-1], true), [0, 1, 0, 0, 0, 1], 'edge')), g.mean(back)),
  };
}

/** A model with free height and width, which a mutation is likely to hit. */
function smallModel(): Uint8Array {
  const x = g.input('x', [1, 3, g.free('h', 4), g.free('w', 4)]);
  const weight = g.constant(new Float32Array(3 * 3 * 4).fill(0.5), [3, 3, 2, 2], 'weight');
  const y = g.resizeNearest(
    g.conv(g.pad2d(x, [1, 1, 1, 1], 'reflect'), weight, null, { strides: [2, 2] }),
    2,
  );
  return g.toOnnx({ y: g.crop2d(y, [1, 1, 1, 1]) }, { metadata: { title: 'Stars' } });
}

const outputsOf = (bytes: Uint8Array): Record<string, g.Tensor> => g.fromOnnx(bytes).outputs;

describe('a model written and read again', () => {
  it('is the same to the byte, with every operator of the table in it', () => {
    const outputs = everyOperator();
    const bytes = g.toOnnx(outputs);
    const used = new Set(g.reach(Object.values(outputs)).map(({ op }) => op));
    for (const op of Object.keys(g.OPERATORS)) expect(used, op).toContain(op);
    expect(Buffer.compare(g.toOnnx(outputsOf(bytes)), bytes)).toBe(0);
  });

  it('may reckon with whole numbers of 32 bits', () => {
    const [words, byte] = [g.input('words', [3], 'uint32'), g.constant(Uint32Array.of(2 ** 31), [1])];
    const bytes = g.toOnnx({ y: g.cast(g.add(g.div(words, byte), byte), 'float32') });
    expect(Buffer.compare(g.toOnnx(outputsOf(bytes)), bytes)).toBe(0);
  });

  it('keeps its gradients the same to the byte', () => {
    const [x, weight] = [g.input('x', [2, 3, 9, 7]), g.input('weight', [4, 3, 3, 3])];
    const loss = g.mean(
      g.square(g.conv(g.pad2d(x, [2, 1, 0, 3], 'reflect'), weight, null, { strides: [2, 1] })),
    );
    const [toX, toWeight] = g.gradients(loss, [x, weight]);
    const bytes = g.toOnnx({ loss, toX: toX!, toWeight: toWeight! });
    expect(Buffer.compare(g.toOnnx(outputsOf(bytes)), bytes)).toBe(0);
  });

  it('keeps metadata, names of parameters, free sizes, and the order of inputs', () => {
    const read = g.fromOnnx(smallModel());
    expect(read.metadata).toEqual({ title: 'Stars' });
    expect(read.inputs.map(({ name, shape }) => [name, g.shapeText(shape)])).toEqual([
      ['x', '[1, 3, 4h, 4w]'],
    ]);
    expect(g.shapeText(read.outputs['y']!.shape)).toBe('[1, 3, 4h, 4w]');
    expect(g.reach([read.outputs['y']!]).filter(({ op }) => op === 'Constant').map(({ name }) => name)).toEqual(['weight']); // prettier-ignore
  });

  it('gives values that are called like generated ones other names', () => {
    const parts = ['t0', 'c0', 'i0', 't1'].map((name) => g.input(name, [2]));
    const named = g.constant(Float32Array.of(1, 2), [2], 'y');
    const y = g.sum(parts.reduce((a, b) => g.add(a, b), g.mul(named, 2)));
    const bytes = g.toOnnx({ y });
    expect(g.fromOnnx(bytes).inputs.map(({ name }) => name)).toEqual(['t0', 'c0', 'i0', 't1']);
    expect(Buffer.compare(g.toOnnx(outputsOf(bytes)), bytes)).toBe(0);
    expect(() => g.toOnnx({ y: g.add(g.input('a', [2]), g.input('a', [2])) })).toThrow(
      'two values are called a',
    );
  });

  it('may be an input as it is, and hold names from Object.prototype', () => {
    const bytes = g.toOnnx({ __proto__x: g.input('__proto__', [2]), constructor: g.input('toString', [1]) });
    expect(Object.keys(outputsOf(bytes))).toEqual(['__proto__x', 'constructor']);
  });
});

describe('a summary', () => {
  it('tells metadata, edges and operators', () => {
    expect(g.readMetadata(smallModel())).toEqual({
      metadata: { title: 'Stars' },
      inputs: [{ name: 'x', dtype: 'float32', dims: [1, 3, '4h', '4w'] }],
      outputs: [{ name: 'y', dtype: 'float32', dims: [1, 3, '4h', '4w'] }],
      operators: { Pad: 1, Conv: 1, Resize: 1, Slice: 1, Identity: 1 },
    });
  });
});

const int = (name: string, i: number): AttributeProto => ({ name, type: 2, i });
const ints = (name: string, list: number[]): AttributeProto => ({ name, type: 7, ints: list });
const word = (name: string, s: string): AttributeProto => ({ name, type: 3, s: new TextEncoder().encode(s) });
const node = (opType: string, input: string[], output: string, ...attribute: AttributeProto[]): NodeProto => ({
  opType, input, output: [output], attribute,
}); // prettier-ignore
const int64s = (name: string, ...values: number[]): TensorProto => ({ name, dims: [values.length], dataType: 7, int64Data: values }); // prettier-ignore

/** A model as other tools write it: input x (1, 2, 4, 6), output y. */
function foreign(
  nodes: NodeProto[],
  initializer: TensorProto[] = [],
  rest: Partial<ModelProto> = {},
): ModelProto {
  const dim = [1, 2, 4, 6].map((dimValue) => ({ dimValue }));
  const type = { tensorType: { elemType: 1, shape: { dim } } };
  return {
    irVersion: 8,
    graph: { node: nodes, initializer, input: [{ name: 'x', type }], output: [{ name: 'y' }] },
    opsetImport: [{ version: 11 }],
    metadataProps: [],
    ...rest,
  };
}
const shapeOf = (model: ModelProto): string =>
  g.shapeText(g.fromOnnx(g.encodeModel(model)).outputs['y']!.shape);

describe('models of other tools', () => {
  const relu = node('Relu', ['x'], 'y');
  it.each<[string, ModelProto, string]>([
    ['weights among the inputs', foreign([node('Add', ['x', 'x'], 'y')], [{ name: 'x', dims: [2], dataType: 1, floatData: [1, 2] }]), '[2]'],
    ['typed data', foreign([node('Reshape', ['x', 's'], 'y')], [int64s('s', 0, -1)]), '[1, 48]'],
    ['a Constant node', foreign([{ ...node('Constant', [], 's', ints('value_ints', [48])) }, node('Reshape', ['x', 's'], 'y')]), '[48]'],
    ['attributes that are now inputs', foreign([node('Pad', ['x'], 'y', ints('pads', [0, 0, 1, 1, 0, 0, 1, 1]), word('mode', 'reflect'))]), '[1, 2, 6, 8]'],
    ['reductions over all axes', foreign([node('ReduceMean', ['x'], 'y', int('keepdims', 0))]), '[]'],
    ['an axis from the end', foreign([node('Concat', ['x', 'x'], 'y', int('axis', -1))]), '[1, 2, 4, 12]'],
    ['a slice to the largest integer', foreign([node('Slice', ['x', 'a', 'b', 'c'], 'y')], [int64s('a', 1), int64s('b', Number.MAX_SAFE_INTEGER), int64s('c', -1)]), '[1, 2, 4, 5]'],
    ['Upsample', foreign([node('Upsample', ['x', 's'], 'y', word('mode', 'nearest'))], [{ name: 's', dims: [4], dataType: 1, floatData: [1, 1, 2, 2] }]), '[1, 2, 8, 12]'],
    ['Resize by sizes', foreign([node('Resize', ['x', '', '', 's'], 'y')], [int64s('s', 1, 2, 8, 12)]), '[1, 2, 8, 12]'],
    ['smooth Resize by sizes', foreign([node('Resize', ['x', '', '', 's'], 'y', word('mode', 'linear'))], [int64s('s', 1, 2, 7, 5)]), '[1, 2, 7, 5]'],
    ['Resize as PyTorch writes it', foreign([node('Resize', ['x', '', 's'], 'y', word('mode', 'nearest'), word('coordinate_transformation_mode', 'asymmetric'), word('nearest_mode', 'floor'), word('keep_aspect_ratio_policy', 'stretch'), int('antialias', 0))], [{ name: 's', dims: [4], dataType: 1, floatData: [1, 1, 2, 2] }]), '[1, 2, 8, 12]'],
    ['a border of some axes', foreign([node('Pad', ['x', 'p', '', 'a'], 'y', word('mode', 'reflect'))], [int64s('p', 1, 2, 0, 1), int64s('a', -2, -1)]), '[1, 2, 5, 9]'],
    ['a dead branch that we could not run', foreign([relu], [{ name: 'f16', dims: [1], dataType: 10, rawData: new Uint8Array(2) }]), '[1, 2, 4, 6]'],
  ])('with %s are read', (_, model, shape) => expect(shapeOf(model)).toBe(shape)); // prettier-ignore

  it.each<[string, ModelProto, RegExp]>([
    ['an unknown operator', foreign([node('Frobnicate', ['x'], 'y')]), /the node "y" \(Frobnicate\) is an operator that cannot/],
    ['a name of Object.prototype', foreign([node('constructor', ['x'], 'y')]), /is an operator that cannot be used/],
    ['another domain', foreign([{ ...relu, domain: 'com.example' }]), /from the domain "com.example"/],
    ['a subgraph', foreign([{ ...relu, attribute: [{ name: 'then', type: 5, g: foreign([relu]).graph }] }]), /a graph of its own/],
    ['a cycle', foreign([node('Add', ['x', 'b'], 'a'), node('Relu', ['a'], 'b'), node('Relu', ['b'], 'y')]), /needs "b", which nothing before it makes: a cycle/],
    ['an output nothing makes', foreign([node('Relu', ['x'], 'z')]), /the output needs "y"/],
    ['two values of one name', foreign([relu, relu]), /two values are called "y"/],
    ['two results of a node', foreign([{ ...relu, output: ['y', 'z'] }]), /has 2 results/],
    ['weights in another file', foreign([relu], [{ name: 'w', dims: [4], dataType: 1, dataLocation: 1 }]), /in other files: save it again as one file/],
    ['too little data', foreign([node('Add', ['x', 'w'], 'y')], [{ name: 'w', dims: [1000], dataType: 1, rawData: new Uint8Array(8) }]), /"w" holds 2 values, but its shape \[1000\] needs 1000/],
    ['cut data', foreign([node('Add', ['x', 'w'], 'y')], [{ name: 'w', dims: [2], dataType: 1, rawData: new Uint8Array(7) }]), /"w" is cut off/],
    ['a negative dimension', foreign([node('Add', ['x', 'w'], 'y')], [{ name: 'w', dims: [-2], dataType: 1, rawData: new Uint8Array(8) }]), /has a dimension of -2/],
    ['half precision', foreign([node('Add', ['x', 'w'], 'y')], [{ name: 'w', dims: [1], dataType: 10, rawData: new Uint8Array(2) }]), /float16 values.*save the model in float32/],
    ['a result larger than any memory', foreign([node('Expand', ['w', 's'], 'y')], [{ name: 'w', dims: [1], dataType: 1, floatData: [1] }, int64s('s', 1e12)]), /too many to hold/],
    ['a shape computed at run time', foreign([node('Reshape', ['x', 'x'], 'y')]), /computes its shape at run time/],
    ['convolution in groups that are no single channels', foreign([node('Conv', ['x', 'w'], 'y', int('group', 2))], [{ name: 'w', dims: [4, 1, 1, 1], dataType: 1, floatData: [1, 2, 3, 4] }]), /breaks a rule: Conv.*group must be 1, or the channels of input and result, is 2/],
    ['a transposed convolution in groups', foreign([node('ConvTranspose', ['x', 'w'], 'y', int('group', 2))], [{ name: 'w', dims: [2, 1, 1, 1], dataType: 1, floatData: [1, 2] }]), /has group 2/],
    ['a stride of 0', foreign([node('Conv', ['x', 'w'], 'y', ints('strides', [0, 1]))], [{ name: 'w', dims: [1, 2, 1, 1], dataType: 1, floatData: [1, 2] }]), /breaks a rule: Conv.*strides/],
    ['padding in words', foreign([node('Conv', ['x', 'w'], 'y', word('auto_pad', 'SAME_UPPER'))], [{ name: 'w', dims: [1, 2, 1, 1], dataType: 1, floatData: [1, 2] }]), /auto_pad SAME_UPPER/],
    ['an attribute we do not know', foreign([node('Relu', ['x'], 'y', int('shiny', 1))]), /has the attribute shiny/],
    ['one attribute twice', foreign([node('Relu', ['x'], 'y', int('a', 1), int('a', 1))]), /two attributes a/],
    ['smooth resizing', foreign([node('Resize', ['x', '', 's'], 'y', word('mode', 'linear'))], [{ name: 's', dims: [4], dataType: 1, floatData: [1, 1, 2, 2] }]), /mode linear/],
    ['cubic resizing', foreign([node('Resize', ['x', '', '', 's'], 'y', word('mode', 'cubic'))], [int64s('s', 1, 2, 8, 12)]), /mode cubic/],
    ['a broken rule', foreign([node('MatMul', ['x', 'x'], 'y')]), /breaks a rule: MatMul\(float32\[1, 2, 4, 6\].*6 columns do not meet 4 rows/],
    ['no operator set', foreign([relu], [], { opsetImport: [] }), /which version of ONNX operators/],
    ['an operator set of the future', foreign([relu], [], { opsetImport: [{ version: 99 }] }), /version 99/],
  ])('with %s are refused, with a reason', (_, model, message) => {
    expect(() => g.fromOnnx(g.encodeModel(model))).toThrow(message);
    expect(() => g.fromOnnx(g.encodeModel(model))).toThrow(g.OnnxError);
  }); // prettier-ignore
});

/** Anything but a model or an OnnxError fails. */
function modelOrError(bytes: Uint8Array): void {
  for (const readBytes of [g.fromOnnx, g.readMetadata]) {
    try {
      readBytes(bytes);
    } catch (error) {
      if (!(error instanceof g.OnnxError)) throw error;
      expect(error.message.length).toBeLessThan(800);
    }
  }
}

describe('damaged bytes', () => {
  const samples = [smallModel(), g.toOnnx(everyOperator())];

  it('cut off anywhere are a model or an OnnxError', () => {
    const bytes = samples[0]!;
    for (let length = 0; length < bytes.length; length++) modelOrError(bytes.subarray(0, length));
    expect(() => g.fromOnnx(bytes.subarray(0, bytes.length / 2))).toThrow(
      /not an ONNX model, or it is cut off/,
    );
  });

  it('flipped at random are a model or an OnnxError, at once', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.constantFrom(...samples), flips, (sample, changes) => {
        const bytes = Uint8Array.from(sample);
        for (const [at, mask] of changes) bytes[at % bytes.length]! ^= mask;
        const before = performance.now();
        modelOrError(bytes);
        expect(performance.now() - before).toBeLessThan(1000);
      }),
      { numRuns: 3000 },
    );
  });

  it('at random are an OnnxError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), modelOrError), { numRuns: 1000 });
  });

  it('of millions of empty parts are refused before they fill the memory', () => {
    const parts = new Uint8Array(5_000_000);
    for (let i = 0; i < parts.length; i += 2) parts[i] = 0x0a;
    const length = [0x80 | (parts.length & 127), 0x80 | ((parts.length >> 7) & 127), 0x80 | ((parts.length >> 14) & 127), parts.length >> 21]; // prettier-ignore
    const bytes = Uint8Array.from([0x3a, ...length, ...parts]);
    expect(() => g.fromOnnx(bytes)).toThrow(/more than 2000000 parts/);
  });

  it('nested without end are refused', () => {
    let bytes = new Uint8Array(0);
    const wrapped = (field: number, inner: Uint8Array): Uint8Array<ArrayBuffer> =>
      Uint8Array.from([(field << 3) | 2, 0x80 | (inner.length & 127), 0x80 | ((inner.length >> 7) & 127), inner.length >> 14, ...inner]); // prettier-ignore
    for (let i = 0; i < 500; i++) bytes = wrapped(1, wrapped(5, wrapped(6, bytes)));
    expect(() => g.fromOnnx(wrapped(7, bytes))).toThrow(/nested too deeply/);
  });
});
