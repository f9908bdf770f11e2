/** Test support: cases of the operators that work on each element by itself. */
import * as tf from '@tensorflow/tfjs-core';
import * as g from '../index.ts';
import type { CaseInput, OperatorCase } from './checkOperator.ts';

type Shapes = readonly [a: readonly number[], b: readonly number[]];

/** Broadcasting in each direction, and not at all. */
const BROADCASTS: readonly (readonly [string, Shapes])[] = [
  ['of one shape', [[2, 3], [2, 3]]],
  ['broadcasts the first', [[3], [2, 3]]],
  ['broadcasts the second', [[2, 3, 4], [3, 1]]],
  ['broadcasts both', [[3, 1], [1, 4]]],
  ['takes a scalar on the left', [[], [2, 2]]],
  ['takes a scalar on the right', [[2, 1, 2], []]],
  ['broadcasts over a batch', [[2, 3, 2, 2], [1, 3, 1, 1]]],
]; // prettier-ignore

type Binary = 'Add' | 'Sub' | 'Mul' | 'Div' | 'Min' | 'Max';
const BINARY: Readonly<Record<Binary, [(a: g.Tensor, b: g.Tensor) => g.Tensor, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor]>> = {
  Add: [g.add, (a, b) => tf.add(a, b)],
  Sub: [g.sub, (a, b) => tf.sub(a, b)],
  Mul: [g.mul, (a, b) => tf.mul(a, b)],
  Div: [g.div, (a, b) => tf.mul(a, tf.reciprocal(b))],
  Min: [g.min, (a, b) => tf.sub(a, tf.relu(tf.sub(a, b)))],
  Max: [g.max, (a, b) => tf.add(a, tf.relu(tf.sub(b, a)))],
}; // prettier-ignore

/** Values that keep both inputs off kinks and poles: ties of Min and Max are tested by a sentence. */
function valuesFor(op: Binary, [a, b]: Shapes): CaseInput[] {
  if (op === 'Min' || op === 'Max') return [{ shape: a, values: 'whole' }, { shape: b, values: 'half' }]; // prettier-ignore
  return [{ shape: a }, op === 'Div' ? { shape: b, values: 'positive' } : { shape: b }];
}

const binaries = (Object.keys(BINARY) as Binary[]).flatMap((op) =>
  BROADCASTS.map(([name, shapes]): OperatorCase => {
    const [build, reference] = BINARY[op];
    return {
      op,
      name,
      inputs: valuesFor(op, shapes),
      build: (a, b) => build(a, b),
      reference: (a, b) => reference(a, b),
    };
  }),
);

function unary(
  op: g.OperatorName,
  build: (x: g.Tensor) => g.Tensor,
  reference: (x: tf.Tensor) => tf.Tensor,
  values?: CaseInput['values'],
): OperatorCase[] {
  return [[], [5], [2, 3, 2, 2]].map((shape) => ({
    op,
    name: `of rank ${shape.length}`,
    inputs: [values === undefined ? { shape } : { shape, values }],
    build: (x) => build(x),
    reference: (x) => reference(x),
  }));
}

const truncated = (x: tf.Tensor): tf.Tensor => tf.mul(tf.sign(x), tf.floor(tf.abs(x)));

/** Cases of every operator in `operators/elementwise.ts`. */
export const elementwiseCases: readonly OperatorCase[] = [
  ...binaries,
  ...unary('Neg', g.neg, (x) => tf.mul(x, -1)),
  ...unary('Abs', g.abs, (x) => tf.sqrt(tf.square(x))),
  ...unary('Sign', g.sign, (x) => tf.sign(x)),
  ...unary('Sqrt', g.sqrt, (x) => tf.pow(x, 0.5), 'positive'),
  ...unary('Sin', g.sin, (x) => tf.cos(tf.sub(x, Math.PI / 2))),
  ...unary('Relu', g.relu, (x) => tf.maximum(x, 0)),
  ...unary('Tanh', g.tanh, (x) => tf.sub(1, tf.div(2, tf.add(tf.exp(tf.mul(x, 2)), 1)))),
  ...unary('Sigmoid', g.sigmoid, (x) => tf.reciprocal(tf.add(tf.exp(tf.neg(x)), 1))),
  ...unary('Cast', (x) => g.cast(x, 'float32'), (x) => tf.clone(x)),
  ...unary('Cast', (x) => g.cast(g.cast(x, 'int32'), 'float32'), truncated, 'half'),
  ...unary('Cast', (x) => g.cast(g.cast(x, 'bool'), 'float32'), (x) => tf.abs(tf.sign(x))),
  ...unary('Cast', (x) => g.cast(g.cast(g.abs(x), 'uint8'), 'float32'), (x) => tf.floor(tf.abs(x)), 'half'),
]; // prettier-ignore
