/**
 * Tensors of a model whose values lie in other files, as ONNX's "external data" has it. A model's bytes are walked as they
 * are, and what is not about such tensors is kept byte by byte: also what our schema knows nothing of.
 */
import protobuf from 'protobufjs';
import { MAX_DEPTH, MAX_FIELDS, OnnxError } from './schema.ts';

/** A tensor whose values lie in another file. */
export interface TensorElsewhere {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  /** Where they lie, as the model has it: nothing of it is checked. */
  readonly entries: readonly { readonly key: string; readonly value: string }[];
}

/** Whatever holds tensors, and by which fields, in ONNX's numbers. */
const WAYS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  function: { 7: 'node', 11: 'attribute' },
};
/** Fields of a tensor. */
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9, externalData: 13, dataLocation: 14 } as const;
/** The value of {@link TENSOR.dataLocation} by which values lie in another file. */
const EXTERNAL = 1;
/** How protobuf writes a number of variable length, and bytes with their length. */
const [NUMBER, BYTES] = [0, 2] as const;

/** A tensor without its values is a name, a shape and a place. */
const MAX_TENSOR_BYTES = 16_384;

/** What becomes of a tensor that lies elsewhere: its values, or null for none. */
type Fill = (tensor: TensorElsewhere) => Uint8Array | null;

/** One walk through a model. */
interface Walk {
  readonly fill: Fill;
  /** Fields that may still come. */
  left: number;
}

/**
 * The tensors of a model whose values lie in other files, in the order of the file.
 * @throws {OnnxError} when it is no model, or cut off.
 */
export function tensorsElsewhere(bytes: Uint8Array): TensorElsewhere[] {
  const found: TensorElsewhere[] = [];
  // A word of each such tensor; where it is nowhere, nothing needs to be walked.
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('location')) return found;
  walk(bytes, (tensor) => {
    found.push(tensor);
    return null;
  });
  return found;
}

/** The model with these values, one for each of {@link tensorsElsewhere}, as if they had never lain elsewhere. */
export function withTensors(bytes: Uint8Array, values: readonly Uint8Array[]): Uint8Array {
  const left = [...values];
  const pieces = walk(bytes, () => left.shift() ?? null);
  if (!pieces) return bytes;
  const whole = new Uint8Array(sizeOf(pieces));
  let end = 0;
  for (const piece of pieces) {
    whole.set(piece, end);
    end += piece.length;
  }
  return whole;
}

function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function walk(bytes: Uint8Array, fill: Fill): Uint8Array[] | null {
  try {
    return changed(bytes, 'model', { fill, left: MAX_FIELDS }, 0);
  } catch (error) {
    if (error instanceof OnnxError) throw error;
    throw new OnnxError(
      `this is not an ONNX model, or it is cut off (${error instanceof Error ? error.message : ''})`,
    );
  }
}

/** A message in pieces, with the tensors in it filled; null where there is nothing to fill. */
function changed(bytes: Uint8Array, kind: string, walk: Walk, depth: number): Uint8Array[] | null {
  if (depth > MAX_DEPTH) throw new OnnxError('it is nested too deeply');
  if (kind === 'tensor') return filled(bytes, walk);
  const pieces: Uint8Array[] = [];
  const reader = protobuf.Reader.create(bytes);
  let kept = 0;
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = nextTag(reader, walk);
    const inner = (tag & 7) === BYTES ? WAYS[kind]?.[tag >>> 3] : undefined;
    if (inner === undefined) {
      reader.skipType(tag & 7);
      continue;
    }
    const within = changed(reader.bytes(), inner, walk, depth + 1);
    if (!within) continue;
    const head = protobuf.Writer.create().uint32(tag).uint32(sizeOf(within)).finish();
    pieces.push(bytes.subarray(kept, start), head);
    for (const piece of within) pieces.push(piece);
    kept = reader.pos;
  }
  if (pieces.length === 0) return null;
  pieces.push(bytes.subarray(kept));
  return pieces;
}

function nextTag(reader: protobuf.Reader, walk: Walk): number {
  if (walk.left-- <= 0) throw new OnnxError(`it has more than ${MAX_FIELDS} parts`);
  return reader.uint32();
}

/** A tensor in pieces, with its values; null where they do not lie elsewhere, or are not to be put in. */
function filled(bytes: Uint8Array, walk: Walk): Uint8Array[] | null {
  if (!liesElsewhere(bytes, walk)) return null;
  if (bytes.length > MAX_TENSOR_BYTES) throw new OnnxError('what it says of a weight in another file is too long'); // prettier-ignore
  const values = walk.fill(readTensor(bytes));
  if (!values) return null;
  const pieces: Uint8Array[] = [];
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    reader.skipType(tag & 7);
    const field = tag >>> 3;
    const goes = field === TENSOR.rawData || field === TENSOR.externalData || field === TENSOR.dataLocation;
    if (!goes) pieces.push(bytes.subarray(start, reader.pos));
  }
  const tag = (TENSOR.rawData << 3) | BYTES;
  pieces.push(protobuf.Writer.create().uint32(tag).uint32(values.length).finish(), values);
  return pieces;
}

/** Passes over values that are here without reading them. */
function liesElsewhere(bytes: Uint8Array, walk: Walk): boolean {
  const reader = protobuf.Reader.create(bytes);
  let location = 0;
  while (reader.pos < reader.len) {
    const tag = nextTag(reader, walk);
    if (tag === ((TENSOR.dataLocation << 3) | NUMBER)) location = reader.int32();
    else reader.skipType(tag & 7);
  }
  return location === EXTERNAL;
}

function readTensor(bytes: Uint8Array): TensorElsewhere {
  const reader = protobuf.Reader.create(bytes);
  const dims: number[] = [];
  const entries: TensorElsewhere['entries'][number][] = [];
  let [name, dataType] = ['', 0];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const [field, written] = [tag >>> 3, tag & 7];
    if (field === TENSOR.dims && written === NUMBER) dims.push(Number(reader.int64()));
    else if (field === TENSOR.dims && written === BYTES) {
      const packed = protobuf.Reader.create(reader.bytes());
      while (packed.pos < packed.len) dims.push(Number(packed.int64()));
    } else if (field === TENSOR.dataType && written === NUMBER) dataType = reader.int32();
    else if (field === TENSOR.name && written === BYTES) name = reader.string();
    else if (field === TENSOR.externalData && written === BYTES) entries.push(readEntry(reader.bytes()));
    else reader.skipType(written);
  }
  return { name, dims, dataType, entries };
}

function readEntry(bytes: Uint8Array): TensorElsewhere['entries'][number] {
  const reader = protobuf.Reader.create(bytes);
  let [key, value] = ['', ''];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | BYTES)) key = reader.string();
    else if (tag === ((2 << 3) | BYTES)) value = reader.string();
    else reader.skipType(tag & 7);
  }
  return { key, value };
}
