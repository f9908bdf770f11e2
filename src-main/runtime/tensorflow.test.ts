/** The walker computes every operator as it should, and leaves nothing behind. */
import * as tf from '@tensorflow/tfjs-core';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { OPERATOR_CASES } from '../graph/testing/cases.ts';
import { checkOperator, evaluateOn } from '../graph/testing/checkOperator.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { listDevices, openDevice } from './devices.ts';
import { probeTensorFlowGpu, restoreIsNullOrUndefined, tensorFlowGpu } from './tensorflow.ts';
import { RuntimeError, type TensorValue } from './types.ts';

const device = await openDevice('tensorflow-cpu');

describe('the TensorFlow.js walker', () => {
  it.each(Object.keys(g.OPERATORS))('computes %s and its gradient', async (op) => {
    for (const test of OPERATOR_CASES.filter((other) => other.op === op)) {
      const checked = checkOperator(test, evaluateOn(device), { differences: false });
      await expect(checked, test.name).resolves.toBeUndefined();
    }
  });

  it('takes and gives every element type', async () => {
    const model = g.toOnnx({
      bytes: g.cast(g.add(g.cast(g.input('a', [2], 'uint8'), 'float32'), 0.5), 'uint8'),
      words: g.transpose(g.input('b', [1, 2], 'int32'), [1, 0]),
      longs: g.slice(g.input('c', [3], 'int64'), [0], [1], [g.TO_END]),
      flags: g.cast(g.cast(g.input('d', [2], 'bool'), 'float32'), 'bool'),
    });
    const session = await device.load(model);
    const feeds: Record<string, TensorValue> = {
      a: { dtype: 'uint8', dims: [2], data: Uint8Array.of(7, 255) },
      b: { dtype: 'int32', dims: [1, 2], data: Int32Array.of(-3, 4) },
      c: { dtype: 'int64', dims: [3], data: BigInt64Array.of(1n, -2n, 3n) },
      d: { dtype: 'bool', dims: [2], data: Uint8Array.of(0, 1) },
    };
    expect(await session.run(feeds)).toEqual({
      bytes: { dtype: 'uint8', dims: [2], data: Uint8Array.of(7, 255) },
      words: { dtype: 'int32', dims: [2, 1], data: Int32Array.of(-3, 4) },
      longs: { dtype: 'int64', dims: [2], data: BigInt64Array.of(-2n, 3n) },
      flags: { dtype: 'bool', dims: [2], data: Uint8Array.of(0, 1) },
    });
    expect(session.inputs.map(({ name, dtype }) => `${name} ${dtype}`)).toEqual(['a uint8', 'b int32', 'c int64', 'd bool']); // prettier-ignore
    await session.release();
  });

  it('says that it has no whole numbers without sign', async () => {
    const words = g.toOnnx({ y: g.cast(g.input('x', [1], 'uint32'), 'float32') });
    await expect(device.load(words)).rejects.toThrow(/has no uint32 values/);
  });

  it('runs one model at several sizes', async () => {
    const x = g.input('x', [1, 1, g.free('h', 2), g.free('w', 2)]);
    const session = await device.load(g.toOnnx({ y: g.resizeNearest(g.averagePool(x, 2), 2) }));
    expect(session.inputs).toEqual([{ name: 'x', dtype: 'float32', dims: [1, 1, '2h', '2w'] }]);
    for (const dims of [[1, 1, 2, 4], [1, 1, 6, 2]]) {
      const data = new Float32Array(dims.reduce((a, b) => a * b)).fill(3);
      expect((await session.run({ x: { dtype: 'float32', dims, data } }))['y']).toEqual({ dtype: 'float32', dims, data });
    } // prettier-ignore
    await session.release();
  });

  it('leaves no tensor behind: not a run, not a failed run, not a released session', async () => {
    const before = tf.memory().numTensors;
    const x = g.input('x', [1, 2, 4, 4]);
    const weight = g.constant(new Float32Array(36).fill(0.1), [2, 2, 3, 3]);
    const y = g.sum(
      g.pad2d(g.relu(g.conv(x, weight, null, { pads: [1, 1, 1, 1] })), [1, 1, 1, 1], 'reflect'),
    );
    const session = await device.load(g.toOnnx({ y, same: g.pad(x, new Array<number>(8).fill(0)), x2: x }));
    const loaded = tf.memory().numTensors;
    const data = new Float32Array(32).fill(1);
    for (let i = 0; i < 3; i++) {
      const { same, x2 } = await session.run({ x: { dtype: 'float32', dims: [1, 2, 4, 4], data } });
      expect([same!.data, x2!.data]).toEqual([data, data]);
      expect(tf.memory().numTensors).toBe(loaded);
    }
    await expect(session.run({})).rejects.toThrow('the input x is missing');
    await expect(session.run({ x: { dtype: 'float32', dims: [1, 2, 4, 2], data } })).rejects.toThrow(
      'the input x should be float32[1, 2, 4, 4], but is float32[1, 2, 4, 2] with 32 values',
    );
    expect(tf.memory().numTensors).toBe(loaded);
    await session.release();
    await session.release();
    expect(tf.memory().numTensors).toBe(before);
    await expect(session.run({})).rejects.toThrow('this session has been released');
  });

  it('turns a failure inside TensorFlow.js into a RuntimeError, and leaves nothing behind', async () => {
    const x = g.input('x', [1, 1, g.free('h')]);
    const session = await device.load(g.toOnnx({ y: g.add(x, g.input('z', [1, 1, g.free('h')])) }));
    const before = tf.memory().numTensors;
    const feed = (size: number): TensorValue => ({
      dtype: 'float32',
      dims: [1, 1, size],
      data: new Float32Array(size),
    });
    await expect(session.run({ x: feed(2), z: feed(3) })).rejects.toThrow(RuntimeError);
    expect(tf.memory().numTensors).toBe(before);
    await session.release();
  });

  it('refuses bytes that are no model', async () => {
    await expect(device.load(Uint8Array.of(1, 2, 3))).rejects.toThrow(RuntimeError);
    await expect(device.load(Uint8Array.of(1, 2, 3))).rejects.toThrow(
      /cannot use this model: this is not an ONNX model/,
    );
  });
});

describe('TensorFlow.js on CUDA', () => {
  it('is listed, and where it is missing a RuntimeError says what to do', async () => {
    const status = (await listDevices()).find(({ id }) => id === 'tensorflow-gpu')!;
    if (status.available) return expect((await openDevice('tensorflow-gpu')).id).toBe('tensorflow-gpu');
    expect(status.reason).toMatch(/npm install|choose another device/);
    await expect(openDevice('tensorflow-gpu')).rejects.toThrow(RuntimeError);
    await expect(openDevice('tensorflow-gpu')).rejects.toThrow(/CUDA 11.2/);
  });

  /** The entry of a package of which this is all. */
  async function pretended(code: string): Promise<string> {
    folder = await mkdtemp(join(tmpdir(), 'pastiche-tensorflow-'));
    const entry = join(folder, 'index.cjs');
    await writeFile(entry, code);
    return entry;
  }
  let folder: string | undefined;
  afterEach(() => {
    if (folder !== undefined) removeFolder(folder);
    folder = undefined;
  });
  const usingGpu = (is: boolean): string =>
    `module.exports = { ready: async () => {}, backend: () => ({ isUsingGpuDevice: ${is} }) };`;

  it.each([
    ['computes on the processor', usingGpu(false), 'CUDA was not found'],
    ['cannot be loaded', `throw new Error('libcudart.so.11.0: not found');`, 'libcudart.so.11.0: not found'],
  ])('is no graphics card where it %s, here as in a process of its own', async (_what, code, said) => {
    const entry = await pretended(code);
    const reason = expect.stringContaining(said) as string;
    await expect(probeTensorFlowGpu(entry)).resolves.toEqual({ works: false, code: 'no-libraries', reason });
    const opened = await tensorFlowGpu('Card', entry).catch((error: unknown) => error);
    expect(opened).toBeInstanceOf(RuntimeError);
    expect(opened).toMatchObject({ code: 'no-libraries', message: reason });
  });

  it('is a device where it finds its card', async () => {
    const { id, name } = await tensorFlowGpu('Card', await pretended(usingGpu(true)));
    expect([id, name]).toEqual(['tensorflow-gpu', 'Card']);
  });

  it('finds the function that Node 23 took away', () => {
    const holder = util as { isNullOrUndefined?: ((value: unknown) => boolean) | undefined };
    const original = holder.isNullOrUndefined;
    holder.isNullOrUndefined = undefined;
    restoreIsNullOrUndefined();
    expect([null, undefined, 0].map((value) => holder.isNullOrUndefined?.(value))).toEqual([
      true,
      true,
      false,
    ]);
    holder.isNullOrUndefined = original;
  });

  it('is for testing only on the processor: listed when asked for', async () => {
    expect((await listDevices({ testing: true })).map(({ id }) => id)).toContain('tensorflow-cpu');
  });
});
