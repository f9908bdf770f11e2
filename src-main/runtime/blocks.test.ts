import process from 'node:process';
import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { findBlock, trialNetwork } from './blocks.ts';
import { onnxRuntimeDevice } from './onnxruntime.ts';
import { RuntimeError, type Device } from './types.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const BLOCKED = 'com.microsoft.nchwc';

it('a processor has blocks of as many channels as its vectors compute', async () => {
  const block = await device.block?.();
  // ONNX Runtime's builds for ARM have none.
  expect(process.arch === 'x64' ? [16, 8] : [16, 8, 4, null]).toContain(block);
  expect(await device.block?.()).toBe(block);
});

it('a graphics card has none', () => {
  expect(onnxRuntimeDevice('webgpu', 'Graphics card', 'webgpu').block).toBeUndefined();
});

describe('blocks are not trusted', () => {
  it('where such operators cannot be loaded', async () => {
    const load: Device['load'] = (model, options) => {
      const { opsetImport } = g.decodeModel(model);
      if (opsetImport.some(({ domain }) => domain === BLOCKED)) throw new RuntimeError('no such operators');
      return device.load(model, options);
    };
    expect(await findBlock(load)).toBeNull();
  });

  it('where they compute something else', async () => {
    const load: Device['load'] = async (model, options) => {
      const session = await device.load(model, options);
      const { opsetImport, graph } = g.decodeModel(model);
      // All but the first question, how many channels a block has.
      if (!opsetImport.some(({ domain }) => domain === BLOCKED) || graph.node.length < 5) return session;
      return {
        ...session,
        async run(feeds) {
          const { y } = await session.run(feeds);
          return { y: { dtype: 'float32', dims: y!.dims, data: Float32Array.from(y!.data as Float32Array, (v) => v * 1.01) } };
        },
      };
    }; // prettier-ignore
    expect(await findBlock(load)).toBeNull();
  });
});

it('the trial has every operator in blocks that is written so', () => {
  const { graph } = g.toBlocks({ y: trialNetwork() }, 16);
  const of = (domain: string): Set<string> =>
    new Set(graph.node.filter((node) => (node.domain ?? '') === domain).map(({ opType }) => opType));
  expect(of(BLOCKED)).toEqual(
    new Set(['Conv', 'AveragePool', 'GlobalAveragePool', 'Upsample', 'ReorderOutput']),
  );
  const ordinary = of('');
  for (const name of ['Conv', 'InstanceNormalization', 'Resize', 'DepthToSpace']) expect(ordinary).not.toContain(name); // prettier-ignore
  expect([...ordinary]).toEqual(
    expect.arrayContaining(['Pad', 'Slice', 'Concat', 'Mul', 'Transpose', 'Relu']),
  );
  // What follows a convolution alone becomes part of it: five of six ReLUs, and one of two sums.
  const conv = graph.node.filter(({ opType, domain }) => opType === 'Conv' && domain === BLOCKED);
  expect(conv.filter(({ attribute }) => attribute.some(({ name }) => name === 'activation'))).toHaveLength(5);
  expect(conv.filter(({ input }) => input.length === 4)).toHaveLength(1);
});
