/** Operators that work on each element by itself. */
import { add, cast, div, mul, neg, sign, sin, sub, unbroadcast } from '../build.ts';
import type { DType, Tensor } from '../tensor.ts';
import { arity, broadcast, floats, word, type Operator } from './rule.ts';

type Name =
  'Add' | 'Sub' | 'Mul' | 'Div' | 'Min' | 'Max' | 'Neg' | 'Abs' | 'Sign' | 'Sqrt' | 'Sin' | 'Relu' | 'Tanh' | 'Sigmoid' | 'Cast'; // prettier-ignore

/** A rule for two inputs that broadcast; `slopes` gives dy times the slope in each, before unbroadcasting. */
function binary(
  slopes: (a: Tensor, b: Tensor, dy: Tensor, y: Tensor) => [() => Tensor, () => Tensor],
): Operator {
  return {
    infer(inputs) {
      arity(inputs, 2);
      const [a, b] = [floats(inputs, 0), floats(inputs, 1)];
      return { dtype: 'float32', shape: broadcast(a.shape, b.shape) };
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

/** 1 where a > b, 1/2 where they are equal, 0 elsewhere: shares the gradient of a tie. */
const share = (a: Tensor, b: Tensor): Tensor => mul(add(sign(sub(a, b)), 1), 0.5);

export const elementwise: Record<Name, Operator> = {
  Add: binary((_a, _b, dy) => [() => dy, () => dy]),
  Sub: binary((_a, _b, dy) => [() => dy, () => neg(dy)]),
  Mul: binary((a, b, dy) => [() => mul(dy, b), () => mul(dy, a)]),
  Div: binary((_a, b, dy, y) => [() => div(dy, b), () => neg(div(mul(dy, y), b))]),
  Min: binary((a, b, dy) => [() => mul(dy, share(b, a)), () => mul(dy, share(a, b))]),
  Max: binary((a, b, dy) => [() => mul(dy, share(a, b)), () => mul(dy, share(b, a))]),
  Neg: unary((_x, dy) => neg(dy)),
  Abs: unary((x, dy) => mul(dy, sign(x))),
  /** Flat wherever it has a slope at all. */
  Sign: unary(() => null),
  Sqrt: unary((_x, dy, y) => div(mul(dy, 0.5), y)),
  // The cosine is the sine a quarter turn on.
  Sin: unary((x, dy) => mul(dy, sin(add(x, Math.PI / 2)))),
  // y >= 0, so its sign is the slope: 0 at and below zero, 1 above.
  Relu: unary((_x, dy, y) => mul(dy, sign(y))),
  Tanh: unary((_x, dy, y) => mul(dy, sub(1, mul(y, y)))),
  Sigmoid: unary((_x, dy, y) => mul(dy, mul(y, sub(1, y)))),
  Cast: {
    infer(inputs, attributes) {
      arity(inputs, 1);
      const types: readonly DType[] = ['float32', 'uint8', 'int32', 'int64', 'bool'];
      return { dtype: word(attributes, 'to', types), shape: inputs[0]!.shape };
    },
    gradient: (node, dy) => [
      node.inputs[0]!.dtype === 'float32' && node.dtype === 'float32' ? cast(dy, 'float32') : null,
    ],
  },
};
