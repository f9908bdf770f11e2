/** Small models as other tools write them: the layers of fast neural style, in old and new words. */
import protobuf from 'protobufjs';
import { encodeModel, type ModelProto } from '../../graph/index.ts';

type Node = ModelProto['graph']['node'][number];
type Attribute = Node['attribute'][number];
type Weight = ModelProto['graph']['initializer'][number];
type Dim = number | string;

/** How the model is written. */
export interface ForeignOptions {
  opset?: number;
  irVersion?: number;
  inputName?: string;
  outputName?: string;
  /** (N, C, H, W): numbers are fixed, names free, and 0 is how some exporters write a free one. */
  input?: readonly Dim[];
  output?: readonly Dim[];
  /** Whether weights are listed among the inputs, as files of before 2019 do. */
  listWeights?: boolean;
  /** Upsamples by computed sizes, as PyTorch traces them. */
  computedScales?: boolean;
  /** Rows and columns that the last convolution loses. */
  loses?: number;
  /** What the last layer is multiplied by; at 1 the picture is in levels of 255. */
  scale?: number;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const int = (name: string, i: number): Attribute => ({ name, type: 2, i });
const ints = (name: string, ...list: number[]): Attribute => ({ name, type: 7, ints: list });
const floats = (name: string, ...list: number[]): Attribute => ({ name, type: 6, floats: list });
const word = (name: string, s: string): Attribute => ({ name, type: 3, s: utf8(s) });

/** A node. */
export function node(opType: string, input: string[], output: string, ...attribute: Attribute[]): Node {
  return { opType, input, output: [output], attribute, name: `${opType}_${output}` };
}

/** A float32 weight. */
export function weight(name: string, dims: readonly number[], value: (i: number) => number): Weight {
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => value(i));
  return { name, dims: [...dims], dataType: 1, rawData: new Uint8Array(data.buffer) };
}

function longs(name: string, ...values: number[]): Weight {
  return { name, dims: [values.length], dataType: 7, int64Data: values };
}

function picture(name: string, dims: readonly Dim[]): ModelProto['graph']['input'][number] {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: 1, shape: { dim } } } };
}

/** Numbers that look random and are the same every time. */
const noise = (seed: number) => (i: number): number => ((Math.sin(i * 12.9898 + seed) * 43758.5453) % 1) * 0.5; // prettier-ignore

/** Reflection padding, strided convolution, instance normalisation, upsampling, convolution. */
export function foreignModel(options: ForeignOptions = {}): ModelProto {
  const { opset = 9, irVersion = 3, inputName = 'input1', outputName = 'output1' } = options;
  const { input = [1, 3, 224, 224], output = input, loses = 0, scale = 1 } = options;
  // Without padding, the last convolution loses as many pixels as its kernel is wider than one.
  const kernel = Math.max(3, loses + 1);
  const edge = (kernel - 1 - loses) / 2;
  const weights: Weight[] = [
    weight('conv1.weight', [4, 3, 3, 3], noise(1)),
    weight('conv1.bias', [4], noise(2)),
    weight('in1.weight', [4], () => 1),
    weight('in1.bias', [4], noise(3)),
    weight('out.weight', [3, 4, kernel, kernel], (i) => 40 * scale * noise(4)(i)),
    weight('out.bias', [3], (i) => scale * (100 + 20 * i)),
  ];
  const pad = (from: string, to: string, by: number): Node => {
    const pads = [0, 0, by, by, 0, 0, by, by];
    if (opset < 11) return node('Pad', [from], to, word('mode', 'reflect'), ints('pads', ...pads));
    weights.push(longs(`${to}.pads`, ...pads));
    return node('Pad', [from, `${to}.pads`], to, word('mode', 'reflect'));
  };
  const nodes = [
    pad(inputName, 'padded1', 1),
    node('Conv', ['padded1', 'conv1.weight', 'conv1.bias'], 'c1', ints('kernel_shape', 3, 3), ints('strides', 2, 2)), // prettier-ignore
    node('InstanceNormalization', ['c1', 'in1.weight', 'in1.bias'], 'n1', {
      name: 'epsilon',
      type: 1,
      f: 1e-5,
    }),
    node('Relu', ['n1'], 'r1'),
    ...upsampling(opset, options.computedScales ?? false, weights),
    ...(edge > 0 ? [pad('up', 'padded2', edge)] : [node('Identity', ['up'], 'padded2')]),
    node('Conv', ['padded2', 'out.weight', 'out.bias'], outputName, ints('kernel_shape', kernel, kernel)),
  ];
  const listed = options.listWeights ? weights.map(({ name, dims, dataType }) => listedWeight(name!, dims, dataType)) : []; // prettier-ignore
  return {
    irVersion,
    producerName: 'pytorch',
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: [],
    graph: {
      name: 'torch-jit-export',
      node: nodes,
      initializer: weights,
      input: [picture(inputName, input), ...listed],
      output: [picture(outputName, output)],
    },
  };
}

/** The bytes of {@link foreignModel}. */
export function foreignBytes(options: ForeignOptions = {}): Uint8Array {
  return encodeModel(foreignModel(options));
}

function listedWeight(name: string, dims: readonly number[], elemType: number) {
  return { name, type: { tensorType: { elemType, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } } };
}

/** ONNX's FunctionProto of an operator that makes `y` of `x`. */
export function functionBytes(name: string, domain: string, nodes: readonly Node[]): Uint8Array {
  const written = protobuf.Writer.create()
    .uint32(10)
    .string(name)
    .uint32(34)
    .string('x')
    .uint32(42)
    .string('y');
  for (const node of nodes) written.uint32(58).bytes(nodeBytes(node));
  for (const [of, version] of [['', 18], [domain, 1]] as const) {
    written.uint32(74).bytes(protobuf.Writer.create().uint32(10).string(of).uint32(16).int64(version).finish());
  } // prettier-ignore
  return written.uint32(82).string(domain).finish();
}

/** A node by itself: the first thing in a graph, which comes after the model's version. */
function nodeBytes(node: Node): Uint8Array {
  const graph = { node: [node], initializer: [], input: [], output: [] };
  const reader = protobuf.Reader.create(encodeModel({ irVersion: 8, opsetImport: [], metadataProps: [], graph })); // prettier-ignore
  reader.skipType(reader.uint32() & 7);
  reader.skip(1).uint32();
  reader.skip(1);
  return reader.bytes();
}

/** Twice as large by repeating pixels, in the words of the operator set; r1 to up. */
function upsampling(opset: number, computed: boolean, weights: Weight[]): Node[] {
  const nearest = word('mode', 'nearest');
  if (opset < 9) return [node('Upsample', ['r1'], 'up', nearest, floats('scales', 1, 1, 2, 2))];
  const scales: Node[] = [];
  if (computed) {
    // The size is read from the picture itself and divided by its own, as traced code does.
    weights.push(
      longs('two', 2),
      weight('ones', [2], () => 1),
    );
    if (opset >= 10) weights.push(longs('from', 2), longs('until', 4));
    const slice =
      opset < 10
        ? [node('Slice', ['shape'], 'hw', ints('axes', 0), ints('starts', 2), ints('ends', 4))]
        : [node('Slice', ['shape', 'from', 'until'], 'hw')];
    scales.push(
      node('Shape', ['r1'], 'shape'),
      ...slice,
      node('Mul', ['hw', 'two'], 'hw2'),
      node('Cast', ['hw2'], 'large', int('to', 1)),
      node('Cast', ['hw'], 'small', int('to', 1)),
      node('Div', ['large', 'small'], 'factors'),
      node('Concat', ['ones', 'factors'], 'scales', int('axis', 0)),
    );
  } else {
    weights.push(weight('scales', [4], (i) => (i < 2 ? 1 : 2)));
  }
  if (opset < 10) return [...scales, node('Upsample', ['r1', 'scales'], 'up', nearest)];
  if (opset < 11) return [...scales, node('Resize', ['r1', 'scales'], 'up', nearest)];
  const modes = [word('coordinate_transformation_mode', 'asymmetric'), word('nearest_mode', 'floor')];
  weights.push(weight('roi', [0], () => 0));
  return [...scales, node('Resize', ['r1', 'roi', 'scales'], 'up', nearest, ...modes)];
}
