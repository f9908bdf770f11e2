/**
 * How TensorFlow.js computes each operator: a row an operator. Values are laid out as in our graphs,
 * (N, C, H, W); convolutions and pooling are turned to (N, H, W, C) and back, the only layout that all
 * of TensorFlow.js's backends know. 8-bit and 64-bit integers are held as int32, which is all it has.
 */
import type * as Core from '@tensorflow/tfjs-core';
import { TO_END, type Attributes, type OperatorName } from '../graph/index.ts';

/** TensorFlow.js, from whichever package. */
export type TensorFlow = typeof Core;

type Row = (tf: TensorFlow, inputs: Core.Tensor[], attributes: Attributes) => Core.Tensor;

type Pair = readonly [number, number];
type Edges = readonly [number, number, number, number];

// The graph's own rules have checked every attribute.
const ints = (attributes: Attributes, name: string): readonly number[] =>
  attributes[name] as readonly number[];
const pair = (attributes: Attributes, name: string): Pair => attributes[name] as unknown as Pair;
const edges = (attributes: Attributes): Edges => attributes['pads'] as unknown as Edges;
const num = (attributes: Attributes, name: string): number => attributes[name] as number;

const toChannelsLast = (tf: TensorFlow, x: Core.Tensor): Core.Tensor4D =>
  tf.transpose(x as Core.Tensor4D, [0, 2, 3, 1]);
const toChannelsFirst = (tf: TensorFlow, x: Core.Tensor): Core.Tensor => tf.transpose(x, [0, 3, 1, 2]);

const unary =
  (op: (tf: TensorFlow, x: Core.Tensor) => Core.Tensor): Row =>
  (tf, [x]) =>
    op(tf, x!);
const binary =
  (op: (tf: TensorFlow, a: Core.Tensor, b: Core.Tensor) => Core.Tensor): Row =>
  (tf, [a, b]) =>
    op(tf, a!, b!);

/** How to compute each operator of the graph's table. */
export const ROWS: Readonly<Record<OperatorName, Row>> = {
  Add: binary((tf, a, b) => tf.add(a, b)),
  Sub: binary((tf, a, b) => tf.sub(a, b)),
  Mul: binary((tf, a, b) => tf.mul(a, b)),
  Div: binary((tf, a, b) => tf.div(a, b)),
  Min: binary((tf, a, b) => tf.minimum(a, b)),
  Max: binary((tf, a, b) => tf.maximum(a, b)),
  Neg: unary((tf, x) => tf.neg(x)),
  Abs: unary((tf, x) => tf.abs(x)),
  Sign: unary((tf, x) => tf.sign(x)),
  Sqrt: unary((tf, x) => tf.sqrt(x)),
  Sin: unary((tf, x) => tf.sin(x)),
  Relu: unary((tf, x) => tf.relu(x)),
  Tanh: unary((tf, x) => tf.tanh(x)),
  Sigmoid: unary((tf, x) => tf.sigmoid(x)),
  Cast: (tf, [x], attributes) => {
    const to = attributes['to'] as string;
    return tf.cast(x!, to === 'float32' || to === 'bool' ? to : 'int32');
  },

  Conv(tf, [x, weight, bias], attributes) {
    const padded = padEdges(tf, toChannelsLast(tf, x!), edges(attributes));
    // (O, I, kh, kw) to (kh, kw, I, O); of a depthwise one, whose I is 1, to (kh, kw, O, 1).
    const depthwise = attributes['group'] !== undefined && attributes['group'] !== 1;
    const order = depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0];
    const kernel = dilate(tf, tf.transpose(weight!, order), pair(attributes, 'dilations'));
    const convolve = depthwise ? tf.depthwiseConv2d : tf.conv2d;
    const y = convolve(padded, kernel, [...pair(attributes, 'strides')], 'valid');
    return toChannelsFirst(tf, bias ? tf.add(y, bias) : y);
  },
  ConvTranspose(tf, [x, weight], attributes) {
    const [strides, extra] = [pair(attributes, 'strides'), pair(attributes, 'output_padding')];
    const [top, left, bottom, right] = edges(attributes);
    // (O, I, kh, kw) to what TensorFlow.js wants of a transpose: (kh, kw, result channels, input channels).
    const kernel = dilate(tf, tf.transpose(weight!, [2, 3, 1, 0]), pair(attributes, 'dilations'));
    const [kh, kw, channels] = kernel.shape;
    const [n, , h, w] = x!.shape as [number, number, number, number];
    const size: Pair = [(h - 1) * strides[0] + kh, (w - 1) * strides[1] + kw];
    const whole = tf.conv2dTranspose(
      toChannelsLast(tf, x!),
      kernel,
      [n, ...size, channels],
      [...strides],
      'valid',
    );
    // Rows and columns that no kernel reaches are zeros; then the padding comes off.
    const extended = tf.pad(whole, [[0, 0], [0, extra[0]], [0, extra[1]], [0, 0]]); // prettier-ignore
    const kept: Pair = [size[0] + extra[0] - top - bottom, size[1] + extra[1] - left - right];
    return toChannelsFirst(tf, tf.slice(extended, [0, top, left, 0], [n, ...kept, channels]));
  },
  AveragePool(tf, [x], attributes) {
    const [kernel, strides] = [pair(attributes, 'kernel_shape'), pair(attributes, 'strides')];
    return toChannelsFirst(tf, tf.avgPool(toChannelsLast(tf, x!), [...kernel], [...strides], 'valid'));
  },
  /** Repeats by tiling: TensorFlow.js's own resizing multiplies positions in floating point. */
  Resize(tf, [x], attributes) {
    if (attributes['sizes'] !== undefined) {
      const size = pair(attributes, 'sizes');
      const smooth = tf.image.resizeBilinear(toChannelsLast(tf, x!), [...size], false, true);
      return toChannelsFirst(tf, smooth);
    }
    const [, , fy, fx] = ints(attributes, 'scales') as readonly [number, number, number, number];
    const [n, c, h, w] = x!.shape as [number, number, number, number];
    const tiled = tf.tile(tf.reshape(x!, [n * c * h, 1, w, 1]), [1, fy, 1, fx]);
    return tf.reshape(tiled, [n, c, h * fy, w * fx]);
  },

  Reshape: (tf, [x], attributes) => tf.reshape(x!, [...ints(attributes, 'shape')]),
  Expand: (tf, [x], attributes) => tf.broadcastTo(x!, [...ints(attributes, 'shape')]),
  Transpose: (tf, [x], attributes) => tf.transpose(x!, [...ints(attributes, 'perm')]),
  Concat: (tf, inputs, attributes) => tf.concat(inputs, num(attributes, 'axis')),
  Slice: (tf, [x], attributes) =>
    ints(attributes, 'axes').reduce((rest, axis, i) => {
      const [start, end, step] = [ints(attributes, 'starts')[i]!, ints(attributes, 'ends')[i]!, ints(attributes, 'steps')[i]!]; // prettier-ignore
      return sliceAxis(tf, rest, axis < 0 ? axis + rest.rank : axis, start, end, step);
    }, x!),
  Pad(tf, [x], attributes) {
    const pads = ints(attributes, 'pads');
    const around = (axis: number): [number, number] => [pads[axis]!, pads[axis + x!.rank]!];
    if (attributes['mode'] === 'constant') return tf.pad(x!, x!.shape.map((_, axis) => around(axis))); // prettier-ignore
    return x!.shape.reduce((rest, size, axis) => {
      const [before, after] = around(axis);
      if (before === 0 && after === 0) return rest;
      return tf.gather(rest, tf.tensor1d(borderIndices(size, before, after, attributes['mode'] === 'reflect'), 'int32'), axis); // prettier-ignore
    }, x!);
  },
  SpaceToDepth(tf, [x], attributes) {
    const b = num(attributes, 'blocksize');
    const [n, c, h, w] = x!.shape as [number, number, number, number];
    const blocks = tf.transpose(tf.reshape(x!, [n, c, h / b, b, w / b, b]), [0, 3, 5, 1, 2, 4]);
    return tf.reshape(blocks, [n, c * b * b, h / b, w / b]);
  },
  DepthToSpace(tf, [x], attributes) {
    const b = num(attributes, 'blocksize');
    const [n, c, h, w] = x!.shape as [number, number, number, number];
    const blocks = tf.transpose(tf.reshape(x!, [n, b, b, c / (b * b), h, w]), [0, 3, 4, 1, 5, 2]);
    return tf.reshape(blocks, [n, c / (b * b), h * b, w * b]);
  },

  ReduceSum: (tf, [x], attributes) =>
    tf.sum(x!, [...ints(attributes, 'axes')], num(attributes, 'keepdims') === 1),
  ReduceMean: (tf, [x], attributes) =>
    tf.mean(x!, [...ints(attributes, 'axes')], num(attributes, 'keepdims') === 1),
  CumSum: (tf, [x], attributes) =>
    tf.cumsum(x!, ints(attributes, 'axis')[0], false, num(attributes, 'reverse') === 1),
  /** Leading axes are broadcast beforehand: the plain backend confuses [2, 1] with [1, 2]. */
  MatMul(tf, [a, b]) {
    const [rows, inner] = a!.shape.slice(-2) as [number, number];
    const columns = b!.shape.at(-1)!;
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    const product = tf.matMul(
      tf.reshape<Core.Rank.R3>(tf.broadcastTo(a!, [...batch, rows, inner]), [-1, rows, inner]),
      tf.reshape<Core.Rank.R3>(tf.broadcastTo(b!, [...batch, inner, columns]), [-1, inner, columns]),
    );
    return tf.reshape(product, [...batch, rows, columns]);
  },
  InstanceNormalization(tf, [x, scale, bias], attributes) {
    const { mean, variance } = tf.moments(x!, [2, 3], true);
    const normal = tf.mul(tf.sub(x!, mean), tf.rsqrt(tf.add(variance, num(attributes, 'epsilon'))));
    return tf.add(tf.mul(normal, tf.reshape(scale!, [1, -1, 1, 1])), tf.reshape(bias!, [1, -1, 1, 1]));
  },
};

/** Zeros around rows and columns of (N, H, W, C). */
function padEdges(tf: TensorFlow, x: Core.Tensor4D, [top, left, bottom, right]: Edges): Core.Tensor4D {
  if (top + left + bottom + right === 0) return x;
  return tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]]); // prettier-ignore
}

/** A kernel with zeros between its taps: TensorFlow.js cannot stride and dilate at once. */
function dilate(tf: TensorFlow, kernel: Core.Tensor, [dy, dx]: Pair): Core.Tensor4D {
  const [kh, kw, i, o] = kernel.shape as [number, number, number, number];
  if (dy === 1 && dx === 1) return kernel as Core.Tensor4D;
  const rows = tf.pad(tf.reshape(kernel, [kh, 1, kw, i * o]), [[0, 0], [0, dy - 1], [0, 0], [0, 0]]); // prettier-ignore
  const taps = tf.pad(tf.reshape(rows, [kh * dy, kw, 1, i * o]), [[0, 0], [0, 0], [0, dx - 1], [0, 0]]); // prettier-ignore
  const spread = tf.reshape<Core.Rank.R4>(taps, [kh * dy, kw * dx, i, o]);
  return tf.slice(spread, [0, 0, 0, 0], [(kh - 1) * dy + 1, (kw - 1) * dx + 1, i, o]);
}

/** start:end:step along one axis, as NumPy means it. */
function sliceAxis(
  tf: TensorFlow,
  x: Core.Tensor,
  axis: number,
  start: number,
  end: number,
  step: number,
): Core.Tensor {
  const size = x.shape[axis]!;
  if (step < 0) {
    // Read from the other end: index i becomes size-1-i.
    const turned = (index: number): number => (index < 0 ? -index - 1 : size - 1 - index);
    return sliceAxis(
      tf,
      tf.reverse(x, axis),
      axis,
      turned(start),
      end <= -TO_END ? TO_END : turned(end),
      -step,
    );
  }
  const clamp = (index: number): number => Math.min(Math.max(index < 0 ? index + size : index, 0), size);
  const [first, last] = [clamp(start), clamp(end)];
  const [begin, count] = [x.shape.map(() => 0), [...x.shape]];
  begin[axis] = first;
  count[axis] = Math.max(0, last - first);
  if (step === 1) return tf.slice(x, begin, count);
  const picked = Array.from({ length: Math.ceil(count[axis] / step) }, (_, i) => first + i * step);
  return tf.gather(x, tf.tensor1d(picked, 'int32'), axis);
}

/** Which element each place of a padded axis takes. */
function borderIndices(size: number, before: number, after: number, reflect: boolean): number[] {
  return Array.from({ length: before + size + after }, (_, i) => {
    const at = i - before;
    if (!reflect) return Math.min(Math.max(at, 0), size - 1);
    const positive = Math.abs(at);
    return positive < size ? positive : 2 * (size - 1) - positive;
  });
}
