/** The devices networks can run on: finding out which there are, and opening one by its id. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { cudaEntry } from './cudaRuntime.ts';
import { onnxRuntimeDevice, type Package, type Provider } from './onnxruntime.ts';
import type { Obstacle, Probe } from './probe.ts';
import {
  NO_TENSORFLOW_GPU,
  probeTensorFlowGpu,
  tensorFlowCpu,
  tensorFlowGpu,
  tensorFlowGpuEntry,
} from './tensorflow.ts';
import { probeProvider } from './trial.ts';
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
  obstacle?(): Obstructed | null;
  check(): Promise<Probe>;
  /** Of ONNX Runtime, which has its own words for what is wrong. */
  readonly provider?: Provider;
  open(name: string): Device | Promise<Device>;
}

const require = createRequire(import.meta.url);
const WORKS: Probe = { works: true };
type Obstructed = Extract<Probe, { works: false }>;

/** Every device by id; their names are what people read. */
const DEVICES: Readonly<Record<string, Row>> = {
  cpu: {
    name: 'Processor',
    check: () => Promise.resolve(WORKS),
    open: (name) => onnxRuntimeDevice('cpu', name, 'cpu'),
  },
  webgpu: { name: 'Graphics card (WebGPU)', ...provided('webgpu', 'webgpu') },
  cuda: {
    name: 'NVIDIA graphics card (CUDA)',
    ...provided('cuda', 'cuda', () => cudaEntry()!),
    obstacle: () => {
      if (process.platform !== 'linux' || process.arch !== 'x64') return elsewhere('Linux on x64');
      if (!hasNvidiaDriver()) {
        return no('no-card', 'no NVIDIA driver is loaded. Install it, then start Pastiche again');
      }
      if (cudaEntry() !== null) return null;
      return no('not-installed', 'its runtime is an optional download, which is offered under Devices');
    },
  },
  directml: {
    name: 'Graphics card (DirectML)',
    ...provided('directml', 'dml'),
    obstacle: () => (process.platform === 'win32' ? null : elsewhere('Windows')),
  },
  coreml: {
    name: 'Apple graphics and Neural Engine (Core ML)',
    ...provided('coreml', 'coreml'),
    obstacle: () => (process.platform === 'darwin' ? null : elsewhere('macOS')),
  },
  'tensorflow-gpu': {
    name: 'NVIDIA graphics card (TensorFlow.js)',
    obstacle: () => (tensorFlowGpuEntry() === null ? no('not-installed', NO_TENSORFLOW_GPU) : null),
    check: once(() => probeTensorFlowGpu(tensorFlowGpuEntry()!)),
    open: (name) => tensorFlowGpu(name, tensorFlowGpuEntry()!),
  },
  'tensorflow-cpu': {
    name: 'Processor (TensorFlow.js, slow)',
    testing: true,
    check: () => Promise.resolve(WORKS),
    open: (name) => tensorFlowCpu(name),
  },
};

/** A device of ONNX Runtime; `entry`: of a copy of the package that has this provider. */
function provided(
  id: string,
  provider: Provider,
  entry?: () => string,
): Pick<Row, 'provider' | 'check' | 'open'> {
  const check = async (): Promise<Probe> => {
    const found = await probeProvider(provider, entry?.() ?? require.resolve('onnxruntime-node'));
    return found.works ? found : explain(provider, found);
  };
  const load = (): Package | undefined => entry && (require(entry()) as Package);
  return { provider, check: once(check), open: (name) => onnxRuntimeDevice(id, name, provider, load()) };
}

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

/** What can be seen to speak against a device without trying it, in no time; null where nothing does. */
export function obstacleTo(id: string): Obstructed | null {
  return knownRow(id)?.obstacle?.() ?? null;
}

/** Whether a device can be used; one that could take this process down is tried in another one. */
export async function checkDevice(id: string): Promise<Probe> {
  return judge(rowOf(id));
}

/**
 * The device of this id. Devices that could take this process down with them are tried in another one first.
 * @throws {RuntimeError} when there is no such device, or it is not available here; says why.
 */
export async function openDevice(id: string): Promise<Device> {
  const row = rowOf(id);
  const found = await judge(row);
  if (!found.works) throw new RuntimeError(`${row.name} (${id}): ${found.reason}`, found.code);
  return row.open(row.name);
}

function rowOf(id: string): Row {
  const row = knownRow(id);
  if (row) return row;
  throw new RuntimeError(`there is no device "${id}": use ${Object.keys(DEVICES).join(', ')}`);
}

function knownRow(id: string): Row | undefined {
  return Object.hasOwn(DEVICES, id) ? DEVICES[id] : undefined;
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

function no(code: Obstacle, reason: string): Obstructed {
  return { works: false, code, reason };
}

function elsewhere(system: string): Obstructed {
  return no('other-system', `it is available only on ${system}`);
}

/** Whether an NVIDIA driver is loaded; on WSL the card is Windows'. */
export function hasNvidiaDriver(): boolean {
  return existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidiactl') || existsSync('/dev/dxg');
}

/** What a device's failure means for a person. */
export function explainFailure(id: string, error: unknown): Probe & { works: false } {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof RuntimeError && error.code) return { works: false, code: error.code, reason };
  const provider = knownRow(id)?.provider;
  return provider
    ? explain(provider, { code: 'failed', reason })
    : { works: false, code: 'failed', reason: reason.split('\n')[0] ?? '' };
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
