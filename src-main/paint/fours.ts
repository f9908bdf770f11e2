/**
 * The last steps of a painting that is made at half the size, four pixels at each place: with alpha beside their
 * colours these are sixteen channels, which lie as two rows of a picture's bytes do. So they become the picture by moving
 * eight bytes at a time, where colour by colour every byte would move on its own.
 */
import * as g from '../graph/index.ts';
import type { FrameSize } from './painter.ts';
import { toBytes } from './pixels.ts';

/** Places within a block of two by two pixels. */
const PLACES = [0, 1, 2, 3] as const;
const OPAQUE = 255;

/** A painted frame as uint8 (H, W, 4): the painting itself, and the painting on a frame as a matrix says. */
export interface Shown {
  readonly whole: g.Tensor;
  readonly mixed: g.Tensor;
}

/**
 * A painting (1, 3, H, W), and the same on a frame (H, W, 4) as the matrix `colours` (3, 3) says; null unless the painting
 * was made four pixels at a time.
 */
export function inFours(
  painting: g.Tensor,
  frame: g.Tensor,
  colours: g.Tensor,
  size: FrameSize,
): Shown | null {
  const [rows, columns] = [size.height / 2, size.width / 2];
  const found = beforeCut(painting);
  const sixteen = found && withAlpha(found.fours, OPAQUE);
  if (!sixteen || !Number.isInteger(rows) || !Number.isInteger(columns)) return null;
  const [, , allRows, allColumns] = g.fixedShape(sixteen.shape, 'a painting') as [number, number, number, number]; // prettier-ignore
  const all = g.reshape(g.transpose(sixteen, [0, 2, 3, 1]), [allRows, allColumns, 16]);
  const start = [found.top / 2, found.left / 2] as const;
  const cut = (x: g.Tensor): g.Tensor =>
    g.reshape(g.slice(x, [0, 1], start, [start[0] + rows, start[1] + columns]), [rows * columns, 16]);
  // The frame in the same order: [row of blocks, row, column of blocks, two pixels] with the middle two exchanged.
  const exchange = (x: g.Tensor, from: number, to: number): g.Tensor => g.transpose(g.reshape(x, [rows, from, to, 8]), [0, 2, 1, 3]); // prettier-ignore
  const picture = (fours: g.Tensor): g.Tensor => g.reshape(exchange(fours, columns, 2), [size.height, size.width, 4]); // prettier-ignore
  const under = g.cast(g.reshape(exchange(frame, 2, columns), [rows * columns, 16]), 'float32');
  const shown = g.add(under, g.matmul(g.sub(cut(all), under), forFour(colours)));
  // Cut as bytes, where nothing has to be reckoned before.
  return { whole: picture(cut(toBytes(all))), mixed: picture(toBytes(shown)) };
}

/** What becomes the painting by depth-to-space, and how much of that is cut off; null where it is made otherwise. */
export function beforeCut(painting: g.Tensor): { fours: g.Tensor; top: number; left: number } | null {
  let [at, top, left] = [painting, 0, 0];
  for (; at.op === 'Slice'; at = at.inputs[0]!) {
    const { axes, starts, steps } = at.attributes as Record<string, readonly number[]>;
    if (String(axes) !== '2,3' || !steps!.every((step) => step === 1)) return null;
    if (!starts!.every((start) => start >= 0 && start % 2 === 0)) return null;
    top += starts![0]!;
    left += starts![1]!;
  }
  const { blocksize, mode } = at.attributes;
  if (at.op !== 'DepthToSpace' || blocksize !== 2 || mode !== 'DCR') return null;
  const [fours] = at.inputs;
  return fours && g.isFixed(fours.shape) && fours.shape[1] === 12 ? { fours, top, left } : null;
}

/**
 * (1, 12, h, w), three channels for each of four pixels, to (1, 16, h, w) with one of `alpha` after each three, by
 * widening the convolutions that they come from; null where they come from anything else.
 */
function withAlpha(twelve: g.Tensor, alpha: number): g.Tensor | null {
  if (twelve.shape[1] !== 12) return null;
  const [first, second, bias] = twelve.inputs;
  if (g.isDense(twelve)) {
    const biases = alpha === 0 && !bias ? null : withFourth(bias ?? g.full([12], 0), alpha);
    return g.conv(first!, withFourth(second!, 0), biases, twelve.attributes);
  }
  if (twelve.op === 'Conv' && twelve.attributes['group'] === 12 && second!.shape[0] === 12) {
    const each = withAlpha(first!, 0);
    const biases = withFourth(bias ?? g.full([12], 0), alpha);
    return each && g.depthwiseConv(each, withFourth(second!, 0), biases, twelve.attributes);
  }
  if (twelve.op !== 'Add' && twelve.op !== 'Mul') return null;
  // A sum has the value from one of its parts; a product would need a root of it.
  if (twelve.op === 'Mul' && alpha !== 0) return null;
  const [a, b] = [withAlpha(first!, alpha), withAlpha(second!, 0)];
  return a && b && (twelve.op === 'Add' ? g.add(a, b) : g.mul(a, b));
}

/** (12, …) to (16, …): after each three along the first axis one filled with `value`. */
function withFourth(twelve: g.Tensor, value: number): g.Tensor {
  const [, ...rest] = g.fixedShape(twelve.shape, 'weights');
  const more = g.full([1, ...rest], value);
  return g.concat(PLACES.flatMap((at) => [g.slice(twelve, [0], [3 * at], [3 * at + 3]), more]), 0); // prettier-ignore
}

/** The matrix (3, 3) for rows of four pixels with alpha (16, 16): the same for each, and alpha is the painting's. */
function forFour(colours: g.Tensor): g.Tensor {
  const corner = new Float32Array(16);
  corner[15] = 1;
  const one = g.add(g.constant(corner, [4, 4]), g.pad(g.transpose(colours, [1, 0]), [0, 0, 1, 1]));
  return g.concat(
    PLACES.map((at) => g.pad(one, [0, 4 * at, 0, 12 - 4 * at])),
    0,
  );
}
