/** Test support: cases of sums, means, matrix products and instance normalisation. */
import * as tf from '@tensorflow/tfjs-core';
import * as g from '../index.ts';
import type { OperatorCase } from './checkOperator.ts';

/** A product with ones in place of a sum, axis by axis. */
function summed(x: tf.Tensor, axes: readonly number[], keep: boolean): tf.Tensor {
  const rank = x.shape.length;
  const from = axes.map((axis) => (axis + rank) % rank);
  const kept = x.shape.flatMap((_, axis) => (from.includes(axis) ? [] : [axis]));
  const size = (list: readonly number[]): number => list.reduce((a, axis) => a * x.shape[axis]!, 1);
  const rows = tf.reshape<tf.Rank.R2>(tf.transpose(x, [...kept, ...from]), [size(kept), size(from)]);
  const product = tf.matMul(rows, tf.ones<tf.Rank.R2>([size(from), 1]));
  const dims = x.shape.flatMap((dim, axis) => (from.includes(axis) ? (keep ? [1] : []) : [dim]));
  return tf.reshape(product, dims);
}

const REDUCTIONS: readonly (readonly [string, readonly number[], readonly number[], boolean])[] = [
  ['over everything', [2, 3, 2], [0, 1, 2], false],
  ['over everything, kept', [2, 3], [0, 1], true],
  ['over the picture, kept', [2, 2, 3, 4], [2, 3], true],
  ['over the picture', [1, 2, 3, 4], [2, 3], false],
  ['over negative axes', [2, 3, 4], [-1, -3], false],
  ['over a negative axis, kept', [2, 3, 4], [-2], true],
  ['over an axis of one', [3, 1], [1], false],
  ['over axes in another order', [2, 3, 4], [2, 0], true],
];

const reductions = REDUCTIONS.flatMap(([name, shape, axes, keep]): OperatorCase[] => {
  const count = axes.reduce((product, axis) => product * shape.at(axis)!, 1);
  return [
    {
      op: 'ReduceSum',
      name,
      inputs: [shape],
      build: (x) => g.sum(x, axes, keep),
      reference: (x) => summed(x, axes, keep),
    },
    {
      op: 'ReduceMean',
      name,
      inputs: [shape],
      build: (x) => g.mean(x, axes, keep),
      reference: (x) => tf.div(summed(x, axes, keep), count),
    },
  ];
});

/** A running sum as a product with a triangle of ones. */
function running(x: tf.Tensor, axis: number, reverse: boolean): tf.Tensor {
  const size = x.shape[axis]!;
  const order = [...x.shape.keys()].filter((other) => other !== axis);
  const triangle = tf.tensor2d(
    Array.from({ length: size }, (_, from) =>
      Array.from({ length: size }, (__, to) => ((reverse ? from >= to : from <= to) ? 1 : 0)),
    ),
  );
  const rows = tf.reshape<tf.Rank.R2>(tf.transpose(x, [...order, axis]), [-1, size]);
  const product = tf.reshape(tf.matMul(rows, triangle), [...order.map((other) => x.shape[other]!), size]);
  const back = [...order, axis];
  return tf.transpose(product, x.shape.map((_, i) => back.indexOf(i))); // prettier-ignore
}

const RUNNING: readonly (readonly [string, readonly number[], number, boolean])[] = [
  ['of a list', [5], 0, false],
  ['along rows', [2, 3, 4], 2, false],
  ['along the first axis, from its end', [3, 2], 0, true],
  ['in the middle, from its end', [1, 2, 4, 3], 2, true],
  ['along an axis of one', [2, 1], 1, false],
];

const runningSums = RUNNING.map(([name, shape, axis, reverse]): OperatorCase => ({
  op: 'CumSum',
  name,
  inputs: [shape],
  build: (x) => g.cumulativeSum(x, axis, reverse),
  reference: (x) => running(x, axis, reverse),
}));

/** Each product by itself, so that no broadcasting of TensorFlow.js is trusted. */
function products(a: tf.Tensor, b: tf.Tensor, batch: readonly number[]): tf.Tensor {
  const rank = batch.length + 2;
  const wide = (x: tf.Tensor): tf.Tensor => {
    const shape = [...new Array<number>(rank - x.rank).fill(1), ...x.shape];
    return tf.tile(tf.reshape(x, shape), shape.map((dim, i) => (i < batch.length ? batch[i]! / dim : 1))); // prettier-ignore
  };
  const [left, right] = [wide(a), wide(b)];
  const [rows, inner] = left.shape.slice(-2) as [number, number];
  const columns = right.shape.at(-1)!;
  const count = batch.reduce((x, y) => x * y, 1);
  const each = Array.from({ length: count }, (_, i) =>
    tf.matMul(
      tf.reshape<tf.Rank.R2>(tf.slice(tf.reshape(left, [count, rows, inner]), [i, 0, 0], [1, rows, inner]), [rows, inner]),
      tf.reshape<tf.Rank.R2>(tf.slice(tf.reshape(right, [count, inner, columns]), [i, 0, 0], [1, inner, columns]), [inner, columns]),
    ),
  ); // prettier-ignore
  return tf.reshape(tf.stack(each), [...batch, rows, columns]);
}

const matmuls = ([
  ['of matrices', [2, 3], [3, 4], []],
  ['of two batches', [2, 2, 3], [2, 3, 2], [2]],
  ['of a matrix and a batch', [2, 3], [2, 3, 1], [2]],
  ['of a batch and a matrix', [3, 1, 2], [2, 2], [3]],
  ['of batches that broadcast each other', [2, 1, 2, 3], [1, 3, 3, 2], [2, 3]],
] as const).map(([name, a, b, batch]): OperatorCase => ({
  op: 'MatMul', name, inputs: [a, b], build: (x, y) => g.matmul(x, y), reference: (x, y) => products(x, y, batch),
})); // prettier-ignore

const gram: OperatorCase = {
  op: 'MatMul',
  name: 'of a value with its own transpose',
  inputs: [[2, 3, 4]],
  build: (x) => g.matmul(x, g.transpose(x, [0, 2, 1])),
  reference: (x) => products(x, tf.transpose(x, [0, 2, 1]), [2]),
};

const normalisations = ([
  ['of one picture', [1, 2, 3, 4], 1e-5],
  ['of a batch', [2, 3, 4, 2], 1e-5],
  ['with a large epsilon', [1, 1, 2, 3], 0.5],
] as const).map(([name, shape, epsilon]): OperatorCase => ({
  op: 'InstanceNormalization',
  name,
  inputs: [shape, [shape[1]], [shape[1]]],
  build: (x, scale, bias) => g.instanceNorm(x, scale, bias, epsilon),
  reference: (x, scale, bias) => {
    const count = shape[2] * shape[3];
    const centred = tf.sub(x, tf.div(summed(x, [2, 3], true), count));
    const variance = tf.div(summed(tf.square(centred), [2, 3], true), count);
    const normal = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(normal, tf.reshape(scale, [1, -1, 1, 1])), tf.reshape(bias, [1, -1, 1, 1]));
  },
})); // prettier-ignore

/** Cases of every operator in `operators/reduction.ts` and `operators/normalisation.ts`. */
export const reductionCases: readonly OperatorCase[] = [
  ...reductions,
  ...runningSums,
  ...matmuls,
  gram,
  ...normalisations,
];
