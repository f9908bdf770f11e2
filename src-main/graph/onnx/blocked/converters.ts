/** How each operator is written for values in blocks. */
import { tensorData } from '../constants.ts';
import { attributeOf, type NodeProto } from '../schema.ts';
import { convolve } from './convolution.ts';
import { toLevels } from './levels.ts';
import { normalise } from './normalisation.ts';
import { BLOCKED_DOMAIN, type Blocked, type BlockWriter } from './writer.ts';

/** Writes a node on blocks; false, having done nothing, where it cannot be. */
export type Converter = (node: NodeProto, writer: BlockWriter) => boolean;

export const CONVERTERS: Readonly<Record<string, Converter | undefined>> = {
  Cast: toLevels,
  Conv: convolve,
  InstanceNormalization: normalise,
  Relu: relu,
  Add: add,
  Mul: multiply,
  Min: atMost,
  Concat: concat,
  Resize: resize,
  Pad: pad,
  Slice: slice,
  DepthToSpace: depthToSpace,
  Transpose: transpose,
};

/** Part of the convolution before it, where that has no other use. */
function relu({ input: [from], output: [to] }: NodeProto, writer: BlockWriter): boolean {
  const x = writer.inBlocks(from!);
  if (!x) return false;
  const conv = writer.openOf(from!);
  if (conv) {
    conv.attribute.push(attributeOf('activation', 'Relu'));
    writer.keep(to!, { ...x, open: null });
    return true;
  }
  writer.keep(to!, { ...x, name: writer.add('Relu', [x.name]), open: null });
  return true;
}

/**
 * Becomes part of the convolution that makes one of the two values, which then adds to the other in place, if nothing else needs what the
 * convolution gives. A value known beforehand must not change and would be copied first, on one thread: that is added by a node of its own.
 */
function add(node: NodeProto, writer: BlockWriter): boolean {
  const pair = twoInBlocks(node, writer);
  if (!pair) return false;
  const { input: [a, b], output: [to] } = node; // prettier-ignore
  const isKept = writer.isKnown(a!) || writer.isKnown(b!);
  for (const [name, at, other] of [[b!, 1, pair[0]], [a!, 0, pair[1]]] as const) {
    const conv = isKept ? null : writer.openOf(name);
    // Its fourth input is what it adds to.
    if (!conv || conv.input.length > 3 || a === b) continue;
    conv.input = [...conv.input, ...(conv.input.length < 3 ? [''] : []), other.name];
    writer.moveToEnd(conv);
    writer.keep(to!, pair[at]);
    return true;
  } // prettier-ignore
  writer.keep(to!, { ...pair[0], name: writer.add('Add', [pair[0].name, pair[1].name]), open: null });
  return true;
}

function multiply(node: NodeProto, writer: BlockWriter): boolean {
  const pair = twoInBlocks(node, writer);
  if (!pair) return false;
  const name = writer.add('Mul', [pair[0].name, pair[1].name]);
  writer.keep(node.output[0]!, { ...pair[0], name, open: null });
  return true;
}

/** The smaller of each value and one number. */
function atMost({ input: [from, most], output: [to] }: NodeProto, writer: BlockWriter): boolean {
  const x = writer.inBlocks(from!);
  const proto = writer.initializer.find(({ name }) => name === most);
  if (!x || proto?.dims.length !== 0) return false;
  writer.keep(to!, { ...x, name: writer.add('Min', [x.name, most!]), open: null });
  return true;
}

/** Both inputs in blocks, if one of them is already and they have one shape. */
function twoInBlocks({ input: [a, b] }: NodeProto, writer: BlockWriter): [Blocked, Blocked] | null {
  const both = [a!, b!];
  if (!both.some((name) => writer.inBlocks(name))) return null;
  const [one, other] = both.map((name) => writer.size(name));
  if (!one || !other || one.some((dim, axis) => dim !== other[axis])) return null;
  if (!both.every((name) => writer.inBlocks(name) ?? writer.fits(name))) return null;
  return [writer.toBlocks(a!), writer.toBlocks(b!)];
}

/** Along the channels, of values that fill their blocks. */
function concat({ input, output: [to], attribute }: NodeProto, writer: BlockWriter): boolean {
  if (attribute.find(({ name }) => name === 'axis')?.i !== 1) return false;
  if (!input.some((name) => writer.inBlocks(name)) || !input.every((name) => writer.fits(name))) return false;
  const parts = input.map((name) => writer.toBlocks(name));
  const channels = parts.reduce((sum, part) => sum + part.channels, 0);
  const name = writer.add('Concat', parts.map((part) => part.name), { axis: 1 }); // prettier-ignore
  writer.keep(to!, { ...parts[0]!, name, channels, open: null });
  return true;
}

/** Pixels repeated a whole number of times. */
function resize(node: NodeProto, writer: BlockWriter): boolean {
  const x = writer.inBlocks(node.input[0]!);
  const size = writer.size(node.output[0]!);
  if (!x || !size || textOf(node, 'mode') !== 'nearest') return false;
  const [, , height, width] = size;
  if (height % x.height !== 0 || width % x.width !== 0) return false;
  const scales = [1, 1, height / x.height, width / x.width];
  const name = writer.add('Upsample', [x.name], { domain: BLOCKED_DOMAIN, scales });
  writer.keep(node.output[0]!, { ...x, name, height, width, open: null });
  return true;
}

/** Rows and columns beside a picture. */
function pad(node: NodeProto, writer: BlockWriter): boolean {
  const pads = integersOf(node.input[1]!, writer);
  if (pads?.length !== 8 || [0, 1, 4, 5].some((at) => pads[at] !== 0)) return false;
  const five = [0, 0, pads[2]!, pads[3]!, 0, 0, 0, pads[6]!, pads[7]!, 0];
  return onFiveAxes(node, writer, (from) =>
    writer.add('Pad', [from, writer.integers(five)], { mode: textOf(node, 'mode') ?? 'constant' }),
  );
}

/** Rows and columns of a picture. */
function slice(node: NodeProto, writer: BlockWriter): boolean {
  const [, starts, ends, axes, ...rest] = node.input;
  const list = axes === undefined ? null : integersOf(axes, writer);
  if (!list?.every((axis) => axis === 2 || axis === 3)) return false;
  return onFiveAxes(node, writer, (from) => writer.add('Slice', [from, starts!, ends!, axes!, ...rest]));
}

/** Work on the blocks' five axes, of which the rows and the columns are the third and fourth as ever. */
function onFiveAxes(node: NodeProto, writer: BlockWriter, work: (from: string) => string): boolean {
  const x = writer.inBlocks(node.input[0]!);
  const size = writer.size(node.output[0]!);
  if (!x || !size) return false;
  const [, channels, height, width] = size;
  const blocks = Math.ceil(channels / writer.block);
  const five = writer.reshape(x.name, [1, blocks, x.height, x.width, writer.block]);
  const name = writer.reshape(work(five), [1, blocks * writer.block, height, width]);
  writer.keep(node.output[0]!, { name, channels, height, width, open: null });
  return true;
}

/** Only of parts that were joined just for this, each in whole blocks: blocks are laid beside each other, then rows. */
function depthToSpace(node: NodeProto, writer: BlockWriter): boolean {
  const joined = writer.maker(node.input[0]!);
  const edge = node.attribute.find(({ name }) => name === 'blocksize')?.i ?? 0;
  if (joined?.opType !== 'Concat' || joined.input.length !== edge ** 2 || textOf(node, 'mode') !== 'DCR')
    return false;
  const channels = writer.size(node.output[0]!)?.[1] ?? 0;
  if (
    !joined.input.every(
      (name) => writer.inBlocks(name) && writer.fits(name) && writer.size(name)![1] === channels,
    )
  )
    return false;
  const parts = joined.input.map((name) => writer.toBlocks(name));
  const { height, width } = parts[0]!;
  const [flat, lines] = [
    [-1, writer.block],
    [(channels / writer.block) * height, -1],
  ];
  const rows = Array.from({ length: edge }, (_, y) => {
    const beside = parts.slice(y * edge, (y + 1) * edge).map(({ name }) => writer.reshape(name, flat));
    return writer.reshape(writer.add('Concat', beside, { axis: 1 }), lines);
  });
  const [tall, wide] = [height * edge, width * edge];
  const name = writer.reshape(writer.add('Concat', rows, { axis: 1 }), [1, channels, tall, wide]);
  writer.keep(node.output[0]!, { name, channels, height: tall, width: wide, open: null });
  return true;
}

/** Channels last: as they lie already, where there is one block. */
function transpose(node: NodeProto, writer: BlockWriter): boolean {
  const x = writer.inBlocks(node.input[0]!);
  const perm = node.attribute.find(({ name }) => name === 'perm')?.ints;
  if (!x || String(perm) !== '0,2,3,1') return false;
  const [to] = node.output;
  if (x.channels === writer.block) writer.reshape(x.name, [1, x.height, x.width, x.channels], to);
  else
    writer.add('ReorderOutput', [x.name], { domain: BLOCKED_DOMAIN, channels: x.channels, channels_last: 1, to }); // prettier-ignore
  return true;
}

function textOf({ attribute }: NodeProto, key: string): string | undefined {
  const text = attribute.find(({ name }) => name === key)?.s;
  return text && new TextDecoder().decode(text);
}

/** The values of a constant list; null if it is no constant. */
function integersOf(name: string, { initializer }: BlockWriter): number[] | null {
  const proto = initializer.find((tensor) => tensor.name === name);
  return proto ? Array.from<number | bigint, number>(tensorData(proto, name).data, Number) : null;
}
