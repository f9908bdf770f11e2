import { expect, it } from 'vitest';
import { input, mul, relu, toOnnx, transpose } from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { pack, PACKED } from './packed.ts';

it('results of several shapes come back as one, each by its name', async () => {
  const x = input('x', [2, 3]);
  const packed = pack({ turned: transpose(x, [1, 0]), positive: relu(x), twice: mul(x, 2) });
  const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
  const session = await device.load(toOnnx({ [PACKED]: packed.tensor }));
  const data = Float32Array.of(1, -2, 3, -4, 5, -6);
  const results = await session.run({ x: { dtype: 'float32', dims: [2, 3], data } });
  await session.release();
  expect(results[PACKED]!.dims).toEqual([18]);
  const lists = Object.entries(packed.unpack(results[PACKED]!)).map(([name, values]) => [name, [...values]]);
  expect(Object.fromEntries(lists)).toEqual({
    turned: [1, -4, -2, 5, 3, -6],
    positive: [1, 0, 3, 0, 5, 0],
    twice: [2, -4, 6, -8, 10, -12],
  });
});
