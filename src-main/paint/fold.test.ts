import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { foldZeros } from './fold.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');

async function outputs(model: g.ModelProto, data: Float32Array, dims: number[]): Promise<Float32Array> {
  const session = await device.load(g.encodeModel(model));
  const results = await session.run({ x: { dtype: 'float32', dims, data } });
  await session.release();
  return results['y']!.data as Float32Array;
}

const operators = (nodes: readonly { opType: string }[]): string[] => nodes.map(({ opType }) => opType);

describe('zeros', () => {
  const x = g.input('x', [1, 1, 4, 5]);

  it('are made of a shape instead of a picture, and nothing else changes', async () => {
    const fields = g.sin(g.cumulativeSum(g.onesLike(x), 3));
    const model = g.toModel({ y: g.add(g.mul(x, 3), fields) });
    const folded = { ...model, graph: { ...model.graph, node: foldZeros(model.graph) } };
    expect(operators(folded.graph.node)).toEqual(expect.arrayContaining(['Shape', 'ConstantOfShape', 'Mul']));
    expect(operators(folded.graph.node).filter((name) => name === 'Mul')).toHaveLength(1);
    const data = Float32Array.from({ length: 20 }, (_, i) => i - 7);
    const before = await outputs(model, data, [1, 1, 4, 5]);
    expect(await outputs(folded, data, [1, 1, 4, 5])).toEqual(before);
    expect(before[0]).toBeCloseTo(-21 + Math.sin(1), 5);
  });

  it('are left where they come in another shape', () => {
    const wide = g.constant(new Float32Array(5), [5]);
    const { graph } = g.toModel({ y: g.mul(x, wide) });
    expect(foldZeros(graph)).toEqual(graph.node);
  });
});
