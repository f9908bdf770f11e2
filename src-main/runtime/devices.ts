/** The devices networks can run on: finding out which there are, and opening one by its id. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { add, input, relu, toOnnx } from '../graph/index.ts';
import { cudaEntry } from './cudaRuntime.ts';
import { onnxRuntimeDevice, type Provider } from './onnxruntime.ts';
import { probe, type Obstacle, type Probe } from './probe.ts';
import {
  NO_TENSORFLOW_GPU,
  probeTensorFlowGpu,
  tensorFlowCpu,
  tensorFlowGpu,
  tensorFlowGpuEntry,
} from './tensorflow.ts';
import { RuntimeError, type Device } from './types.ts';

export type { Obstacle } from './probe.ts';

/** A device and whether this machine can use it. */
export interface DeviceStatus {
  readonly id: string;
  readonly name: string;
  readonly available: boolean;
  readonly code?: Obstacle;
  /** Why it is not available, and what would make it so. */
  readonly reason?: string;
}

interface Row {
  readonly name: string;
  /** For tests only: not listed unless asked for. */
  readonly testing?: boolean;
  /** What can be seen without trying: null when nothing speaks against it. */
  obstacle?(): Probe | null;
  check(): Promise<Probe>;
  open(): Device | Promise<Device>;
}

const require = createRequire(import.meta.url);
const PROVIDERS: Readonly<Partial<Record<string, Provider>>> = {
  webgpu: 'webgpu',
  cuda: 'cuda',
  directml: 'dml',
  coreml: 'coreml',
};
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
    check: once(() => probeProvider('webgpu', require.resolve('onnxruntime-node'))),
    open: () => onnxRuntimeDevice('webgpu', 'Graphics card (WebGPU)', 'webgpu'),
  },
  cuda: {
    name: 'NVIDIA graphics card (CUDA)',
    obstacle: () => {
      if (process.platform !== 'linux' || process.arch !== 'x64') return elsewhere('Linux on x64');
      if (!hasNvidiaDriver()) {
        return no('no-card', 'no NVIDIA driver is loaded. Install it, then start Pastiche again');
      }
      if (cudaEntry() !== null) return null;
      return no('not-installed', 'its runtime is an optional download, which is offered under Devices');
    },
    check: once(() => probeProvider('cuda', cudaEntry()!)),
    open: () => {
      const from = require(cudaEntry()!) as Parameters<typeof onnxRuntimeDevice>[3];
      return onnxRuntimeDevice('cuda', 'NVIDIA graphics card (CUDA)', 'cuda', from);
    },
  },
  directml: {
    name: 'Graphics card (DirectML)',
    obstacle: () => (process.platform === 'win32' ? null : elsewhere('Windows')),
    check: once(() => probeProvider('dml', require.resolve('onnxruntime-node'))),
    open: () => onnxRuntimeDevice('directml', 'Graphics card (DirectML)', 'dml'),
  },
  coreml: {
    name: 'Apple Neural Engine and graphics (Core ML)',
    obstacle: () => (process.platform === 'darwin' ? null : elsewhere('macOS')),
    check: once(() => probeProvider('coreml', require.resolve('onnxruntime-node'))),
    open: () => onnxRuntimeDevice('coreml', 'Apple Neural Engine and graphics (Core ML)', 'coreml'),
  },
  'tensorflow-gpu': {
    name: 'NVIDIA graphics card (TensorFlow.js)',
    obstacle: () => (tensorFlowGpuEntry() === null ? no('not-installed', NO_TENSORFLOW_GPU) : null),
    check: once(() => probeTensorFlowGpu(tensorFlowGpuEntry()!)),
    open: () => tensorFlowGpu('NVIDIA graphics card (TensorFlow.js)', tensorFlowGpuEntry()!),
  },
  'tensorflow-cpu': {
    name: 'Processor (TensorFlow.js, slow)',
    testing: true,
    check: () => Promise.resolve(WORKS),
    open: () => tensorFlowCpu('Processor (TensorFlow.js, slow)'),
  },
};

/** Every device we know, by id and name, without trying any. */
export function knownDevices(): { readonly id: string; readonly name: string }[] {
  return Object.entries(DEVICES)
    .filter(([, row]) => row.testing !== true)
    .map(([id, { name }]) => ({ id, name }));
}

/** Every device we know, with those for tests only when asked for. The first call may take seconds. */
export function listDevices(options: { testing?: boolean } = {}): Promise<DeviceStatus[]> {
  return Promise.all(
    Object.entries(DEVICES)
      .filter(([, row]) => row.testing !== true || options.testing === true)
      .map(async ([id, row]) => {
        const found = await judge(row);
        const base = { id, name: row.name, available: found.works };
        return found.works ? base : { ...base, code: found.code, reason: found.reason };
      }),
  );
}

/** Whether a device can be used; one that could take this process down is tried in another one. */
export async function checkDevice(id: string): Promise<Probe> {
  return judge(rowOf(id).row);
}

/**
 * The device of this id; `auto` is the processor. Devices that could take this process down with them
 * are tried in another one first.
 * @throws {RuntimeError} when there is no such device, or it is not available here; says why.
 */
export async function openDevice(id: string): Promise<Device> {
  const { row, wanted } = rowOf(id);
  const found = await judge(row);
  if (!found.works) throw new RuntimeError(`${row.name} (${wanted}): ${found.reason}`, found.code);
  return row.open();
}

function rowOf(id: string): { row: Row; wanted: string } {
  const wanted = id === 'auto' ? 'cpu' : id;
  const row = Object.hasOwn(DEVICES, wanted) ? DEVICES[wanted] : undefined;
  if (row) return { row, wanted };
  throw new RuntimeError(`there is no device "${id}": use auto, ${Object.keys(DEVICES).join(', ')}`);
}

function judge(row: Row): Promise<Probe> {
  const seen = row.obstacle?.() ?? null;
  if (seen) return Promise.resolve(seen);
  // An installed app cannot run its program as plain Node to try things in. There, every process that opens
  // devices is one that may end: its supervisor goes on with the next device.
  return 'electron' in process.versions ? Promise.resolve(WORKS) : row.check();
}

/** The outcome of the first call, for as long as this process lives. */
function once(check: () => Promise<Probe>): () => Promise<Probe> {
  let outcome: Promise<Probe> | undefined;
  return () => (outcome ??= check());
}

function no(code: Obstacle, reason: string): Probe {
  return { works: false, code, reason };
}

function elsewhere(system: string): Probe {
  return no('other-system', `it is there on ${system} only`);
}

/** Whether an NVIDIA driver is loaded; on WSL the card is Windows'. */
export function hasNvidiaDriver(): boolean {
  return existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidiactl') || existsSync('/dev/dxg');
}

/**
 * Runs a small graph that a device must compute by itself.
 * @throws {RuntimeError} when it cannot, or computes wrong numbers.
 */
export async function tryDevice(device: Device): Promise<void> {
  const model = toOnnx({ y: relu(add(input('x', [1, 1, 2, 2]), 1)) });
  // Without this, ONNX Runtime may quietly run on the processor instead.
  const alone = device.id === 'cpu' ? {} : { extra: { session: { disable_cpu_ep_fallback: '1' } } };
  const session = await device.load(model, { raw: alone });
  const data = Float32Array.of(-3, 1, 2, 3);
  const { y } = await session.run({ x: { dtype: 'float32', dims: [1, 1, 2, 2], data } });
  await session.release();
  if (!y || [...y.data].join() !== '0,2,3,4') throw new RuntimeError('it computes wrong numbers');
}

/** What a device's failure means for a person. */
export function explainFailure(id: string, error: unknown): Probe & { works: false } {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof RuntimeError && error.code) return { works: false, code: error.code, reason };
  const provider = PROVIDERS[id];
  return provider
    ? explain(provider, { code: 'failed', reason })
    : { works: false, code: 'failed', reason: reason.split('\n')[0] ?? '' };
}

async function probeProvider(provider: Provider, entry: string): Promise<Probe> {
  const model = toOnnx({ y: relu(add(input('x', [1, 1, 2, 2]), 1)) });
  const found = await probe(
    `const ort = require(args[0]);
     const session = await ort.InferenceSession.create(Buffer.from(args[1], 'base64'), {
       executionProviders: [args[2]],
       logSeverityLevel: 4,
       // Without this, ONNX Runtime may quietly run on the processor instead.
       extra: { session: { disable_cpu_ep_fallback: '1' } },
     });
     const { y } = await session.run({ x: new ort.Tensor('float32', [-3, 1, 2, 3], [1, 1, 2, 2]) });
     if ([...y.data].join() !== '0,2,3,4') throw new Error('it computes wrong numbers');`,
    [entry, Buffer.from(model).toString('base64'), provider],
  );
  return found.works ? found : explain(provider, found);
}

/** What a provider's own words mean for a person. */
export function explain(
  provider: Provider,
  { code, reason }: { code: Obstacle; reason: string },
): Probe & { works: false } {
  const remedy = "Install your graphics card's current driver, then start Pastiche again";
  const first = reason.split('\n')[0] ?? '';
  // ONNX Runtime names the library that it misses on its standard error only.
  if (provider === 'cuda' && reason.includes('Failed to load shared library')) {
    return {
      works: false,
      code: 'no-libraries',
      reason:
        'CUDA 12 and cuDNN 9 were not found on the library path: install them, then start Pastiche again and measure again',
    };
  }
  if (reason.includes('No supported adapters')) {
    const why = 'no graphics card with a Vulkan, Metal or Direct3D 12 driver was found';
    return { works: false, code: 'no-card', reason: `${why}. ${remedy}` };
  }
  return { works: false, code, reason: `${first}${provider === 'cuda' ? '' : `. ${remedy}`}` };
}
