/**
 * ONNX Runtime: the default runtime, on the CPU and on any GPU through WebGPU.
 * `run` blocks the calling thread for as long as the network takes, also in its asynchronous form, so
 * whoever runs networks does it in a process of its own.
 */
import type * as ort from 'onnxruntime-node';
import { availableParallelism } from 'node:os';
import * as g from '../graph/index.ts';
import { findBlock } from './blocks.ts';
import {
  RuntimeError,
  type Device,
  type ElementType,
  type LoadOptions,
  type Session,
  type TensorValue,
  type ValueInfo,
} from './types.ts';

/** ONNX Runtime's execution providers that we know how to use. */
export type Provider = 'cpu' | 'webgpu' | 'dml' | 'coreml' | 'cuda';

/** The package: the one that came with Pastiche, or another copy of it. */
export type Package = Pick<typeof ort, 'InferenceSession' | 'Tensor'>;

/**
 * How long a thread waits for more work by spinning before it goes to sleep. Waking up costs a part of a live frame, so
 * within one it is to spin. Left alone it spins for thirty milliseconds and more, which is until the next frame: all the
 * time, on cores that the browser wants.
 */
const BRIEF_SPINNING = { session: { intra_op: { spin_duration_us: '200' } } };

/**
 * How many threads run a network on so many logical cores, unless someone asks for others: all of up to four,
 * else half of them, at most eight. Two logical cores mostly share one that computes, so the second half adds
 * little, and threads wait for each other by spinning: one on every core leaves none for the browser, and has the
 * fans run.
 */
export function threadsFor(cores: number): number {
  return Math.min(cores, Math.max(4, Math.floor(cores / 2)), 8);
}

/** A device of ONNX Runtime. Nothing is loaded or checked before the first `load`. */
export function onnxRuntimeDevice(id: string, name: string, provider: Provider, from?: Package): Device {
  // The package is large, and processes that only name devices start without it.
  const load: Device['load'] = async (model, options) =>
    loadFrom(from ?? (await import('onnxruntime-node')), provider, model, options ?? {});
  let block: Promise<number | null> | undefined;
  if (provider === 'cpu') return { id, name, load, block: () => (block ??= findBlock(load)) };
  if (provider !== 'webgpu') return { id, name, load };
  let float16: Promise<boolean> | undefined;
  // WebGPU's shaders know no bytes, which ONNX Runtime would move about on the processor; float16 not all do.
  return { id, name, load, pictures: 'words', prefersFloat16: () => (float16 ??= knowsFloat16(load)) };
}

/** Whether a device computes in float16: WebGPU says so only when a shader that does is made. */
async function knowsFloat16(load: Device['load']): Promise<boolean> {
  const words = g.input('x', [2], 'uint32');
  const model = g.toOnnx({ y: g.cast(g.relu(g.cast(words, 'float32')), 'uint32') });
  try {
    const session = await load(g.toFloat16(model));
    try {
      const { y } = await session.run({ x: { dtype: 'uint32', dims: [2], data: Uint32Array.of(0, 255) } });
      return y?.data[0] === 0 && y.data[1] === 255;
    } finally {
      await session.release();
    }
  } catch {
    return false;
  }
}

async function loadFrom(
  from: Package,
  provider: Provider,
  model: Uint8Array,
  options: LoadOptions,
): Promise<Session> {
  let session: ort.InferenceSession;
  try {
    session = await from.InferenceSession.create(model, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      intraOpNumThreads: options.threads ?? threadsFor(availableParallelism()),
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      extra: BRIEF_SPINNING,
      ...options.raw,
    });
  } catch (error) {
    throw new RuntimeError(`ONNX Runtime (${provider}) cannot use this model: ${firstLine(error)}`);
  }
  return wrap(from, session, provider);
}

function wrap(from: Package, session: ort.InferenceSession, provider: Provider): Session {
  let released = false;
  return {
    inputs: session.inputMetadata.map(valueInfo),
    outputs: session.outputMetadata.map(valueInfo),
    async run(feeds) {
      if (released) throw new RuntimeError('this session has been released');
      const tensors: Record<string, ort.Tensor> = {};
      for (const [name, value] of Object.entries(feeds)) tensors[name] = toOrt(from, value);
      let results: ort.InferenceSession.OnnxValueMapType;
      try {
        results = await session.run(tensors);
      } catch (error) {
        throw new RuntimeError(`ONNX Runtime (${provider}) failed: ${firstLine(error)}`);
      }
      return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromOrt(value)]));
    },
    async release() {
      if (released) return;
      released = true;
      await session.release();
    },
  };
}

function valueInfo(meta: ort.InferenceSession.ValueMetadata): ValueInfo {
  if (!meta.isTensor) throw new RuntimeError(`${meta.name} is no tensor`);
  return { name: meta.name, dtype: elementType(meta.type), dims: [...meta.shape] };
}

const ELEMENT_TYPES: readonly ElementType[] = ['float32', 'uint8', 'int32', 'uint32', 'int64', 'bool'];

function elementType(type: string): ElementType {
  const known = ELEMENT_TYPES.find((each) => each === type);
  if (known) return known;
  throw new RuntimeError(
    `a model with ${type} values at its edge cannot be used: it must take and give float32`,
  );
}

function toOrt({ Tensor }: Package, value: TensorValue): ort.Tensor {
  // Each branch fixes dtype and array together, which the constructor's overloads need.
  switch (value.dtype) {
    case 'float32':
      return new Tensor('float32', value.data, value.dims);
    case 'uint8':
      return new Tensor('uint8', value.data, value.dims);
    case 'int32':
      return new Tensor('int32', value.data, value.dims);
    case 'uint32':
      return new Tensor('uint32', value.data, value.dims);
    case 'int64':
      return new Tensor('int64', value.data, value.dims);
    case 'bool':
      return new Tensor('bool', value.data, value.dims);
  }
}

function fromOrt(tensor: ort.Tensor): TensorValue {
  return { dtype: elementType(tensor.type), dims: tensor.dims, data: tensor.data } as TensorValue;
}

/** What went wrong, in one line; names from a file may be any length. */
function firstLine(error: unknown): string {
  const line = ((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '').trimEnd();
  if (line.length > 400) return `${line.slice(0, 400)}…`;
  // Another sentence may follow it.
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
