/** Test support: numbers to compute with, and what graphs of constants come to. */
import { toOnnx, type Tensor } from '../../graph/index.ts';
import type { Loader } from '../../graph/testing/checkOperator.ts';

/** Numbers that look random and are the same every time. */
export function noise(size: number, low: number, high: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: size }, () => {
    state = (state * 48271) % 2147483647;
    return low + ((high - low) * state) / 2147483647;
  });
}

/** Gives values of tensors that depend on nothing but constants. */
export function constantsOn(device: Loader): (...tensors: Tensor[]) => Promise<Float32Array[]> {
  return async (...tensors) => {
    const session = await device.load(toOnnx(Object.fromEntries(tensors.map((t, i) => [`out${i}`, t]))));
    const results = await session.run({});
    await session.release();
    return tensors.map((_, i) => results[`out${i}`]!.data as Float32Array);
  };
}
