/**
 * The way up that our small networks share: resizes that no weights can make a grid with, and a painting made
 * at half resolution that takes its finest detail from the picture itself, which keeps faces.
 */
import {
  add,
  concat,
  constant,
  conv,
  crop2d,
  depthToSpace,
  mul,
  pad,
  resizeNearest,
  type Tensor,
} from '../graph/index.ts';
import type { Scope } from './parameters.ts';

/** The same on every side taken off. */
export function cut(x: Tensor, border: number): Tensor {
  return crop2d(x, [border, border, border, border]);
}

/** Twice the size by a dense kernel (to, from, 2, 2), bilinear by construction. */
export function enlarge(x: Tensor, parameter: Scope, from: number, to: number): Tensor {
  const kernel = parameter('weight', [to, from, 2, 2], { kind: 'he', fanIn: from });
  return conv(resizeNearest(x, 2), smoothing(kernel), null, { pads: [1, 1, 1, 1] });
}

/**
 * A 2x2 kernel after a 2x2 mean, as one 3x3 kernel: its response to a pattern of period two is zero. After
 * nearest-neighbour upsampling it leaves no steps, because repeating pixels and then taking the mean of
 * neighbours is bilinear interpolation.
 */
export function smoothing(kernel: Tensor): Tensor {
  const shifted = (y: number, x: number): Tensor => pad(kernel, [0, 0, y, x, 0, 0, 1 - y, 1 - x]);
  return mul(add(add(shifted(0, 0), shifted(0, 1)), add(shifted(1, 0), shifted(1, 1))), 0.25);
}

/** How the painting is made of features at half resolution. */
export interface Head {
  /** Channels of the features. */
  readonly from: number;
  /** Size of the kernel that makes colours of them. */
  readonly kernel: 1 | 3;
  /** What of the picture counts as its detail, from {@link detailOf}. */
  readonly detail: Detail;
  /** What is around the painting and is cut off, in pixels. */
  readonly margin: number;
}

/**
 * Features at half resolution to the picture, RGB 0-255: their colours, twice the size by bilinear
 * interpolation, and the picture's own fine detail times a gain that the features decide on. The picture has
 * as much more around it as the detail's window needs.
 */
export function paintOver(x: Tensor, picture: Tensor, parameter: Scope, head: Head): Tensor {
  const { from, kernel, detail, margin } = head;
  const fanIn = from * kernel * kernel * 4;
  const weight = parameter('colour.weight', [3, from, kernel, kernel], { kind: 'he', fanIn });
  const bias = parameter('colour.bias', [3], { kind: 'constant', value: 0 });
  const border = (kernel - 1) / 2;
  // Scaled here rather than at every pixel: 0 is mid-grey, 1 is 64 levels.
  const pads = [border, border, border, border] as const;
  const colour = conv(x, mul(weight, 64), add(mul(bias, 64), 127.5), { pads });
  const painted = conv(colour, constant(INTERPOLATION, [12, 3, 3, 3]), null, { pads: [1, 1, 1, 1] });

  const gainWeight = parameter('gain.weight', [3, from, 1, 1], { kind: 'constant', value: 0 });
  const gainBias = parameter('gain.bias', [3], { kind: 'constant', value: 0.5 });
  const gain = conv(x, fourTimes(gainWeight), fourTimes(gainBias));
  const taken = constant(detail.kernel, [12, 3, detail.window, detail.window]);
  const fine = conv(picture, taken, null, { strides: [2, 2] });
  return cut(depthToSpace(add(painted, mul(gain, fine)), 2), margin);
}

/** The same for each of the four pixels that one of half the resolution becomes. */
function fourTimes(values: Tensor): Tensor {
  return concat([values, values, values, values], 0);
}

/**
 * Kernels (12, 3, size, size) for the four pixels that one becomes, as {@link depthToSpace} takes them:
 * `tap(py, px, from, to, y, x)` is the weight for the pixel at row py and column px of colour `to`.
 */
function fourPixels(
  size: number,
  tap: (py: number, px: number, from: number, to: number, y: number, x: number) => number,
): Float32Array {
  const square = size * size;
  return Float32Array.from({ length: 12 * 3 * square }, (_, at) => {
    const out = Math.floor(at / (3 * square));
    const [pixel, to] = [Math.floor(out / 3), out % 3];
    const from = Math.floor(at / square) % 3;
    return tap(pixel >> 1, pixel & 1, from, to, Math.floor(at / size) % size, at % size);
  });
}

/** Bilinear interpolation to twice the size: three quarters of the pixel, a quarter of its neighbour. */
const INTERPOLATION = fourPixels(3, (py, px, from, to, y, x) => {
  const near = (pixel: number, at: number): number => [[0.25, 0.75, 0], [0, 0.75, 0.25]][pixel]![at]!; // prettier-ignore
  return from === to ? near(py, y) * near(px, x) : 0;
});

/** Fine detail: what of a pixel's luminance a blur takes away. */
export interface Detail {
  /** Edge of the window that each two by two pixels need, in pixels. */
  readonly window: number;
  readonly kernel: Float32Array;
}

/** The detail that the blur by these weights in a row (and in a column) takes away. */
export function detailOf(blur: readonly number[]): Detail {
  const window = blur.length + 1;
  const middle = (blur.length - 1) / 2;
  const weight = (at: number): number => blur[at] ?? 0;
  const kernel = fourPixels(window, (py, px, from, _to, y, x) => {
    const centre = y - py === middle && x - px === middle ? 1 : 0;
    return [0.299, 0.587, 0.114][from]! * (centre - weight(y - py) * weight(x - px));
  });
  return { window, kernel };
}
