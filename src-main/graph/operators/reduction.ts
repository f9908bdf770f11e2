/** Sums, means and matrix products. */
import * as g from '../build.ts';
import { dimText, fixedDim, sameDim, type Dim } from '../dim.ts';
import type { Tensor } from '../tensor.ts';
import { arity, axesOf, broadcast, floats, ints, num, sizes, type Operator } from './rule.ts';

/** The gradient with the reduced axes back, as ones. */
function withAxes(node: Tensor, dy: Tensor): Tensor {
  const x = node.inputs[0]!;
  const axes = axesOf(node.attributes, x.shape.length);
  if (num(node.attributes, 'keepdims') === 1) return dy;
  return g.reshape(dy, x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : fixedDim(dim, 'a reduced tensor')))); // prettier-ignore
}

/** Repeats a gradient over the reduced axes, times a factor. */
function spread(node: Tensor, dy: Tensor, factor: number): Tensor {
  const shape = node.inputs[0]!.shape.map((dim) => fixedDim(dim, 'a reduced tensor'));
  const back = withAxes(node, dy);
  return g.expand(factor === 1 ? back : g.mul(back, factor), shape);
}

function reduced(
  inputs: readonly Tensor[],
  attributes: Tensor['attributes'],
): { dtype: 'float32'; shape: Dim[] } {
  arity(inputs, 1);
  const { shape } = floats(inputs, 0);
  const axes = axesOf(attributes, shape.length);
  // To ONNX an empty list means all axes, to us none; where there are none, they agree.
  if (axes.length === 0 && shape.length > 0) throw new Error('needs at least one axis');
  const keep = num(attributes, 'keepdims') === 1;
  return {
    dtype: 'float32',
    shape: shape.flatMap((dim, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [dim])),
  };
}

const swapLast = (x: Tensor): Tensor => {
  const rank = x.shape.length;
  return g.transpose(x, x.shape.map((_, axis) => (axis === rank - 2 ? rank - 1 : axis === rank - 1 ? rank - 2 : axis))); // prettier-ignore
};

export const reduction: Record<'ReduceSum' | 'ReduceMean' | 'CumSum' | 'MatMul', Operator> = {
  ReduceSum: { infer: reduced, gradient: (node, dy) => [spread(node, dy, 1)] },
  ReduceMean: {
    infer: reduced,
    gradient(node, dy) {
      const { shape } = node.inputs[0]!;
      const axes = axesOf(node.attributes, shape.length);
      const count = axes.reduce((product, axis) => product * fixedDim(shape[axis], 'a reduced axis'), 1);
      return [spread(node, dy, 1 / count)];
    },
  },
  /** Along one axis; from its end where `reverse` is 1. */
  CumSum: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const { shape } = floats(inputs, 0);
      const [axis] = sizes(attributes, 'axis', 1, 0) as [number];
      if (axis >= shape.length) throw new Error(`axis ${axis} is outside of rank ${shape.length}`);
      if (![0, 1].includes(num(attributes, 'reverse'))) throw new Error('reverse must be 0 or 1');
      return { dtype: 'float32', shape };
    },
    // What an element was added to is everything from it on.
    gradient(node, dy) {
      const [axis] = ints(node.attributes, 'axis') as [number];
      return [g.cumulativeSum(dy, axis, num(node.attributes, 'reverse') === 0)];
    },
  },
  MatMul: {
    infer(inputs) {
      arity(inputs, 2);
      const [a, b] = [floats(inputs, 0).shape, floats(inputs, 1).shape];
      if (a.length < 2 || b.length < 2) throw new Error('needs matrices');
      const [inner, outer] = [a[a.length - 1]!, b[b.length - 2]!];
      if (!sameDim(inner, outer))
        throw new Error(`${dimText(inner)} columns do not meet ${dimText(outer)} rows`);
      const batch = broadcast(a.slice(0, -2), b.slice(0, -2));
      return { dtype: 'float32', shape: [...batch, a[a.length - 2]!, b[b.length - 1]!] };
    },
    gradient(node, dy, wanted) {
      const [a, b] = [node.inputs[0]!, node.inputs[1]!];
      return [
        wanted[0] ? g.unbroadcast(g.matmul(dy, swapLast(b)), a.shape) : null,
        wanted[1] ? g.unbroadcast(g.matmul(swapLast(a), dy), b.shape) : null,
      ];
    },
  },
};
