/** The devices networks can run on: finding out which there are, and opening one by its id. */
import { createRequire } from 'node:module';
import { add, input, relu, toOnnx } from '../graph/index.ts';
import { onnxRuntimeDevice } from './onnxruntime.ts';
import { probe, type Probe } from './probe.ts';
import { probeTensorFlowGpu, tensorFlowCpu, tensorFlowGpu } from './tensorflow.ts';
import { RuntimeError, type Device } from './types.ts';

/** A device and whether this machine can use it. */
export interface DeviceStatus {
  readonly id: string;
  readonly name: string;
  readonly available: boolean;
  /** Why it is not available, and what would make it so. */
  readonly reason?: string;
}

interface Row {
  readonly name: string;
  /** For tests only: not listed unless asked for. */
  readonly testing?: boolean;
  check(): Promise<Probe>;
  open(): Device | Promise<Device>;
}

const require = createRequire(import.meta.url);
const WORKS: Probe = { works: true };

/** Every device by id; their names are what people read. */
const DEVICES: Readonly<Record<string, Row>> = {
  cpu: {
    name: 'Processor',
    check: () => Promise.resolve(WORKS),
    open: () => onnxRuntimeDevice('cpu', 'Processor', 'cpu'),
  },
  webgpu: {
    name: 'Graphics card (WebGPU)',
    check: once(probeWebGpu),
    open: () => onnxRuntimeDevice('webgpu', 'Graphics card (WebGPU)', 'webgpu'),
  },
  'tensorflow-gpu': {
    name: 'NVIDIA graphics card (TensorFlow.js)',
    check: once(probeTensorFlowGpu),
    open: () => tensorFlowGpu('NVIDIA graphics card (TensorFlow.js)'),
  },
  'tensorflow-cpu': {
    name: 'Processor (TensorFlow.js, slow)',
    testing: true,
    check: () => Promise.resolve(WORKS),
    open: () => tensorFlowCpu('Processor (TensorFlow.js, slow)'),
  },
};

/** Every device we know, with those for tests only when asked for. The first call may take seconds. */
export function listDevices(options: { testing?: boolean } = {}): Promise<DeviceStatus[]> {
  return Promise.all(
    Object.entries(DEVICES)
      .filter(([, row]) => row.testing !== true || options.testing === true)
      .map(async ([id, row]) => {
        const found = await row.check();
        const base = { id, name: row.name, available: found.works };
        return found.works ? base : { ...base, reason: found.reason };
      }),
  );
}

/**
 * The device of this id; `auto` is the processor. Devices that could take this process down with them
 * are tried in another one first.
 * @throws {RuntimeError} when there is no such device, or it is not available here; says why.
 */
export async function openDevice(id: string): Promise<Device> {
  const wanted = id === 'auto' ? 'cpu' : id;
  const row = Object.hasOwn(DEVICES, wanted) ? DEVICES[wanted] : undefined;
  if (!row) {
    throw new RuntimeError(`there is no device "${id}": use auto, ${Object.keys(DEVICES).join(', ')}`);
  }
  const found = await row.check();
  if (!found.works) throw new RuntimeError(`${row.name} (${wanted}): ${found.reason}`);
  return row.open();
}

/** The outcome of the first call, for as long as this process lives. */
function once(check: () => Promise<Probe>): () => Promise<Probe> {
  let outcome: Promise<Probe> | undefined;
  return () => (outcome ??= check());
}

async function probeWebGpu(): Promise<Probe> {
  const model = toOnnx({ y: relu(add(input('x', [1, 1, 2, 2]), 1)) });
  const found = await probe(
    `const ort = require(args[0]);
     const session = await ort.InferenceSession.create(Buffer.from(args[1], 'base64'), {
       executionProviders: ['webgpu'],
       logSeverityLevel: 4,
       // Without this, ONNX Runtime may quietly run on the processor instead.
       extra: { session: { disable_cpu_ep_fallback: '1' } },
     });
     const { y } = await session.run({ x: new ort.Tensor('float32', [-3, 1, 2, 3], [1, 1, 2, 2]) });
     if ([...y.data].join() !== '0,2,3,4') throw new Error('it computes wrong numbers');`,
    [require.resolve('onnxruntime-node'), Buffer.from(model).toString('base64')],
  );
  if (found.works) return found;
  const why = found.reason.includes('No supported adapters')
    ? 'no graphics card with a Vulkan, Metal or Direct3D 12 driver was found'
    : found.reason.split('\n')[0]!;
  return {
    works: false,
    reason: `${why}. Install your graphics card's current driver, then start Pastiche again`,
  };
}
