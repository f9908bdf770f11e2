import { expect, it } from 'vitest';
import * as g from './index.ts';

const x = g.input('x', [2, 3]);

it('what a rule changes is changed everywhere, and what it does not stays the very same', () => {
  const kept = g.relu(x);
  const sum = g.add(g.neg(kept), g.mul(kept, 2));
  const [same] = g.rewrite([sum], (tensor) => tensor);
  expect(same).toBe(sum);
  const [changed] = g.rewrite([sum], (tensor) => (tensor.op === 'Neg' ? g.abs(tensor.inputs[0]!) : tensor));
  expect(changed!.inputs.map(({ op }) => op)).toEqual(['Abs', 'Mul']);
  expect(changed!.inputs[1]).toBe(sum.inputs[1]);
  expect(changed!.inputs[0]!.inputs[0]).toBe(kept);
});

it('a rule that gives something of another shape is refused', () => {
  const cut: g.Rule = (tensor) => (tensor.op === 'Relu' ? g.slice(tensor, [0], [0], [1]) : tensor);
  expect(() => g.rewrite([g.neg(g.relu(x))], cut)).toThrow('Relu was rewritten to something of another');
});

it('constant is what no input decides on', () => {
  const two = g.mul(g.scalar(1), 2);
  const sum = g.add(two, x);
  expect([two, sum, x].map((each) => g.isConstant(each))).toEqual([true, false, false]);
  expect(g.isConstant(sum, (input) => input === x)).toBe(true);
});
