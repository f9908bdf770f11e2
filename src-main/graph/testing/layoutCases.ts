/** Test support: cases of the operators that only move elements. */
import * as tf from '@tensorflow/tfjs-core';
import * as g from '../index.ts';
import type { OperatorCase } from './checkOperator.ts';

type Shape = readonly number[];

/** One input, one name. */
function one(
  op: g.OperatorName,
  name: string,
  shape: Shape,
  build: (x: g.Tensor) => g.Tensor,
  reference: (x: tf.Tensor) => tf.Tensor,
  gradient = true,
): OperatorCase {
  const base: OperatorCase = {
    op, name, inputs: [shape], build: (x) => build(x), reference: (x) => reference(x),
  }; // prettier-ignore
  return gradient ? base : { ...base, gradient: false };
}

const picked = (x: tf.Tensor, axis: number, indices: readonly number[]): tf.Tensor =>
  tf.gather(x, tf.tensor1d([...indices], 'int32'), axis);

/** Elements in an order that is worked out one by one, from the standard's words. */
function reordered(x: tf.Tensor, shape: number[], from: (at: number[]) => number[]): tf.Tensor {
  const offset = (at: number[], dims: Shape): number =>
    at.reduce((sum, index, i) => sum * dims[i]! + index, 0);
  const place = (flat: number): number[] => {
    const at: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    return at;
  };
  const order = Array.from({ length: x.size }, (_, i) => offset(from(place(i)), x.shape));
  return tf.reshape(picked(tf.reshape(x, [x.size]), 0, order), shape);
}

const depthToSpace: OperatorCase[] = ([[[1, 4, 2, 3], 2], [[2, 8, 1, 2], 2], [[1, 9, 2, 1], 3]] as const).map(
  ([shape, b]) => {
    const [n, c, h, w] = shape;
    const depth = c / (b * b);
    return one('DepthToSpace', `by ${b} from ${shape.join('x')}`, shape, (x) => g.depthToSpace(x, b), (x) =>
      reordered(x, [n, depth, h * b, w * b], ([i, d, y, z]) => [
        i!, ((y! % b) * b + (z! % b)) * depth + d!, Math.floor(y! / b), Math.floor(z! / b),
      ]));
  },
); // prettier-ignore

const spaceToDepth: OperatorCase[] = ([[[1, 1, 4, 6], 2], [[2, 3, 2, 4], 2], [[1, 2, 3, 6], 3]] as const).map(
  ([shape, b]) => {
    const [n, c, h, w] = shape;
    return one('SpaceToDepth', `by ${b} from ${shape.join('x')}`, shape, (x) => g.spaceToDepth(x, b), (x) =>
      reordered(x, [n, c * b * b, h / b, w / b], ([i, d, y, z]) => {
        const block = Math.floor(d! / c);
        return [i!, d! % c, y! * b + Math.floor(block / b), z! * b + (block % b)];
      }));
  },
); // prettier-ignore

const concats = ([
  ['along channels', [[1, 2, 2, 2], [1, 3, 2, 2]], 1],
  ['along the last axis, three of them', [[2, 1], [2, 3], [2, 2]], 1],
  ['along the batch', [[1, 3], [2, 3]], 0],
  ['of one alone', [[2, 2]], 1],
] as const).map(([name, inputs, axis]): OperatorCase => ({
  op: 'Concat', name, inputs, build: (...xs) => g.concat(xs, axis), reference: (...xs) => tf.concat(xs, axis),
})); // prettier-ignore

/** Zeros put around by joining them on, not by padding. */
function zerosAround(x: tf.Tensor, axis: number, before: number, after: number): tf.Tensor {
  const zeros = (count: number): tf.Tensor => tf.zeros(x.shape.map((dim, i) => (i === axis ? count : dim)));
  return tf.concat([zeros(before), x, zeros(after)].filter((part) => part.size > 0), axis); // prettier-ignore
}

/** Indices of a mirrored axis, written down by hand for an axis of 4. */
const MIRRORED = { '1,1': [1, 0, 1, 2, 3, 2], '3,2': [3, 2, 1, 0, 1, 2, 3, 2, 1], '0,3': [0, 1, 2, 3, 2, 1, 0], '2,0': [2, 1, 0, 1, 2, 3] }; // prettier-ignore

const reflections = Object.entries(MIRRORED).flatMap(([sides, indices]): OperatorCase[] => {
  const [before, after] = sides.split(',').map(Number) as [number, number];
  return [
    one('Pad', `mirrors rows ${sides}`, [1, 2, 4, 3], (x) => g.pad2d(x, [before, 0, after, 0], 'reflect'), (x) => picked(x, 2, indices)),
    one('Pad', `mirrors columns ${sides} of a batch`, [2, 1, 2, 4], (x) => g.pad2d(x, [0, before, 0, after], 'reflect'), (x) => picked(x, 3, indices)),
    one('Pad', `mirrors both ${sides}`, [1, 1, 4, 4], (x) => g.pad2d(x, [before, after, after, before], 'reflect'), (x) =>
      picked(picked(x, 2, indices), 3, MIRRORED[sides as '1,1'].map((i) => 3 - i).reverse())),
  ];
}); // prettier-ignore

/** Cases of every operator in `operators/layout.ts`. */
export const layoutCases: readonly OperatorCase[] = [
  one('Reshape', 'to fewer axes', [2, 3, 4], (x) => g.reshape(x, [6, 4]), (x) => tf.reshape(x, [6, 4])),
  one('Reshape', 'with one left open', [2, 6], (x) => g.reshape(x, [3, -1, 2]), (x) => tf.reshape(x, [3, 2, 2])),
  one('Reshape', 'to a scalar', [1, 1], (x) => g.reshape(x, []), (x) => tf.reshape(x, [])),
  one('Expand', 'over two axes', [1, 3, 1], (x) => g.expand(x, [2, 3, 4]), (x) => tf.tile(x, [2, 1, 4])),
  one('Expand', 'to what it is', [2, 3], (x) => g.expand(x, [2, 3]), (x) => tf.clone(x)),
  one('Transpose', 'of a matrix', [2, 3], (x) => g.transpose(x, [1, 0]), (x) => tf.transpose(x)),
  one('Transpose', 'around', [2, 3, 1, 4], (x) => g.transpose(x, [3, 1, 0, 2]), (x) => tf.transpose(x, [3, 1, 0, 2])),
  ...concats,
  one('Slice', 'of the middle', [2, 5, 4], (x) => g.slice(x, [1, 2], [1, 0], [4, 3]), (x) => picked(picked(x, 1, [1, 2, 3]), 2, [0, 1, 2])),
  one('Slice', 'counted from the end', [6], (x) => g.slice(x, [0], [-4], [-1]), (x) => picked(x, 0, [2, 3, 4])),
  one('Slice', 'of a negative axis, to the end', [2, 5], (x) => g.slice(x, [-1], [2], [g.TO_END]), (x) => picked(x, 1, [2, 3, 4])),
  one('Slice', 'beyond both ends', [4], (x) => g.slice(x, [0], [-9], [9]), (x) => tf.clone(x)),
  one('Slice', 'reversed', [2, 3, 4], (x) => g.flip(x, [0, 2]), (x) => tf.reverse(x, [0, 2])),
  one('Slice', 'reversed and cut at once', [3, 4], (x) => g.slice(x, [0, 1], [-1, 1], [-g.TO_END, 3], [-1, 1]), (x) => picked(picked(x, 0, [2, 1, 0]), 1, [1, 2])),
  one('Slice', 'in steps', [8, 7], (x) => g.slice(x, [0, 1], [1, 0], [8, 6], [3, 2]), (x) => picked(picked(x, 0, [1, 4, 7]), 1, [0, 2, 4]), false),
  one('Slice', 'in steps backwards', [8], (x) => g.slice(x, [0], [6], [0], [-2]), (x) => picked(x, 0, [6, 4, 2]), false),
  one('Slice', 'in steps backwards from the end', [7], (x) => g.slice(x, [0], [-2], [-7], [-3]), (x) => picked(x, 0, [5, 2]), false),
  one('Pad', 'with zeros on all sides', [1, 2, 2, 3], (x) => g.pad2d(x, [1, 2, 3, 0], 'constant'), (x) => zerosAround(zerosAround(x, 2, 1, 3), 3, 2, 0)),
  one('Pad', 'with zeros on the first axis', [2, 2], (x) => g.pad(x, [2, 0, 1, 0]), (x) => zerosAround(x, 0, 2, 1)),
  one('Pad', 'with nothing', [2, 2], (x) => g.pad(x, [0, 0, 0, 0]), (x) => tf.clone(x)),
  one('Pad', 'with its edge', [1, 1, 2, 3], (x) => g.pad2d(x, [1, 0, 2, 2], 'edge'), (x) => picked(picked(x, 2, [0, 0, 1, 1, 1]), 3, [0, 1, 2, 2, 2]), false),
  ...reflections,
  ...spaceToDepth,
  ...depthToSpace,
]; // prettier-ignore
