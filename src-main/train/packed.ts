/**
 * Many results of a graph as one. A graphics card is waited for once for each output that is read back, and a
 * training step has one for every parameter.
 */
import { concat, reshape, sizeOf, toOnnx, type Tensor } from '../graph/index.ts';
import type { Device, Session, TensorValue } from '../runtime/types.ts';

/** The name of the output that holds a {@link Packed}. */
export const PACKED = 'packed';

/** Results side by side, and how to tell them apart again. */
export interface Packed {
  /** All of them, flat (total), in the order of their names. */
  readonly tensor: Tensor;
  /** Each result by its name, as views of the value of `tensor`. */
  unpack(value: TensorValue): Record<string, Float32Array>;
}

/** Packs float32 outputs of fixed sizes. */
export function pack(outputs: Readonly<Record<string, Tensor>>): Packed {
  const all = Object.entries(outputs).map(([name, tensor]) => ({ name, tensor, size: sizeOf(tensor.shape) }));
  const flat = all.map(({ tensor, size }) => reshape(tensor, [size]));
  return {
    tensor: concat(flat, 0),
    unpack({ data }) {
      let from = 0;
      const each = all.map(({ name, size }): [string, Float32Array] => [
        name,
        (data as Float32Array).subarray(from, (from += size)),
      ]);
      return Object.fromEntries(each);
    },
  };
}

/** A loaded graph of which each run gives all outputs by their names. */
export interface PackedSession extends Pick<Session, 'release'> {
  run(feeds: Readonly<Record<string, TensorValue>>): Promise<Record<string, Float32Array>>;
}

/** Loads a graph of such outputs on a device. @throws {RuntimeError} when the device cannot run it. */
export async function loadPacked(
  device: Device,
  outputs: Readonly<Record<string, Tensor>>,
): Promise<PackedSession> {
  const packed = pack(outputs);
  const session = await device.load(toOnnx({ [PACKED]: packed.tensor }));
  return {
    run: async (feeds) => packed.unpack((await session.run(feeds))[PACKED]!),
    release: () => session.release(),
  };
}
