/**
 * A wrapped network for one tile of a larger picture. Three things in a network look at the whole picture,
 * and each would show as a seam between tiles that were painted for themselves:
 *
 * - Instance normalisation takes mean and variance of all pixels. In a tile they are given from outside, as
 *   batch normalisation has them; they are measured before, once, on samples of the whole picture.
 * - Grain depends on a pixel's place (see grain.ts in `nets`), which is counted by a running sum: that is told
 *   where the tile begins.
 * - A border is mirrored or has zeros beyond. Tiles overlap by more than that reaches.
 *
 * So tiles that overlap enough agree to the last bit but one, whatever their borders.
 */
import * as g from '../../graph/index.ts';
import { valueInfo } from '../../graph/onnx/encode.ts';
import type { Session, TensorValue } from '../../runtime/types.ts';

/** Mean and variance of every channel, as one instance normalisation of a picture finds them. */
export interface Norm {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** What the tiles of one picture share. */
export interface Measured {
  readonly norms: readonly Norm[];
  /** For each running sum: along which axis it counts, and how many pixels of the picture one step of it is. */
  readonly places: readonly { readonly axis: 'x' | 'y'; readonly stride: number }[];
}

/** Operators whose result at a place depends on what is near it, or that only reckon with sizes. */
const LOCAL = new Set([
  ...['Conv', 'ConvTranspose', 'MaxPool', 'AveragePool', 'Pad', 'Slice', 'Concat', 'Split', 'Identity'],
  ...['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Selu', 'Sigmoid', 'Tanh', 'Sin', 'Clip', 'Softplus', 'Erf'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Sqrt', 'Abs', 'Neg', 'Exp', 'Min', 'Max', 'Cast', 'Floor', 'Ceil'],
  ...['Resize', 'Upsample', 'DepthToSpace', 'SpaceToDepth', 'BatchNormalization', 'InstanceNormalization'],
  ...['Constant', 'ConstantOfShape', 'Shape', 'Gather', 'Unsqueeze', 'Squeeze', 'Dropout'],
]);
/** Of our own networks these are known to be harmless, too. */
const LOCAL_IN_OURS = new Set(['CumSum', 'Reshape', 'Transpose']);

/** Whether our trainer made it: such files say which network they are. */
export function isOurs({ metadataProps }: g.ModelProto): boolean {
  return metadataProps.some(({ key }) => key === 'network');
}

/**
 * Whether a network of free size can be painted in tiles. Ours say in their files which they are. What is made of
 * constants alone is the same in every tile: PyTorch writes its paddings as half a dozen such nodes.
 */
export function isLocal(model: g.ModelProto): boolean {
  const ours = isOurs(model);
  const { input, initializer, node: nodes } = model.graph;
  const weights = new Set(initializer.map(({ name }) => name));
  const seen = new Set(input.map(({ name }) => name).filter((name) => !weights.has(name)));
  return nodes.every(({ opType, domain, input, output, attribute }) => {
    // A graph within a node may look at anything; chance is another one in each tile.
    const constant = !domain && !opType.startsWith('Random');
    if (constant && !input.some((name) => seen.has(name)) && !attribute.some(({ g: inner }) => inner))
      return true;
    output.forEach((name) => seen.add(name));
    return !domain && (LOCAL.has(opType) || (ours && LOCAL_IN_OURS.has(opType)));
  });
}

const name = (what: string, index: number): string => `pastiche_part_${what}_${index}`;
type Node = g.ModelProto['graph']['node'][number];

/** Nodes of a kind, with their place among those of the same kind: the same in every graph made of one model. */
function* each(model: g.ModelProto, opType: string): Generator<[node: Node, index: number]> {
  let index = 0;
  for (const node of model.graph.node) if (node.opType === opType) yield [node, index++];
}

function node(opType: string, input: string[], output: string): Node {
  return { opType, input, output: [output], attribute: [] };
}

const floats = (name: string): ReturnType<typeof valueInfo> => valueInfo(name, 'float32');

/** The wrapped network with what {@link measure} reads as its results. */
export function measuring(wrapped: Uint8Array): Uint8Array {
  const model = g.decodeModel(wrapped);
  const more: Node[] = [];
  const output: g.ModelProto['graph']['output'] = [];
  for (const [{ input }, i] of each(model, 'InstanceNormalization')) {
    const [mean, away, square, variance] = ['mean', 'away', 'square', 'variance'].map((what) => name(what, i)); // prettier-ignore
    more.push(
      node('GlobalAveragePool', [input[0]!], mean!),
      node('Sub', [input[0]!, mean!], away!),
      node('Mul', [away!, away!], square!),
      node('GlobalAveragePool', [square!], variance!),
    );
    output.push(floats(mean!), floats(variance!));
  }
  for (const [sum, i] of each(model, 'CumSum')) {
    more.push(node('Shape', [sum.output[0]!], name('shape', i)));
    output.push(valueInfo(name('shape', i), 'int64'));
  }
  return g.encodeModel({
    ...model,
    graph: { ...model.graph, node: [...model.graph.node, ...more], output },
  });
}

/** Runs a session of a {@link measuring} network on pictures of samples, and puts together what it finds. */
export async function measure(
  session: Session,
  feeds: readonly Readonly<Record<string, TensorValue>>[],
  width: number,
  axes: readonly ('x' | 'y')[],
): Promise<Measured> {
  const found: Record<string, TensorValue>[] = [];
  for (const feed of feeds) found.push(await session.run(feed));
  const norms: Norm[] = [];
  for (let i = 0; found[0]?.[name('mean', i)]; i++) {
    norms.push(
      pooled(
        found.map((each) => ({
          mean: each[name('mean', i)]!.data as Float32Array,
          variance: each[name('variance', i)]!.data as Float32Array,
        })),
      ),
    );
  }
  const places = axes.map((axis, i) => {
    const across = Number((found[0]![name('shape', i)]!.data as BigInt64Array).at(-1));
    // The picture is mirrored outwards first, so there are a few steps more than it has room for.
    return { axis, stride: 2 ** Math.round(Math.log2(width / across)) };
  });
  return { norms, places };
}

/** Mean and variance of several pictures of one size together. */
export function pooled(norms: readonly Norm[]): Norm {
  const mean = new Float32Array(norms[0]!.mean.length);
  const square = new Float64Array(mean.length);
  for (const each of norms) {
    for (let c = 0; c < mean.length; c++) {
      mean[c]! += each.mean[c]! / norms.length;
      square[c]! += (each.variance[c]! + each.mean[c]! ** 2) / norms.length;
    }
  }
  return { mean, variance: Float32Array.from(mean, (m, c) => Math.max(0, square[c]! - m * m)) };
}

/** The wrapped network for tiles: mean, variance and place come in with the picture. */
export function forTiles(wrapped: Uint8Array): Uint8Array {
  const model = g.decodeModel(wrapped);
  const input = [...model.graph.input];
  let [norms, places] = [0, 0];
  const nodes = model.graph.node.flatMap((own) => {
    if (own.opType === 'InstanceNormalization') {
      const i = norms++;
      input.push(floats(name('mean', i)), floats(name('variance', i)));
      const [x, scale, shift] = own.input as [string, string, string];
      const given = [x, scale, shift, name('mean', i), name('variance', i)];
      return [{ ...own, opType: 'BatchNormalization', input: given }];
    }
    if (own.opType === 'CumSum') {
      const i = places++;
      input.push(floats(name('place', i)));
      const counted = name('counted', i);
      return [{ ...own, output: [counted] }, node('Add', [counted, name('place', i)], own.output[0]!)];
    }
    return [own];
  });
  return g.encodeModel({ ...model, graph: { ...model.graph, node: nodes, input } });
}

/** Along which axis each running sum of a model counts: across, or down. */
export function placeAxes(model: g.ModelProto): ('x' | 'y')[] {
  const constants = new Map(model.graph.initializer.map((each) => [each.name, each]));
  return [...each(model, 'CumSum')].map(([{ input }]) => {
    const axis = constants.get(input[1]);
    const bytes = axis?.rawData;
    const value = bytes?.length
      ? new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
      : (axis?.int64Data?.[0] ?? axis?.int32Data?.[0]);
    return value === 2 || value === -2 ? 'y' : 'x';
  });
}

/** What a session of {@link forTiles} is fed besides its picture. */
export function tileFeeds(
  { norms, places }: Measured,
  place: { readonly x: number; readonly y: number },
): Record<string, TensorValue> {
  const feeds: Record<string, TensorValue> = {};
  norms.forEach(({ mean, variance }, i) => {
    feeds[name('mean', i)] = { dtype: 'float32', dims: [mean.length], data: mean };
    feeds[name('variance', i)] = { dtype: 'float32', dims: [mean.length], data: variance };
  });
  places.forEach(({ axis, stride }, i) => {
    const steps = Float32Array.of(place[axis] / stride);
    feeds[name('place', i)] = { dtype: 'float32', dims: [], data: steps };
  });
  return feeds;
}
