/**
 * What every runtime offers: load an ONNX model on a device, run it. Values cross as typed arrays in
 * row-major order with explicit dimensions.
 */
import type { Obstacle } from './probe.ts';

/** Element types that cross a runtime's boundary, with the array that holds them. */
export interface ElementArrays {
  float32: Float32Array;
  uint8: Uint8Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
}
export type ElementType = keyof ElementArrays;

/** A tensor with its data on the host. `data.length` is the product of `dims`. */
export type TensorValue = {
  [T in ElementType]: {
    readonly dtype: T;
    readonly dims: readonly number[];
    readonly data: ElementArrays[T];
  };
}[ElementType];

/** A named input or output of a model; a free dimension is a string. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: ElementType;
  readonly dims: readonly (number | string)[];
}

/** A loaded model. One `run` at a time; `release` frees the device's memory, and is idempotent. */
export interface Session {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** @throws {RuntimeError} when a feed is missing or does not fit, or the device fails. */
  run(feeds: Readonly<Record<string, TensorValue>>): Promise<Record<string, TensorValue>>;
  release(): Promise<void>;
}

/** How to load a model. */
export interface LoadOptions {
  /** Threads for a CPU device; default: as many as suit a live view. */
  threads?: number;
  /** Options passed to the runtime as they are, for measuring. */
  raw?: Readonly<Record<string, unknown>>;
}

/** How the pixels of a picture cross to a device. */
export type Pictures = 'bytes' | 'words';

/** Something networks can be run on. */
export interface Device {
  /** Stable id: `cpu`, `webgpu`, `tensorflow-cpu`, `tensorflow-gpu`, … */
  readonly id: string;
  readonly name: string;
  /**
   * How it wants pictures: as bytes, or (`words`) with the four bytes of a pixel in one uint32, because it
   * cannot reckon with bytes and would leave them to the processor. Default: bytes.
   */
  readonly pictures?: Pictures;
  /** Whether networks that only paint are to be in float16 on it, which takes half the memory traffic. */
  prefersFloat16?(): Promise<boolean>;
  /** Channels in a block of its own layout, in which networks that only paint are quicker; null where it has none. */
  block?(): Promise<number | null>;
  /** @throws {RuntimeError} when the bytes are no model this device can run. */
  load(model: Uint8Array, options?: LoadOptions): Promise<Session>;
}

/** A failure of a runtime, with a message that says what to do. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';

  /** `code`: why the device cannot be used at all, where that is known. */
  constructor(
    message: string,
    readonly code?: Obstacle,
  ) {
    super(message);
  }
}
