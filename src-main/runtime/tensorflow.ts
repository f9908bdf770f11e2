/**
 * TensorFlow.js as a runtime: walks a graph's nodes and computes each with its row in
 * `tensorflowOperators.ts`. On CUDA where `@tensorflow/tfjs-node-gpu` is installed; on TensorFlow.js's
 * own plain backend, slow but everywhere, as a second opinion in tests.
 */
import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { fromOnnx, GraphError, OnnxError, dimText, reach, type Tensor } from '../graph/index.ts';
import { probe, type Probe } from './probe.ts';
import { ROWS, type TensorFlow } from './tensorflowOperators.ts';
import { RuntimeError, type Device, type Session, type TensorValue, type ValueInfo } from './types.ts';

const GPU_PACKAGE = '@tensorflow/tfjs-node-gpu';
const require = createRequire(import.meta.url);

/** TensorFlow.js's plain JavaScript backend. */
export async function tensorFlowCpu(name: string): Promise<Device> {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-cpu');
  return device(tf, 'tensorflow-cpu', name, 'cpu');
}

/** The entry of `@tensorflow/tfjs-node-gpu`; null where it is not installed, as in every installed app. */
export function tensorFlowGpuEntry(): string | null {
  try {
    return require.resolve(GPU_PACKAGE);
  } catch {
    return null;
  }
}

/** Why TensorFlow.js has no GPU where its package is missing, and what to do. */
export const NO_TENSORFLOW_GPU = `${GPU_PACKAGE} is not part of the installed app: WebGPU and CUDA use the same card. Beside the source of Pastiche, with CUDA 11.2 and cuDNN 8.1, run: npm install --include=optional ${GPU_PACKAGE}`;

/**
 * TensorFlow.js on CUDA, from the package with this entry. A broken CUDA can end this process: ask
 * {@link probeTensorFlowGpu} first where that would be a loss.
 * @throws {RuntimeError} when it cannot be loaded, or would compute on the processor; says what to do.
 */
export async function tensorFlowGpu(name: string, entry: string): Promise<Device> {
  restoreIsNullOrUndefined();
  let tf: TensorFlow;
  try {
    tf = require(entry) as TensorFlow;
    await tf.ready();
  } catch (error) {
    throw new RuntimeError(gpuRemedy(error instanceof Error ? error.message : String(error)), 'no-libraries');
  }
  // Without its CUDA libraries TensorFlow quietly computes on the processor.
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
  if (!isUsingGpuDevice) throw new RuntimeError(gpuRemedy('CUDA was not found'), 'no-libraries');
  return device(tf, 'tensorflow-gpu', name, 'tensorflow');
}

/** Whether TensorFlow.js can compute on this machine's GPU; tried in a process of its own. */
export async function probeTensorFlowGpu(entry: string): Promise<Probe> {
  const found = await probe(
    `require('node:util').isNullOrUndefined ??= (value) => value === null || value === undefined;
     const tf = require(args[0]);
     await tf.ready();
     if (!tf.backend().isUsingGpuDevice) throw new Error('CUDA was not found');
     const sum = tf.matMul(tf.ones([4, 4]), tf.ones([4, 4])).sum().dataSync()[0];
     if (sum !== 64) throw new Error('it computes wrong numbers');`,
    [entry],
  );
  if (found.works) return found;
  const code = found.code === 'failed' ? 'no-libraries' : found.code;
  return { works: false, code, reason: gpuRemedy(found.reason) };
}

/** What to do about a GPU that TensorFlow.js cannot use. */
function gpuRemedy(problem: string): string {
  return `TensorFlow.js could not use the GPU (${problem.split('\n')[0] ?? ''}). It needs an NVIDIA card with CUDA 11.2 and cuDNN 8.1 on the library path; without them choose another device`;
}

/** TensorFlow.js's Node package calls this function, which Node 23 took out of `util`. */
export function restoreIsNullOrUndefined(): void {
  const util = process.getBuiltinModule('node:util') as { isNullOrUndefined?: unknown };
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
}

function device(tf: TensorFlow, id: string, name: string, backend: string): Device {
  return {
    id,
    name,
    load: async (model) => {
      // Without its own checks, of which the graph's rules leave nothing to find, and its advertisement.
      tf.enableProdMode();
      await tf.ready();
      return load(tf, backend, model);
    },
  };
}

async function load(tf: TensorFlow, backend: string, model: Uint8Array): Promise<Session> {
  let graph: ReturnType<typeof fromOnnx>;
  try {
    graph = fromOnnx(model);
  } catch (error) {
    if (error instanceof OnnxError || error instanceof GraphError) {
      throw new RuntimeError(`TensorFlow.js (${backend}) cannot use this model: ${error.message}`);
    }
    throw error;
  }
  if (!(await tf.setBackend(backend))) throw new RuntimeError(`TensorFlow.js has no backend ${backend} here`);
  const outputs = Object.entries(graph.outputs);
  const order = reach(Object.values(graph.outputs));
  if (order.some(({ dtype }) => dtype === 'uint32')) {
    throw new RuntimeError(`TensorFlow.js (${backend}) has no uint32 values`);
  }
  const constants = new Map<Tensor, TfTensor>();
  for (const tensor of order) {
    if (tensor.data) constants.set(tensor, upload(tf, tensor.data, tensor.shape as number[], tensor.dtype));
  }
  let released = false;

  /** Computes the outputs; every value is let go after its last use. */
  const walk = (feeds: Readonly<Record<string, TensorValue>>): TfTensor[] => {
    const values = new Map(constants);
    const uses = countUses(order, outputs.map(([, tensor]) => tensor)); // prettier-ignore
    const drop = (tensor: Tensor): void => {
      const left = (uses.get(tensor) ?? 0) - 1;
      uses.set(tensor, left);
      if (left === 0 && !constants.has(tensor)) values.get(tensor)?.dispose();
    };
    try {
      for (const input of graph.inputs) {
        const value = feedFor(input, feeds);
        if (uses.has(input)) values.set(input, upload(tf, value.data, value.dims, value.dtype));
      }
      for (const node of order) {
        if (node.op === 'Input' || node.op === 'Constant') continue;
        const row = ROWS[node.op];
        const inputs = node.inputs.map((tensor) => values.get(tensor)!);
        // A result that is its input (nothing to pad, nothing to slice) gets an identity of its own.
        const own = (result: TfTensor): TfTensor => (inputs.includes(result) ? tf.clone(result) : result);
        values.set(
          node,
          tf.tidy(() => own(row(tf, inputs, node.attributes))),
        );
        node.inputs.forEach(drop);
      }
      return outputs.map(([, tensor]) => tf.clone(values.get(tensor)!));
    } finally {
      for (const [tensor, value] of values) if (!constants.has(tensor)) value.dispose();
    }
  };

  return {
    inputs: graph.inputs.map((tensor) => valueInfo(tensor.name ?? '', tensor)),
    outputs: outputs.map(([name, tensor]) => valueInfo(name, tensor)),
    async run(feeds) {
      if (released) throw new RuntimeError('this session has been released');
      // One backend at a time is TensorFlow.js's current one; initialised, it is chosen at once.
      void tf.setBackend(backend);
      let results: TfTensor[];
      try {
        results = walk(feeds);
      } catch (error) {
        if (error instanceof RuntimeError) throw error;
        throw new RuntimeError(
          `TensorFlow.js (${backend}) failed: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      try {
        const read = results.map(async (result, i) => {
          const [name, tensor] = outputs[i]!;
          return [name, fromTf(tensor, [...result.shape], await result.data())] as const;
        });
        return Object.fromEntries(await Promise.all(read));
      } finally {
        tf.dispose(results);
      }
    },
    release() {
      if (!released) tf.dispose([...constants.values()]);
      released = true;
      return Promise.resolve();
    },
  };
}

/** How often each tensor is used as an input or an output. */
function countUses(order: readonly Tensor[], outputs: readonly Tensor[]): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  for (const tensor of [...order.flatMap(({ inputs }) => inputs), ...outputs]) {
    uses.set(tensor, (uses.get(tensor) ?? 0) + 1);
  }
  return uses;
}

/** The value for an input. @throws {RuntimeError} when it is missing or does not fit. */
function feedFor(input: Tensor, feeds: Readonly<Record<string, TensorValue>>): TensorValue {
  const name = input.name ?? '';
  const value = Object.hasOwn(feeds, name) ? feeds[name] : undefined;
  if (!value) throw new RuntimeError(`the input ${name} is missing`);
  const fits =
    value.dtype === input.dtype &&
    value.dims.length === input.shape.length &&
    input.shape.every((dim, axis) => typeof dim !== 'number' || dim === value.dims[axis]);
  const size = value.dims.reduce((a, b) => a * b, 1);
  if (!fits || value.data.length !== size) {
    const wanted = `${input.dtype}[${input.shape.map(dimText).join(', ')}]`;
    throw new RuntimeError(
      `the input ${name} should be ${wanted}, but is ${value.dtype}[${value.dims.join(', ')}] with ${value.data.length} values`,
    );
  }
  return value;
}

function upload(
  tf: TensorFlow,
  data: TensorValue['data'],
  dims: readonly number[],
  dtype: Tensor['dtype'],
): TfTensor {
  if (data instanceof BigInt64Array) return tf.tensor(Int32Array.from(data, Number), [...dims], 'int32');
  if (dtype === 'bool') return tf.tensor(data, [...dims], 'bool');
  // Copied: TensorFlow.js keeps float arrays as they are, and the caller may write to them again.
  return dtype === 'float32'
    ? tf.tensor(data.slice(), [...dims], 'float32')
    : tf.tensor(Int32Array.from(data), [...dims], 'int32');
}

function fromTf(tensor: Tensor, dims: number[], data: Float32Array | Int32Array | Uint8Array): TensorValue {
  switch (tensor.dtype) {
    case 'float32':
      return { dtype: 'float32', dims, data: Float32Array.from(data) };
    case 'uint8':
      return { dtype: 'uint8', dims, data: Uint8Array.from(data) };
    case 'bool':
      return { dtype: 'bool', dims, data: Uint8Array.from(data) };
    case 'uint32':
      throw new RuntimeError('TensorFlow.js has no uint32 values');
    case 'int32':
      return { dtype: 'int32', dims, data: Int32Array.from(data) };
    case 'int64':
      return { dtype: 'int64', dims, data: BigInt64Array.from(data, BigInt) };
  }
}

function valueInfo(name: string, { dtype, shape }: Tensor): ValueInfo {
  return { name, dtype, dims: shape.map((dim) => (typeof dim === 'number' ? dim : dimText(dim))) };
}
