/** Operators that work on each element by itself. */
import { add, cast, div, max, min, mul, neg, sin, sub, unbroadcast } from '../build.ts';
import type { DType, Tensor } from '../tensor.ts';
import { arity, broadcast, floats, numbers, word, type Operator } from './rule.ts';

type Name =
  'Add' | 'Sub' | 'Mul' | 'Div' | 'Min' | 'Max' | 'Neg' | 'Abs' | 'Sign' | 'Sqrt' | 'Sin' | 'Relu' | 'Tanh' | 'Sigmoid' | 'Cast'; // prettier-ignore

/**
 * A rule for two inputs that broadcast; `slopes` gives dy times the slope in each, before unbroadcasting.
 * Both may be uint32, too: such arithmetic wraps around, and nothing is differentiated through it.
 */
function binary(
  slopes: (a: Tensor, b: Tensor, dy: Tensor, y: Tensor) => [() => Tensor, () => Tensor],
): Operator {
  return {
    infer(inputs) {
      arity(inputs, 2);
      const [a, b] = [numbers(inputs, 0), numbers(inputs, 1)];
      if (a.dtype !== b.dtype) throw new Error(`both inputs must be of one type`);
      return { dtype: a.dtype, shape: broadcast(a.shape, b.shape) };
    },
    gradient(node, dy, wanted) {
      const [a, b] = [node.inputs[0]!, node.inputs[1]!];
      const [toA, toB] = slopes(a, b, dy, node);
      return [wanted[0] ? unbroadcast(toA(), a.shape) : null, wanted[1] ? unbroadcast(toB(), b.shape) : null];
    },
  };
}

/** A rule for one input; `slope` gives the gradient to it from x, dy and the result y. */
function unary(slope: (x: Tensor, dy: Tensor, y: Tensor) => Tensor | null): Operator {
  return {
    infer(inputs) {
      arity(inputs, 1);
      return { dtype: 'float32', shape: floats(inputs, 0).shape };
    },
    gradient: (node, dy) => [slope(node.inputs[0]!, dy, node)],
  };
}

/** Makes a step of a slope; no value met in a network overflows by it. */
const STEEP = 1e20;
/**
 * 1 where x > 0, 0 where it is 0, and far below where it is below. Gradients do without the operator Sign: ONNX
 * Runtime has none for WebGPU, where each would go through the processor's memory, and a slow one for the processor.
 */
const steepUpToOne = (x: Tensor): Tensor => min(mul(x, STEEP), 1);
/** -1, 0 or 1. */
const signOf = (x: Tensor): Tensor => max(steepUpToOne(x), -1);

/** 1 where a > b, 1/2 where they are equal, 0 elsewhere: shares the gradient of a tie. */
const share = (a: Tensor, b: Tensor): Tensor => mul(add(signOf(sub(a, b)), 1), 0.5);

export const elementwise: Record<Name, Operator> = {
  Add: binary((_a, _b, dy) => [() => dy, () => dy]),
  Sub: binary((_a, _b, dy) => [() => dy, () => neg(dy)]),
  Mul: binary((a, b, dy) => [() => mul(dy, b), () => mul(dy, a)]),
  Div: binary((_a, b, dy, y) => [() => div(dy, b), () => neg(div(mul(dy, y), b))]),
  Min: binary((a, b, dy) => [() => mul(dy, share(b, a)), () => mul(dy, share(a, b))]),
  Max: binary((a, b, dy) => [() => mul(dy, share(a, b)), () => mul(dy, share(b, a))]),
  Neg: unary((_x, dy) => neg(dy)),
  Abs: unary((x, dy) => mul(dy, signOf(x))),
  /** Flat wherever it has a slope at all. */
  Sign: unary(() => null),
  Sqrt: unary((_x, dy, y) => div(mul(dy, 0.5), y)),
  // The cosine is the sine a quarter turn on.
  Sin: unary((x, dy) => mul(dy, sin(add(x, Math.PI / 2)))),
  // The slope is 0 at and below zero, 1 above; what it gives is never below.
  Relu: unary((_x, dy, y) => mul(dy, steepUpToOne(y))),
  Tanh: unary((_x, dy, y) => mul(dy, sub(1, mul(y, y)))),
  Sigmoid: unary((_x, dy, y) => mul(dy, mul(y, sub(1, y)))),
  Cast: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const types: readonly DType[] = ['float32', 'uint8', 'int32', 'uint32', 'int64', 'bool'];
      return { dtype: word(attributes, 'to', types), shape: inputs[0]!.shape };
    },
    gradient: (node, dy) => [
      node.inputs[0]!.dtype === 'float32' && node.dtype === 'float32' ? cast(dy, 'float32') : null,
    ],
  },
};
