/**
 * Dimensions of a tensor: a number, or a free size known only when the graph runs.
 *
 * A free size is affine in one symbol, `scale * symbol + offset`. That is enough to follow a picture
 * through strided convolutions and upsampling and to prove that what comes out has the size that went
 * in: a picture of height `4h` is `2h` after one convolution with stride 2.
 */

/** A size known only at run time: `scale * symbol + offset`. */
export interface FreeDim {
  readonly symbol: string;
  readonly scale: number;
  readonly offset: number;
}

/** One dimension of a tensor, in elements. */
export type Dim = number | FreeDim;

/** A tensor's dimensions, outermost first. `[]` is a scalar. */
export type Shape = readonly Dim[];

/** A free size `scale * symbol`, for example `free('h', 4)` for any multiple of four. */
export function free(symbol: string, scale = 1): FreeDim {
  return { symbol, scale, offset: 0 };
}

/** Whether two dimensions are the same number, or the same expression. */
export function sameDim(a: Dim, b: Dim): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a.symbol === b.symbol && a.scale === b.scale && a.offset === b.offset;
}

/** Whether two shapes agree in every dimension. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => sameDim(dim, b[i]!));
}

/** `dim * factor + offset`, for integers. */
export function affine(dim: Dim, factor: number, offset: number): Dim {
  if (typeof dim === 'number') return dim * factor + offset;
  return { symbol: dim.symbol, scale: dim.scale * factor, offset: dim.offset * factor + offset };
}

/**
 * `floor(dim / divisor)`. A free size whose scale the divisor does not divide becomes a free size of
 * its own, so that it equals only what was computed in the same way.
 */
export function divideDim(dim: Dim, divisor: number): Dim {
  if (typeof dim === 'number') return Math.floor(dim / divisor);
  if (dim.scale % divisor === 0) {
    return { symbol: dim.symbol, scale: dim.scale / divisor, offset: Math.floor(dim.offset / divisor) };
  }
  return divisor === 1 ? dim : free(`floor((${dimText(dim)})/${divisor})`);
}

/** A dimension as text: `64`, `h`, `4h`, `2h+1`. */
export function dimText(dim: Dim): string {
  if (typeof dim === 'number') return String(dim);
  const scaled = dim.scale === 1 ? dim.symbol : `${dim.scale}${dim.symbol}`;
  if (dim.offset === 0) return scaled;
  return dim.offset > 0 ? `${scaled}+${dim.offset}` : `${scaled}${dim.offset}`;
}

/** A shape as text: `[1, 3, 4h, 4w]`. */
export function shapeText(shape: Shape): string {
  return `[${shape.map(dimText).join(', ')}]`;
}

/** The dimension as a number. @throws {RangeError} when it is free; `what` names it in the message. */
export function fixedDim(dim: Dim | undefined, what: string): number {
  if (typeof dim === 'number') return dim;
  throw new RangeError(
    `${what} must be known when the graph is built, but is ${dim ? dimText(dim) : 'missing'}`,
  );
}

/** Whether all dimensions are numbers. */
export function isFixed(shape: Shape): shape is readonly number[] {
  return shape.every((dim) => typeof dim === 'number');
}

/** All dimensions as numbers. @throws {RangeError} when one is free; `what` names the tensor in the message. */
export function fixedShape(shape: Shape, what: string): number[] {
  return shape.map((dim, axis) => fixedDim(dim, `dimension ${axis} of ${what}`));
}

/** Number of elements of a fixed shape. @throws {RangeError} when a dimension is free. */
export function sizeOf(shape: Shape, what = 'a tensor'): number {
  return fixedShape(shape, what).reduce((product, dim) => product * dim, 1);
}
