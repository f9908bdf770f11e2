/**
 * From a picture's pixels to the planes of numbers that a network takes, and back, inside the graph. A
 * picture's bytes are the same in both forms; only how a device is told to read them differs.
 */
import * as g from '../graph/index.ts';
import type { Pictures, TensorValue } from '../runtime/types.ts';
import type { FrameSize } from './painter.ts';

/** One way to hand pictures over. */
export interface Pixels {
  /** Shape and type of a picture. */
  type(size: FrameSize): [shape: number[], dtype: 'uint8' | 'uint32'];
  /** A picture's colours: float32 (1, 3, H, W), written in an operator set. */
  planes(picture: g.Tensor, size: FrameSize, opset?: number): g.Tensor;
  /** The reverse for float32 (3, H * W): rounded, clamped, alpha 255. */
  interleave(colours: g.Tensor, size: FrameSize): g.Tensor;
  /** A picture of bytes as this form has it, without a copy where its memory allows. */
  value(pixels: Uint8Array, size: FrameSize): TensorValue;
}

/** What each channel of a word is to be divided by: red is the lowest byte. */
const PLACES = g.constant(Uint32Array.of(1, 2 ** 8, 2 ** 16), [3, 1]);
const WEIGHTS = g.constant(Float32Array.of(1, 2 ** 8, 2 ** 16), [1, 3]);
const BYTE = g.constant(Uint32Array.of(2 ** 8), []);
const ALPHA = g.constant(Uint32Array.of(0xff000000), []);

/** How RGBA is handed over. */
export const RGBA: Readonly<Record<Pictures, Pixels>> = {
  bytes: {
    type: ({ width, height }) => [[height, width, 4], 'uint8'],
    planes(rgba, { width, height }) {
      // Moved while still bytes: a quarter of the memory traffic.
      const rows = g.transpose(g.reshape(rgba, [height * width, 4]), [1, 0]);
      const colours = g.slice(g.reshape(rows, [4, height, width]), [0], [0], [3]);
      return g.reshape(g.cast(colours, 'float32'), [1, 3, height, width]);
    },
    interleave(colours, { width, height }) {
      const alpha = g.constant(new Uint8Array(width * height).fill(255), [1, width * height]);
      const rows = g.concat([toBytes(colours), alpha], 0);
      return g.reshape(g.transpose(rows, [1, 0]), [height, width, 4]);
    },
    value: (rgba, { width, height }) => ({ dtype: 'uint8', dims: [height, width, 4], data: rgba }),
  },
  words: {
    type: ({ width, height }) => [[height, width], 'uint32'],
    planes(words, { width, height }) {
      const moved = g.div(g.reshape(words, [1, height * width]), PLACES);
      return g.reshape(lowBytes(moved), [1, 3, height, width]);
    },
    interleave(colours, { width, height }) {
      // Whole numbers below 2^24 are exact in float32, and it has the faster sum.
      const levels = g.cast(toWhole(colours, 'uint32'), 'float32');
      const word = g.add(g.cast(g.matmul(WEIGHTS, levels), 'uint32'), ALPHA);
      return g.reshape(word, [height, width]);
    },
    value: (rgba, { width, height }) => ({ dtype: 'uint32', dims: [height, width], data: wordsOf(rgba) }),
  },
};

/** The lowest bytes of words as float32. */
export function lowBytes(words: g.Tensor): g.Tensor {
  return g.cast(g.sub(words, g.mul(g.div(words, BYTE), BYTE)), 'float32');
}

/** Rounded to whole levels within 0 to 255. */
export function toBytes(values: g.Tensor): g.Tensor {
  return toWhole(values, 'uint8');
}

/** The same as either type. */
export function toWhole(values: g.Tensor, to: 'uint8' | 'uint32'): g.Tensor {
  return g.cast(g.min(g.max(g.add(values, 0.5), 0), 255), to);
}

/** The same memory in words; a copy of it where it does not begin at a word. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  // Not `slice`: Node's IPC gives a Buffer, whose own `slice` copies nothing.
  const own = bytes.byteOffset % Uint32Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Uint32Array(own.buffer, own.byteOffset, own.length / Uint32Array.BYTES_PER_ELEMENT);
}

/** The bytes of a picture in either form, in the same memory. */
export function bytesOf({ data }: Pick<TensorValue, 'data'>): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
