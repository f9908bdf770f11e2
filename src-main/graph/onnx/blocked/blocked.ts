/**
 * A network for pictures of one size in NCHWc, the layout of ONNX Runtime's fast convolutions on a processor: channels lie in
 * blocks of as many as a vector instruction computes at once (8 with AVX2, 16 with AVX-512).
 *
 * ONNX Runtime's optimiser puts convolutions in that layout, and moves everything out of it and back for what is in between:
 * instance normalisations, mirrored borders, resizes. In our narrow networks that costs as much as several convolutions
 * (docs/benchmarks.md, *Blocks*). Here those, too, are written in blocks, with operators that ONNX Runtime has for its optimiser
 * alone. They may change with its version (it is pinned), and are tried out before they are trusted (`runtime/blocks.ts`).
 */
import type { Shape } from '../../dim.ts';
import { toModel } from '../encode.ts';
import type { ModelProto, NodeProto } from '../schema.ts';
import { needed } from '../split.ts';
import { apply, input, type Tensor } from '../../tensor.ts';
import { CONVERTERS } from './converters.ts';
import { BLOCKED_DOMAIN, BlockWriter } from './writer.ts';

/**
 * The graph that `outputs` reach, all of whose sizes are known, with as much of it as possible in blocks of `block` channels.
 * What depends on no input, or only on those that `isKnown` beforehand, stays as it is: it is not computed with each picture.
 */
export function toBlocks(
  outputs: Readonly<Record<string, Tensor>>,
  block: number,
  isKnown: (input: Tensor) => boolean = () => false,
): ModelProto {
  const before = new Set<Tensor>();
  const shapes = new Map<string, Shape>();
  const known = new Set<string>();
  const model = toModel(outputs, {
    named(name, tensor) {
      shapes.set(name, tensor.shape);
      if (tensor.op === 'Input' ? !isKnown(tensor) : !tensor.inputs.every((input) => before.has(input)))
        return;
      before.add(tensor);
      known.add(name);
    },
  });
  const { graph } = model;
  const writer = new BlockWriter(graph, shapes, known, block);
  for (const node of graph.node) {
    const isBefore = node.output.every((name) => known.has(name));
    if (!isBefore && CONVERTERS[node.opType]?.(node, writer)) continue;
    writer.node.push(plain(node, writer));
  }
  const { node, initializer } = writer;
  const opsetImport = [...model.opsetImport, { domain: BLOCKED_DOMAIN, version: 1 }];
  // Where several nodes were written as one, some are left that nothing needs.
  return needed({ ...model, opsetImport, graph: { ...graph, node, initializer } }, new Set());
}

/** A node that knows nothing of blocks. */
function plain(node: NodeProto, writer: BlockWriter): NodeProto {
  return { ...node, input: node.input.map((name) => writer.toPlain(name)) };
}

/** Channels and pixels of {@link orderProbe}: more channels than any block has. */
export const PROBE = { channels: 64, pixels: 2 } as const;

/**
 * A model that gives the numbers of `x` (1, 64, 1, 2) in the order in which they lie in blocks: the second pixel
 * comes after one block of the first. It is safe whatever the block is; anything else in blocks must know it, for ONNX
 * Runtime reads beyond the end of values that lie in blocks of another size.
 */
export function orderProbe(): ModelProto {
  const { channels, pixels } = PROBE;
  const model = toModel({ y: apply('Reshape', [input('x', [1, channels, 1, pixels])], { shape: [-1] }) });
  const { graph } = model;
  const [flat, ...rest] = graph.node as [NodeProto, ...NodeProto[]];
  const moved = { opType: 'ReorderInput', input: ['x'], output: ['moved'], attribute: [], domain: BLOCKED_DOMAIN }; // prettier-ignore
  const node = [moved, { ...flat, input: ['moved', ...flat.input.slice(1)] }, ...rest];
  return { ...model, opsetImport: [...model.opsetImport, { domain: BLOCKED_DOMAIN, version: 1 }], graph: { ...graph, node } }; // prettier-ignore
}
