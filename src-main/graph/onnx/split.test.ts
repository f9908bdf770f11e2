import { expect, it } from 'vitest';
import { onnxRuntimeDevice } from '../../runtime/onnxruntime.ts';
import * as g from '../index.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const [x, w, v] = [g.input('x', [3]), g.input('w', [3]), g.input('v', [3])];
const fed = new Set(['x']);
const values = (...data: number[]) =>
  ({ dtype: 'float32', dims: [3], data: Float32Array.from(data) }) as const;
const names = (edges: readonly { name: string }[]): string[] => edges.map(({ name }) => name);

it('what is fed each time gets what it needs of the rest, computed before', async () => {
  const doubled = g.mul(w, 2);
  // Crosses twice, and one input as it is.
  const model = g.toModel({ y: g.add(g.mul(x, doubled), g.sub(doubled, v)) });
  const { before, main } = g.split(model, fed);
  expect(names(before!.graph.input)).toEqual(['w', 'v']);
  expect(names(main.graph.input)[0]).toBe('x');
  expect(main.graph.node.map(({ opType }) => opType)).toEqual(['Mul', 'Add', 'Identity']);
  const [one, other] = [await device.load(g.encodeModel(before!)), await device.load(g.encodeModel(main))];
  const made = await one.run({ w: values(1, 2, 3), v: values(10, 20, 30) });
  const { y } = await other.run({ x: values(4, 5, 6), ...made });
  expect([...y!.data]).toEqual([4 * 2 + 2 - 10, 5 * 4 + 4 - 20, 6 * 6 + 6 - 30]);
  await Promise.all([one.release(), other.release()]);
});

it('an input that is needed as it is goes straight there, and with nothing to compute there is nothing before', () => {
  const { before, main } = g.split(g.toModel({ y: g.add(x, w) }), fed);
  expect(before).toBeNull();
  expect(names(main.graph.input)).toEqual(['x', 'w']);
  expect(g.split(g.toModel({ y: g.relu(x) }), fed).before).toBeNull();
});

it('a choice computes what is chosen, and what both need once', async () => {
  const sum = g.add(x, w);
  const model = g.toModel({ zero: g.mul(sum, 2), other: g.sqrt(sum), far: g.sum(v) });
  const chosen = g.choose(model, { condition: 'far', whenZero: 'zero', otherwise: 'other' }, 'y');
  expect(chosen.graph.node.map(({ opType }) => opType)).not.toEqual(expect.arrayContaining(['Sqrt']));
  expect(chosen.graph.node.filter(({ opType }) => opType === 'Add')).toHaveLength(1);
  const session = await device.load(g.encodeModel(chosen));
  const given = { x: values(1, 4, 9), w: values(0, 0, 0) };
  expect([...(await session.run({ ...given, v: values(0, 0, 0) }))['y']!.data]).toEqual([2, 8, 18]);
  expect([...(await session.run({ ...given, v: values(0, 1, 0) }))['y']!.data]).toEqual([1, 2, 3]);
  await session.release();
});
