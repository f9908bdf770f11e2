/**
 * Operators as functions on tensors: the vocabulary networks and gradient rules are written in.
 * Each is one ONNX operator, or a short phrase of them where the comment says so. All are checked by
 * the operator's rule in `operators/` and throw {@link GraphError} when it is broken.
 */
import { affine, fixedDim, type Shape } from './dim.ts';
import { apply, constant, scalar, type Attributes, type DType, type Tensor } from './tensor.ts';

/** A number stands for a float32 scalar. */
export type Operand = Tensor | number;

const tensorOf = (value: Operand): Tensor => (typeof value === 'number' ? scalar(value) : value);

/** a + b, broadcasting. */
export function add(a: Operand, b: Operand): Tensor {
  return apply('Add', [tensorOf(a), tensorOf(b)]);
}
/** a - b, broadcasting. */
export function sub(a: Operand, b: Operand): Tensor {
  return apply('Sub', [tensorOf(a), tensorOf(b)]);
}
/** a * b element by element, broadcasting. */
export function mul(a: Operand, b: Operand): Tensor {
  return apply('Mul', [tensorOf(a), tensorOf(b)]);
}
/** a / b element by element, broadcasting. */
export function div(a: Operand, b: Operand): Tensor {
  return apply('Div', [tensorOf(a), tensorOf(b)]);
}
/** -x. */
export function neg(x: Tensor): Tensor {
  return apply('Neg', [x]);
}
/** |x|. */
export function abs(x: Tensor): Tensor {
  return apply('Abs', [x]);
}
/** -1, 0 or 1. */
export function sign(x: Tensor): Tensor {
  return apply('Sign', [x]);
}
/** Square root. */
export function sqrt(x: Tensor): Tensor {
  return apply('Sqrt', [x]);
}
/** Sine of an angle in radians. */
export function sin(x: Tensor): Tensor {
  return apply('Sin', [x]);
}
/** max(x, 0). */
export function relu(x: Tensor): Tensor {
  return apply('Relu', [x]);
}
/** Hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  return apply('Tanh', [x]);
}
/** 1 / (1 + exp(-x)). */
export function sigmoid(x: Tensor): Tensor {
  return apply('Sigmoid', [x]);
}
/** The smaller of two, element by element, broadcasting. */
export function min(a: Operand, b: Operand): Tensor {
  return apply('Min', [tensorOf(a), tensorOf(b)]);
}
/** The larger of two, element by element, broadcasting. */
export function max(a: Operand, b: Operand): Tensor {
  return apply('Max', [tensorOf(a), tensorOf(b)]);
}
/** x², as one product. */
export function square(x: Tensor): Tensor {
  return mul(x, x);
}
/** Another element type; to uint8 it cuts the fraction off. */
export function cast(x: Tensor, to: DType): Tensor {
  return apply('Cast', [x], { to });
}

/** How a convolution moves: strides [y, x], zero padding [top, left, bottom, right], dilations [y, x]. */
export interface ConvOptions {
  strides?: readonly [number, number];
  pads?: readonly [number, number, number, number];
  dilations?: readonly [number, number];
}

/** Convolution: x (N, I, H, W), weight (O, I, kh, kw), bias (O) to (N, O, H', W'); a rest that no window fits into is left out. */
export function conv(x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvOptions = {}): Tensor {
  return apply('Conv', bias ? [x, weight, bias] : [x, weight], windowAttributes(options));
}

function windowAttributes({
  strides = [1, 1],
  pads = [0, 0, 0, 0],
  dilations = [1, 1],
}: ConvOptions): Attributes {
  return { strides, pads, dilations };
}

/** Depthwise convolution: x (N, C, H, W), a kernel for each channel (C, 1, kh, kw), bias (C) to (N, C, H', W'). */
export function depthwiseConv(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null,
  options: ConvOptions = {},
): Tensor {
  return apply('Conv', bias ? [x, weight, bias] : [x, weight], {
    ...windowAttributes(options),
    group: fixedDim(weight.shape[0], 'the channels'),
  });
}

/** The transpose of {@link conv} in its input: x (N, O, H, W), weight (O, I, kh, kw) to (N, I, H', W'). */
export function convTranspose(
  x: Tensor,
  weight: Tensor,
  options: ConvOptions & { outputPadding?: readonly [number, number] } = {},
): Tensor {
  return apply('ConvTranspose', [x, weight], {
    ...windowAttributes(options),
    output_padding: options.outputPadding ?? [0, 0],
  });
}

/** Mean over disjoint size x size squares: (N, C, H, W) to (N, C, H/size, W/size); a rest is cut off. */
export function averagePool(x: Tensor, size: number): Tensor {
  return apply('AveragePool', [x], { kernel_shape: [size, size], strides: [size, size] });
}
/** Each pixel repeated factor x factor times: (N, C, H, W) to (N, C, factor·H, factor·W). */
export function resizeNearest(x: Tensor, factor: number): Tensor {
  return apply('Resize', [x], { scales: [1, 1, factor, factor] });
}
/** x (N, C, H, W) at another size: what lies between the middles of two pixels is between them, linearly. */
export function resizeLinear(x: Tensor, height: number, width: number): Tensor {
  return apply('Resize', [x], { sizes: [height, width] });
}
/** (N, C, H, W) to (N, b²·C, H/b, W/b), a pixel's place in its block outermost; H and W must be multiples of b. */
export function spaceToDepth(x: Tensor, blocksize: number): Tensor {
  return apply('SpaceToDepth', [x], { blocksize });
}
/** (N, b²·C, H, W) to (N, C, H·b, W·b): the inverse of {@link spaceToDepth}. */
export function depthToSpace(x: Tensor, blocksize: number): Tensor {
  return apply('DepthToSpace', [x], { blocksize, mode: 'DCR' });
}

/** The same data in another shape; one dimension may be -1. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  return apply('Reshape', [x], { shape });
}
/** Axes of size 1 repeated up to a shape of the same rank. */
export function expand(x: Tensor, shape: readonly number[]): Tensor {
  return apply('Expand', [x], { shape });
}
/** Axes in another order. */
export function transpose(x: Tensor, perm: readonly number[]): Tensor {
  return apply('Transpose', [x], { perm });
}
/** Tensors joined along one axis. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  return apply('Concat', parts, { axis });
}

/** The end of a slice that runs to the end of the axis. */
export const TO_END = Number.MAX_SAFE_INTEGER;

/** x[starts:ends:steps] on the given axes; {@link TO_END} and negative indices as in NumPy. */
export function slice(
  x: Tensor,
  axes: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  steps: readonly number[] = axes.map(() => 1),
): Tensor {
  return apply('Slice', [x], { axes, starts, ends, steps });
}
/** The axes in reverse: a slice with steps of -1. */
export function flip(x: Tensor, axes: readonly number[]): Tensor {
  return slice(x, axes, axes.map(() => -1), axes.map(() => -TO_END), axes.map(() => -1)); // prettier-ignore
}

export type PadMode = 'constant' | 'reflect' | 'edge';

/** Pads before and after each axis: `pads` is [begin of each axis…, end of each axis…]. */
export function pad(x: Tensor, pads: readonly number[], mode: PadMode = 'constant'): Tensor {
  return apply('Pad', [x], { pads, mode });
}
/** Pads rows and columns of (N, C, H, W): [top, left, bottom, right]. */
export function pad2d(x: Tensor, pads: readonly [number, number, number, number], mode: PadMode): Tensor {
  const [top, left, bottom, right] = pads;
  return pad(x, [0, 0, top, left, 0, 0, bottom, right], mode);
}

/** Sum over axes, all unless told; they go, or stay as ones. */
export function sum(x: Tensor, axes: readonly number[] = allAxes(x), keepdims = false): Tensor {
  return apply('ReduceSum', [x], { axes, keepdims: keepdims ? 1 : 0 });
}
/** Mean over axes, all unless told; they go, or stay as ones. */
export function mean(x: Tensor, axes: readonly number[] = allAxes(x), keepdims = false): Tensor {
  return apply('ReduceMean', [x], { axes, keepdims: keepdims ? 1 : 0 });
}
/** Running sum along an axis, from its start or, in reverse, from its end; each element counts itself. */
export function cumulativeSum(x: Tensor, axis: number, reverse = false): Tensor {
  return apply('CumSum', [x], { axis: [axis], reverse: reverse ? 1 : 0 });
}
/** Matrix product of the last two axes, the others broadcasting. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return apply('MatMul', [a, b]);
}
/**
 * Instance normalisation (Ulyanov et al. 2016a, eq. 4): each channel of each picture to mean 0 and
 * variance 1, then scaled by `scale` (C) and shifted by `bias` (C). x is (N, C, H, W).
 */
export function instanceNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  return apply('InstanceNormalization', [x, scale, bias], { epsilon });
}

/** As many ones as x has elements, where its size may be free. x must be finite. */
export function onesLike(x: Tensor): Tensor {
  return add(mul(x, 0), 1);
}

/** A float32 constant of one value everywhere. */
export function full(shape: readonly number[], value: number): Tensor {
  return constant(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value), shape);
}

/** Sums a gradient over the axes along which a value of `shape` was broadcast. */
export function unbroadcast(gradient: Tensor, shape: Shape): Tensor {
  const extra = gradient.shape.length - shape.length;
  const stretched = gradient.shape.flatMap((dim, axis) =>
    axis < extra || (shape[axis - extra] === 1 && dim !== 1) ? [axis] : [],
  );
  if (stretched.length === 0) return gradient;
  const summed = sum(gradient, stretched, true);
  return extra > 0 ? reshape(summed, shape.map((dim) => fixedDim(dim, 'a broadcast input'))) : summed; // prettier-ignore
}

/** Rows and columns of (N, C, H, W) cropped by [top, left, bottom, right]. */
export function crop2d(
  x: Tensor,
  [top, left, bottom, right]: readonly [number, number, number, number],
): Tensor {
  const end = (axis: 2 | 3, cut: number): number => {
    const dim = affine(x.shape[axis]!, 1, -cut);
    return typeof dim === 'number' ? dim : cut === 0 ? TO_END : -cut;
  };
  return slice(x, [2, 3], [top, left], [end(2, bottom), end(3, right)]);
}

function allAxes(x: Tensor): number[] {
  return x.shape.map((_, axis) => axis);
}
