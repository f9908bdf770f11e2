/** Every operator, forward and gradient, against TensorFlow.js and finite differences. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { onnxRuntimeDevice } from '../../runtime/onnxruntime.ts';
import { mul, OPERATORS, type OperatorName } from '../index.ts';
import { OPERATOR_CASES } from '../testing/cases.ts';
import { agree, checkOperator, evaluateOn } from '../testing/checkOperator.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const onOneThread = evaluateOn({ load: (model) => device.load(model, { threads: 1 }) });

describe.each(Object.keys(OPERATORS) as OperatorName[])('%s', (op) => {
  const cases = OPERATOR_CASES.filter((test) => test.op === op);
  it('has several cases, and a gradient in one of them if it has a rule', () => {
    expect(cases.length).toBeGreaterThan(1);
    expect(cases.some(({ gradient }) => gradient !== false)).toBe(OPERATORS[op].gradient !== undefined);
  });
  it.each(cases.map((test) => [test.name, test] as const))('%s', async (_, test) => {
    await expect(checkOperator(test, onOneThread)).resolves.toBeUndefined();
  });
});

describe('the helper that proves operators', () => {
  const [tanh, sigmoid] = ['Tanh', 'Sigmoid'].map((name) => OPERATOR_CASES.find(({ op }) => op === name)!);

  it('catches a gradient rule that is wrong', async () => {
    vi.spyOn(OPERATORS.Tanh, 'gradient').mockImplementation((_node, dy) => [dy]);
    await expect(checkOperator(tanh!, onOneThread)).rejects.toThrow(
      /TensorFlow.js, gradient to input 0: element 0 is/,
    );
  });

  it('catches it by finite differences alone too', async () => {
    vi.spyOn(OPERATORS.Tanh, 'gradient').mockImplementation((_node, dy) => [mul(dy, 0.5)]);
    // Forward like tanh, but to TensorFlow.js half as steep: its gradient agrees with the wrong rule.
    const half = (x: tf.Tensor): tf.Tensor =>
      tf.customGrad((value) => ({
        value: tanh!.reference(value as tf.Tensor),
        gradFunc: (dy) => tf.mul(dy, 0.5),
      }))(x);
    await expect(checkOperator({ ...tanh!, reference: (x) => half(x) }, onOneThread)).rejects.toThrow(
      /finite differences, gradient to input 0: element 0 is/,
    );
  });

  it('catches a forward that is wrong, and NaN', async () => {
    const wrong = { ...tanh!, reference: sigmoid!.reference.bind(sigmoid) };
    await expect(checkOperator(wrong, onOneThread)).rejects.toThrow(/TensorFlow.js, forward: element 0 is/);
    expect(() => agree('x', [Number.NaN], [1], 1)).toThrow('x: element 0 is NaN, but should be 1');
  });
});
