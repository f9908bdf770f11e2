import { createRequire } from 'node:module';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { input, mul, toOnnx } from '../graph/index.ts';
import { outlastsSleep } from '../process/testing/afterSleep.ts';
import { checkDevice, explainFailure, listDevices, openDevice } from './devices.ts';
import { probe } from './probe.ts';
import { tensorFlowGpuEntry } from './tensorflow.ts';
import { probeProvider, tryDevice } from './trial.ts';
import { RuntimeError } from './types.ts';

describe('devices', () => {
  it('lists the processor, always available, and gives a reason for each that is not', async () => {
    const devices = await listDevices();
    expect(devices[0]).toEqual({ id: 'cpu', name: 'Processor', available: true });
    for (const device of devices) expect(device.available).toBe(device.reason === undefined);
    expect(devices.some(({ id }) => id === 'tensorflow-cpu')).toBe(false);
  });

  it('opens the processor and runs on it', async () => {
    const device = await openDevice('cpu');
    expect(device).toMatchObject({ id: 'cpu', name: 'Processor' });
    const session = await device.load(toOnnx({ y: mul(input('x', [2]), 3) }));
    const { y } = await session.run({ x: { dtype: 'float32', dims: [2], data: Float32Array.of(1, 2) } });
    expect(y).toEqual({ dtype: 'float32', dims: [2], data: Float32Array.of(3, 6) });
    await session.release();
    await session.release();
    await expect(session.run({})).rejects.toThrow('this session has been released');
  });

  it.each(['abacus', 'auto', '', 'constructor', '__proto__'])('has no device "%s"', async (id) => {
    await expect(openDevice(id)).rejects.toThrow(RuntimeError);
    await expect(openDevice(id)).rejects.toThrow(/there is no device .*: use cpu, webgpu/);
  });

  it('opens WebGPU where it is listed as available, and says why not elsewhere', async () => {
    const status = (await listDevices()).find(({ id }) => id === 'webgpu')!;
    if (status.available) expect((await openDevice('webgpu')).id).toBe('webgpu');
    else await expect(openDevice('webgpu')).rejects.toThrow(status.reason!);
  });
});

it.each([
  [
    'cuda',
    'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
    'no-libraries',
    /CUDA 12/,
  ],
  ['webgpu', 'ONNX Runtime (webgpu) failed: No supported adapters', 'no-card', /driver/],
  ['directml', 'something else\nand more', 'failed', /^something else\. Install/],
  ['tensorflow-gpu', 'odd', 'failed', /^odd$/],
] as const)('says what %s means by its failure', (id, words, code, reason) => {
  const found = explainFailure(id, words);
  expect(found.code).toBe(code);
  expect(found.reason).toMatch(reason);
});

it('passes on why a device cannot be used where that is known', () => {
  const found = explainFailure('tensorflow-gpu', new RuntimeError('CUDA 11.2 was not found', 'no-libraries'));
  expect(found).toEqual({ works: false, code: 'no-libraries', reason: 'CUDA 11.2 was not found' });
});

it('knows without trying that a package is not installed: in Electron, too, where nothing is tried', async ({
  skip,
}) => {
  skip(tensorFlowGpuEntry() !== null, 'the package is installed');
  const versions = Object.getOwnPropertyDescriptor(process, 'versions')!;
  Object.defineProperty(process, 'versions', {
    ...versions,
    value: { ...process.versions, electron: '1' },
  });
  try {
    expect(await checkDevice('webgpu'), 'it is not tried').toEqual({ works: true });
    expect(await checkDevice('tensorflow-gpu')).toMatchObject({ code: 'not-installed' });
    await expect(openDevice('tensorflow-gpu')).rejects.toMatchObject({ code: 'not-installed' });
  } finally {
    Object.defineProperty(process, 'versions', versions);
  }
});

it('tries a device with a small graph, here and in a process of its own', async () => {
  await expect(tryDevice(await openDevice('cpu'))).resolves.toBeUndefined();
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  // Left alone to compute, which the processor cannot be told to be.
  expect(await probeProvider('cpu', entry)).toMatchObject({ code: 'failed' });
});

describe('a probe', () => {
  it('works when its body returns, whatever else is printed', async () => {
    expect(await probe(`process.stdout.write('noise'); require('node:fs');`, [])).toEqual({ works: true });
  });
  it('passes on an error, and its arguments', async () => {
    expect(await probe('throw new Error(args.join());', ['a', '--b'])).toEqual({
      works: false,
      code: 'failed',
      reason: 'a,--b',
    });
  });
  it('outlives a body that kills its process', async () => {
    const found = await probe('process.abort();', []);
    expect(found).toMatchObject({
      works: false,
      code: 'crashed',
      reason: expect.stringContaining('ended its process') as string,
    });
  });
  it('outlives a body that never answers', async () => {
    const found = await probe('await new Promise(() => setInterval(() => {}, 1000));', [], 500);
    expect(found).toEqual({ works: false, code: 'silent', reason: 'it did not answer within 0.5 seconds' });
  });
  it('gives a body of a machine that slept its time once more', async () => {
    const hang = 'await new Promise(() => setInterval(() => {}, 1000));';
    expect(await outlastsSleep(500, () => probe(hang, [], 500))).toMatchObject({ code: 'silent' });
  });
});
