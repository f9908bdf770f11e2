import { expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { interleaveByAxis } from './interleave.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');

it.each([
  ['two', 2, 12],
  ['three', 3, 18],
] as const)('depth-to-space by %s gives the same picture, at any size', async (_, block, channels) => {
  const x = g.input('x', [1, channels, g.free('h'), g.free('w')]);
  const model = g.toModel({ y: g.add(g.depthToSpace(g.mul(x, 2), block), 1) });
  const written = { ...model, graph: { ...model.graph, ...interleaveByAxis(model.graph) } };
  expect(written.graph.node.map(({ opType }) => opType)).not.toContain('DepthToSpace');
  const [before, after] = [
    await device.load(g.encodeModel(model)),
    await device.load(g.encodeModel(written)),
  ];
  for (const [height, width] of [[4, 5], [3, 1]] as const) {
    const data = Float32Array.from({ length: channels * height * width }, (_, i) => i);
    const feeds = { x: { dtype: 'float32' as const, dims: [1, channels, height, width], data } };
    const [wanted, given] = [(await before.run(feeds))['y']!, (await after.run(feeds))['y']!];
    expect(given.dims).toEqual([1, channels / block ** 2, height * block, width * block]);
    expect(given.data).toEqual(wanted.data);
  } // prettier-ignore
  await before.release();
  await after.release();
});

it('what is no depth-to-space stays, and so does one that takes channels first', () => {
  const { graph } = g.toModel({ y: g.relu(g.input('x', [1, 4, 2, 2])) });
  expect(interleaveByAxis(graph)).toEqual({ node: graph.node, initializer: graph.initializer });
  const node = { opType: 'DepthToSpace', input: ['x'], output: ['y'], attribute: [
    { name: 'blocksize', type: 2, i: 2 },
    { name: 'mode', type: 3, s: new TextEncoder().encode('CRD') },
  ] }; // prettier-ignore
  expect(interleaveByAxis({ node: [node], initializer: [] }).node).toEqual([node]);
});
