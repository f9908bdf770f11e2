/**
 * The safetensors format: an 8-byte little-endian header length, a JSON header that names each tensor's
 * type, shape and place, then the data. Used for the loss network's weights and for checkpoints.
 */
import { z } from 'zod';
import { sizeOf } from '../graph/index.ts';

/** A float32 tensor with its shape. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a file holds: float32 tensors by name, and text by key. */
export interface SafeTensors {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const Entry = z.object({
  dtype: z.literal('F32', { error: 'only float32 tensors are supported' }),
  shape: z.array(z.number().int().min(0)),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
});
const Header = z.record(z.string(), z.unknown());
const Metadata = z.record(z.string(), z.string());

/** Longest header we read. A checkpoint's holds the losses of up to a million steps, some 150 bytes each. */
const MAX_HEADER = 256 * 1024 * 1024;

/** Bytes that are not safetensors; the message says what is wrong with them. */
export class SafeTensorsError extends Error {
  override readonly name = 'SafeTensorsError';
}

/** Reads a file's bytes. @throws {SafeTensorsError} when they are cut off, malformed or not float32. */
export function readSafeTensors(bytes: Uint8Array): SafeTensors {
  if (bytes.length < 8) throw new SafeTensorsError('the file is too short to be safetensors');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER || 8 + length > bytes.length) {
    throw new SafeTensorsError('the file is not safetensors, or it is cut off');
  }
  const header = parseHeader(bytes.subarray(8, 8 + length));
  // A plain array whatever came in: Node's Buffer would share, where slice() must copy.
  const body = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + length, bytes.length - 8 - length);
  const tensors: Record<string, NamedTensor> = {};
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      const parsed = Metadata.safeParse(value);
      if (!parsed.success) throw new SafeTensorsError('the metadata is not text');
      metadata = parsed.data;
      continue;
    }
    const entry = Entry.safeParse(value);
    if (!entry.success) throw new SafeTensorsError(`tensor ${name}: ${z.prettifyError(entry.error)}`);
    const { shape, data_offsets: [from, to] } = entry.data; // prettier-ignore
    const size = sizeOf(shape);
    if (to - from !== size * 4 || to > body.length) {
      throw new SafeTensorsError(`tensor ${name} lies outside of the file, or is cut off`);
    }
    // Copied, because the data need not be aligned to four bytes in the file.
    tensors[name] = { shape, data: new Float32Array(body.slice(from, to).buffer) };
  }
  return { tensors, metadata };
}

/** The bytes of a file. Tensors are stored in the order given. */
export function writeSafeTensors({ tensors, metadata }: SafeTensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, 8);
  let at = 8 + padded;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return Header.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw new SafeTensorsError('the file is not safetensors: its header is not JSON');
  }
}
