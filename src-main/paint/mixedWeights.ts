/**
 * Two networks as one, whose weights lie between theirs by an amount that is fed for each frame.
 *
 * Looked at on clips, halfway between each two shipped styles: these paintings are as good as the mixed
 * pictures of both, and crisper, for strokes do not lie over other strokes. They cost one network instead
 * of two, and sliding loads nothing. On a processor with blocks weights are mixed when the amount changes
 * (`networksInBlocks.ts`); elsewhere as the graph runs, for a tenth more than a single style. That works because our
 * trainer starts every style of one network at the same weights, and they end up close (a cosine of 0.91 to 0.95).
 * Networks that started apart (0.00) do not agree on what a channel means, and between them lies no painting: for
 * those, see mixer.ts.
 */
import type { ModelProto } from '../graph/index.ts';
import { valueInfo } from '../graph/onnx/encode.ts';
import { DataType } from '../graph/onnx/schema.ts';

/** The input of the amount, float32 (): 0 gives the first network, 1 the second. */
export const AMOUNT = 'pastiche_amount';

/** Weights closer than this, as the cosine of the angle between them, are of one origin. */
const SAME_ORIGIN = 0.6;

type Weight = ModelProto['graph']['initializer'][number];

/**
 * One network out of two, with the further input {@link AMOUNT}; null when they differ in more than
 * their weights, or their weights have nothing to do with each other.
 */
export function mixWeights(first: ModelProto, second: ModelProto): ModelProto | null {
  if (skeleton(first) !== skeleton(second)) return null;
  const others = new Map(second.graph.initializer.map((weight) => [weight.name, weight]));
  const pairs = first.graph.initializer.map((weight) => [weight, others.get(weight.name)] as const);
  const similar = new Similarity();
  const node: ModelProto['graph']['node'] = [];
  const initializer: Weight[] = [];
  for (const [weight, other] of pairs) {
    if (!other) return null;
    if (sameBytes(weight, other)) {
      initializer.push(weight);
      continue;
    }
    const [from, to] = [floats(weight), floats(other)];
    if (!from || from.length !== to?.length) return null;
    // Scales and shifts of a normalisation are near 1 and 0 in every network.
    if (weight.dims.length > 1) similar.add(from, to);
    const [start, way, part] = ['start', 'way', 'part'].map((word) => `pastiche_${word}_${weight.name}`) as [string, string, string]; // prettier-ignore
    initializer.push(
      { ...weight, name: start },
      { ...weight, name: way, rawData: bytesOf(from.map((value, i) => to[i]! - value)) },
    );
    node.push(
      { opType: 'Mul', input: [way, AMOUNT], output: [part], attribute: [] },
      { opType: 'Add', input: [start, part], output: [weight.name ?? ''], attribute: [] },
    );
  }
  if (node.length > 0 && !(similar.cosine > SAME_ORIGIN)) return null;
  const amount = valueInfo(AMOUNT, 'float32', []);
  const { graph } = first;
  return {
    ...first,
    graph: { ...graph, node: [...node, ...graph.node], initializer, input: [...graph.input, amount] },
  };
}

/** Everything of a model but the values of its weights, as text. */
function skeleton({ graph, opsetImport }: ModelProto): string {
  const { node, input, output, initializer } = graph;
  const shapes = initializer.map(({ name, dims, dataType }) => ({ name, dims, dataType }));
  return JSON.stringify({ node, input, output, shapes, opsetImport });
}

/** The cosine between two lists of numbers that come in pieces. */
class Similarity {
  #product = 0;
  #first = 0;
  #second = 0;

  add(first: Float32Array, second: Float32Array): void {
    first.forEach((a, i) => {
      const b = second[i]!;
      this.#product += a * b;
      this.#first += a * a;
      this.#second += b * b;
    });
  }

  get cosine(): number {
    return this.#product / Math.sqrt(this.#first * this.#second);
  }
}

function sameBytes(a: Weight, b: Weight): boolean {
  const values = (weight: Weight): Uint8Array => weight.rawData ?? new Uint8Array();
  return (values(a).length > 0 || a.dims.includes(0)) && Buffer.compare(values(a), values(b)) === 0;
}

function floats({ dataType, rawData }: Weight): Float32Array | null {
  if (dataType !== DataType.float32 || !rawData || rawData.length % 4 !== 0) return null;
  // A copy: numbers in a file need not be aligned.
  return new Float32Array(new Uint8Array(rawData).buffer);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer);
}
