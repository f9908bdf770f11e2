/** Test support: cases of convolution, its transpose, pooling and resizing. */
import * as tf from '@tensorflow/tfjs-core';
import * as g from '../index.ts';
import type { OperatorCase } from './checkOperator.ts';

type Four = readonly [number, number, number, number];

/** `count` indices from `start` on, `step` apart, along one axis; has a gradient, unlike a strided slice. */
function every(x: tf.Tensor, axis: number, start: number, count: number, step: number): tf.Tensor {
  const indices = Array.from({ length: count }, (_, i) => start + i * step);
  return tf.gather(x, tf.tensor1d(indices, 'int32'), axis);
}

/** Convolution by its definition: for each tap of the kernel, a matrix product with the shifted picture. */
function convolve(x: tf.Tensor, weight: tf.Tensor, options: g.ConvOptions): tf.Tensor {
  const [top, left, bottom, right] = options.pads ?? [0, 0, 0, 0];
  const [sy, sx] = options.strides ?? [1, 1];
  const [dy, dx] = options.dilations ?? [1, 1];
  const padded = tf.pad(x, [[0, 0], [0, 0], [top, bottom], [left, right]]); // prettier-ignore
  const [n, channels, h, w] = padded.shape as unknown as Four;
  const [o, , kh, kw] = weight.shape as unknown as Four;
  const [oh, ow] = [
    Math.floor((h - dy * (kh - 1) - 1) / sy) + 1,
    Math.floor((w - dx * (kw - 1) - 1) / sx) + 1,
  ];
  let result: tf.Tensor = tf.zeros([n, o, oh * ow]);
  for (let ky = 0; ky < kh; ky++) {
    for (let kx = 0; kx < kw; kx++) {
      const shifted = every(every(padded, 2, ky * dy, oh, sy), 3, kx * dx, ow, sx);
      const tap = tf.reshape(tf.slice(weight, [0, 0, ky, kx], [o, channels, 1, 1]), [1, o, channels]);
      const product = tf.matMul(tf.tile(tap, [n, 1, 1]), tf.reshape(shifted, [n, channels, oh * ow]));
      result = tf.add(result, product);
    }
  }
  return tf.reshape(result, [n, o, oh, ow]);
}

const CONVOLUTIONS: readonly (readonly [string, x: Four, weight: Four, g.ConvOptions])[] = [
  ['1x1', [1, 2, 3, 4], [3, 2, 1, 1], {}],
  ['1x1 with a stride', [1, 2, 5, 4], [3, 2, 1, 1], { strides: [2, 2] }],
  ['3x3 without a border', [1, 2, 5, 6], [2, 2, 3, 3], {}],
  ['3x3 with a border, batch of 2', [2, 2, 4, 5], [3, 2, 3, 3], { pads: [1, 1, 1, 1] }],
  ['3x3 with a border on some sides', [1, 1, 5, 4], [2, 1, 3, 3], { pads: [2, 0, 1, 1] }],
  ['a border wider than the kernel', [1, 1, 3, 3], [1, 1, 2, 2], { pads: [3, 2, 1, 3] }],
  ['strides of 2 that meet the edge', [1, 2, 7, 5], [2, 2, 3, 3], { strides: [2, 2] }],
  ['strides of 2 that leave a rest', [2, 1, 8, 6], [2, 1, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['strides that differ, a border on some sides', [1, 2, 9, 7], [1, 2, 3, 2], { strides: [3, 2], pads: [0, 1, 2, 0] }],
  ['a stride wider than the kernel', [1, 1, 8, 8], [2, 1, 2, 2], { strides: [3, 3] }],
  ['6x6 with a stride', [1, 1, 14, 10], [2, 1, 6, 6], { strides: [4, 2], pads: [1, 1, 1, 1] }],
  ['9x9 as in Johnson et al.', [1, 1, 10, 9], [1, 1, 9, 9], { pads: [4, 4, 4, 4] }],
  ['dilated', [1, 2, 7, 8], [2, 2, 3, 3], { dilations: [2, 3], pads: [1, 2, 0, 3] }],
  ['dilated with strides', [1, 1, 9, 10], [2, 1, 2, 3], { dilations: [3, 2], strides: [2, 2] }],
]; // prettier-ignore

const convolutions = CONVOLUTIONS.flatMap(([name, x, weight, options]): OperatorCase[] => [
  {
    op: 'Conv',
    name,
    inputs: [x, weight],
    build: (a, b) => g.conv(a, b, null, options),
    reference: (a, b) => convolve(a, b, options),
  },
  {
    op: 'Conv',
    name: `${name}, with a bias`,
    inputs: [x, weight, [weight[0]]],
    build: (a, b, c) => g.conv(a, b, c, options),
    reference: (a, b, c) => tf.add(convolve(a, b, options), tf.reshape(c, [1, -1, 1, 1])),
  },
]);

/** Kernels of single channels as a dense weight whose other taps are zero. */
function spread(weight: tf.Tensor): tf.Tensor {
  const [channels] = weight.shape as unknown as Four;
  return tf.mul(weight, tf.reshape(tf.eye(channels), [channels, channels, 1, 1]));
}

const DEPTHWISE: readonly (readonly [string, x: Four, weight: Four, g.ConvOptions, gradient?: false])[] = [
  ['depthwise 3x3', [1, 3, 4, 5], [3, 1, 3, 3], {}],
  ['depthwise with a border, batch of 2', [2, 2, 4, 5], [2, 1, 3, 3], { pads: [1, 1, 1, 1] }],
  ['depthwise with a border on some sides', [1, 2, 5, 4], [2, 1, 3, 2], { pads: [2, 0, 1, 1] }],
  ['depthwise and dilated', [1, 2, 7, 8], [2, 1, 2, 3], { dilations: [3, 2] }],
  ['depthwise with strides', [1, 2, 7, 6], [2, 1, 3, 3], { strides: [2, 2] }, false],
]; // prettier-ignore

const depthwise = DEPTHWISE.map(([name, x, weight, options, gradient]): OperatorCase => ({
  op: 'Conv',
  name,
  inputs: [x, weight, [weight[0]]],
  build: (a, b, c) => g.depthwiseConv(a, b, c, options),
  reference: (a, b, c) => tf.add(convolve(a, spread(b), options), tf.reshape(c, [1, -1, 1, 1])),
  ...(gradient === false && { gradient }),
}));

/** The transpose of a convolution is what takes the gradient of its result back to its input. */
function transposed(x: tf.Tensor, weight: tf.Tensor, shape: Four, options: g.ConvOptions): tf.Tensor {
  const back = tf.grad((z: tf.Tensor) => convolve(z, weight, options));
  return back(tf.zeros(shape as unknown as number[]), x);
}

const transposes = CONVOLUTIONS.flatMap(([name, x, weight, options]): OperatorCase[] => {
  const [n, channels, height, width] = x;
  const [o, , kh, kw] = weight;
  const [[sy, sx], [dy, dx]] = [options.strides ?? [1, 1], options.dilations ?? [1, 1]];
  const [top, left, bottom, right] = options.pads ?? [0, 0, 0, 0];
  const free = (edge: number, k: number, d: number, pads: number): number => edge + pads - d * (k - 1) - 1;
  const [freeY, freeX] = [free(height, kh, dy, top + bottom), free(width, kw, dx, left + right)];
  const result: Four = [n, o, Math.floor(freeY / sy) + 1, Math.floor(freeX / sx) + 1];
  const outputPadding = [freeY % sy, freeX % sx] as const;
  return [
    {
      op: 'ConvTranspose',
      name,
      inputs: [result, [o, channels, kh, kw]],
      build: (a, b) => g.convTranspose(a, b, { ...options, outputPadding }),
      reference: (a, b) => transposed(a, b, x, options),
      gradient: false,
    },
  ];
});

function pooled(
  x: tf.Tensor,
  kernel: readonly [number, number],
  strides: readonly [number, number],
): tf.Tensor {
  const [, , h, w] = x.shape as unknown as Four;
  const count = (edge: number, axis: 0 | 1): number => Math.floor((edge - kernel[axis]) / strides[axis]) + 1;
  const taps: tf.Tensor[] = [];
  for (let ky = 0; ky < kernel[0]; ky++) {
    for (let kx = 0; kx < kernel[1]; kx++) {
      taps.push(every(every(x, 2, ky, count(h, 0), strides[0]), 3, kx, count(w, 1), strides[1]));
    }
  }
  return tf.div(tf.addN(taps), taps.length);
}

const pools: OperatorCase[] = (
  [
    [[1, 2, 4, 6], 2],
    [[2, 1, 5, 7], 2],
    [[1, 1, 7, 4], 3],
    [[1, 2, 3, 3], 1],
  ] as const
).map(([shape, size]) => ({
  op: 'AveragePool',
  name: `of ${size} on ${shape.join('x')}`,
  inputs: [shape],
  build: (x) => g.averagePool(x, size),
  reference: (x) => pooled(x, [size, size], [size, size]),
}));

/** Windows that overlap, which have no gradient rule. */
const overlapping: OperatorCase = {
  op: 'AveragePool',
  name: 'of windows that overlap',
  inputs: [[1, 2, 7, 6]],
  build: (x) => g.apply('AveragePool', [x], { kernel_shape: [3, 2], strides: [2, 1] }),
  reference: (x) => pooled(x, [3, 2], [2, 1]),
  gradient: false,
};

function repeated(x: tf.Tensor, fy: number, fx: number): tf.Tensor {
  const repeats = (axis: number, factor: number): tf.Tensor1D =>
    tf.tensor1d(Array.from({ length: x.shape[axis]! * factor }, (_, i) => Math.floor(i / factor)), 'int32'); // prettier-ignore
  return tf.gather(tf.gather(x, repeats(2, fy), 2), repeats(3, fx), 3);
}

const resizes: OperatorCase[] = [
  ...([1, 2, 3, 5] as const).map((factor): OperatorCase => ({
    op: 'Resize',
    name: `by ${factor}`,
    inputs: [[2, 2, 3, 4]],
    build: (x) => g.resizeNearest(x, factor),
    reference: (x) => repeated(x, factor, factor),
  })),
  {
    op: 'Resize',
    name: 'by factors that differ',
    inputs: [[1, 1, 2, 3]],
    build: (x) => g.apply('Resize', [x], { scales: [1, 1, 3, 2] }),
    reference: (x) => repeated(x, 3, 2),
    gradient: false,
  },
  ...(
    [
      ['larger', 9, 7],
      ['smaller', 3, 5],
      ['wider, and less high', 2, 8],
    ] as const
  ).map(([name, height, width]): OperatorCase => ({
    op: 'Resize',
    name: `between pixels, ${name}`,
    inputs: [[1, 2, 4, 6]],
    build: (x) => g.resizeLinear(x, height, width),
    reference: (x) => {
      const last = tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D;
      return tf.transpose(tf.image.resizeBilinear(last, [height, width], false, true), [0, 3, 1, 2]);
    },
    gradient: false,
  })),
];

/** Cases of every operator in `operators/convolution.ts`. */
export const convolutionCases: readonly OperatorCase[] = [
  ...convolutions,
  ...depthwise,
  ...transposes,
  ...pools,
  overlapping,
  ...resizes,
];
