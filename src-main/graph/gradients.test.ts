/** What gradients do at the edges, one sentence each. */
import { describe, expect, it } from 'vitest';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import * as g from './index.ts';
import { evaluateOn } from './testing/checkOperator.ts';

const evaluate = evaluateOn(onnxRuntimeDevice('cpu', 'Processor', 'cpu'));

/** Gradients of a loss to inputs of the given values, as plain lists. */
async function slopes(
  values: readonly (readonly number[] | number)[],
  loss: (...inputs: g.Tensor[]) => g.Tensor,
): Promise<number[][]> {
  const inputs = values.map((value, i) => g.input(`x${i}`, Array.isArray(value) ? [value.length] : []));
  const outputs = g.gradients(loss(...inputs), inputs);
  const run = await evaluate(Object.fromEntries(outputs.map((tensor, i) => [`d${i}`, tensor])));
  const feeds = values.map((value, i) => [`x${i}`, Float32Array.from([value].flat())] as const);
  const results = await run(Object.fromEntries(feeds));
  await run.release();
  return outputs.map((_, i) => [...results[`d${i}`]!]);
}

describe('a gradient', () => {
  it('of a value used twice is the sum over both uses', async () => {
    expect(await slopes([[2, 3]], (x) => g.sum(g.add(g.mul(x, x), x)))).toEqual([[5, 7]]);
  });

  it('of a value used by two operators that meet again is the sum over both ways', async () => {
    expect(await slopes([3], (x) => g.mul(g.mul(x, 2), g.add(x, 1)))).toEqual([[14]]);
  });

  it('to an input the loss does not use is zeros of its shape', async () => {
    expect(await slopes([[1, 2], [5, 6, 7]], (x) => g.sum(x))).toEqual([[1, 1], [0, 0, 0]]); // prettier-ignore
  });

  it('to the loss itself is one', async () => {
    const x = g.input('x', []);
    const loss = g.mul(x, 3);
    const run = await evaluate({ d: g.gradients(loss, [loss])[0]!, same: x });
    expect([...(await run({ x: Float32Array.of(2) }))['d']!]).toEqual([1]);
    await run.release();
  });

  it('to a value on the way counts only what comes after it', async () => {
    const x = g.input('x', [2]);
    const middle = g.mul(x, 10);
    const [toMiddle, toX] = g.gradients(g.sum(g.square(middle)), [middle, x]);
    const run = await evaluate({ toMiddle: toMiddle!, toX: toX! });
    const results = await run({ x: Float32Array.of(1, 2) });
    expect([[...results['toMiddle']!], [...results['toX']!]]).toEqual([[20, 40], [200, 400]]); // prettier-ignore
    await run.release();
  });

  it('to a broadcast input is summed over what it was repeated for', async () => {
    expect(await slopes([2, [3, 4, 5]], (a, b) => g.sum(g.mul(a, b)))).toEqual([[12], [2, 2, 2]]);
  });

  it('is shared equally by the two sides of a tie', async () => {
    expect(await slopes([[1, 2], [1, 3]], (a, b) => g.sum(g.max(a, b)))).toEqual([[0.5, 0], [0.5, 1]]); // prettier-ignore
    expect(await slopes([[1, 2], [1, 3]], (a, b) => g.sum(g.min(a, b)))).toEqual([[0.5, 1], [0.5, 0]]); // prettier-ignore
  });

  it('is zero at the kinks of ReLU and of the absolute value', async () => {
    expect(await slopes([[0]], (x) => g.sum(g.relu(x)))).toEqual([[0]]);
    expect(await slopes([[0]], (x) => g.sum(g.abs(x)))).toEqual([[0]]);
  });

  it('through integers is zero', async () => {
    expect(await slopes([[1.5]], (x) => g.sum(g.cast(g.cast(x, 'uint8'), 'float32')))).toEqual([[0]]);
  });

  it('of a gradient is the second derivative', async () => {
    expect(await slopes([[2, -1]], (x) => g.sum(g.gradients(g.sum(g.mul(x, g.square(x))), [x])[0]!))).toEqual([[12, -6]]); // prettier-ignore
  });
});

describe('gradients are refused', () => {
  it('of a loss that is no scalar, with what to do', () => {
    expect(() => g.gradients(g.input('x', [2]), [])).toThrow(
      'a loss must be a scalar: reduce it with sum() or mean()',
    );
  });

  it('through an operator without a rule, named with its node', () => {
    const x = g.input('x', [1, 1, 2, 2]);
    const up = g.convTranspose(x, g.full([1, 1, 2, 2], 1));
    expect(() => g.gradients(g.sum(up), [x])).toThrow(`ConvTranspose (node ${up.id}) has no gradient rule`);
  });

  it('where a rule does not reach, named with its node', () => {
    const x = g.input('x', [1, 1, 4, 4]);
    const through = (y: g.Tensor) => () => g.gradients(g.sum(y), [x]);
    expect(through(g.pad2d(x, [1, 1, 1, 1], 'edge'))).toThrow(/gradient of Pad \(node \d+\): .*edge has no gradient/);
    expect(through(g.slice(x, [2], [0], [4], [2]))).toThrow(/gradient of Slice .*steps of 1, or as a reversal/);
    expect(through(g.apply('Resize', [x], { scales: [1, 1, 2, 3] }))).toThrow(/Resize .*one factor for both axes/);
    expect(through(g.apply('AveragePool', [x], { kernel_shape: [3, 3], strides: [1, 1] }))).toThrow(/AveragePool .*disjoint squares/);
  }); // prettier-ignore

  it('but not for an operator without a rule that is not on the way', () => {
    const [x, z] = [g.input('x', []), g.input('z', [1, 1, 2, 2])];
    const up = g.sum(g.convTranspose(z, g.full([1, 1, 2, 2], 1)));
    expect(() => g.gradients(g.mul(x, up), [x])).not.toThrow();
  });

  it('to a parameter of free size that the loss does not use', () => {
    expect(() => g.gradients(g.scalar(1), [g.input('x', [g.free('h')])])).toThrow(/must be known when the graph is built, but is h/);
  }); // prettier-ignore
});
