/** The data of ONNX tensors, read into arrays of ours. */
import type { ConstantData } from '../tensor.ts';
import { DataType, OnnxError, type TensorProto } from './schema.ts';

/** What the ONNX standard calls its element types, by code; ours are among them. */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'float32', 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 7: 'int64', 8: 'string',
  9: 'bool', 10: 'float16', 11: 'float64', 12: 'uint32', 13: 'uint64', 16: 'bfloat16',
}; // prettier-ignore

/** Bytes of one value of each element type whose values are written as bytes. */
export const TENSOR_BYTES: Readonly<Record<number, number>> = {
  1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2,
}; // prettier-ignore

/** An element type's code as text. */
export function typeName(code: number | undefined): string {
  return TYPE_NAMES[code ?? 0] ?? `type ${code ?? 0}`;
}

/** Most dimensions a tensor may have: far more than any picture needs. */
const MAX_RANK = 8;

/** A tensor's dimensions. @throws {OnnxError} when they are no sizes. */
export function dimensions(dims: readonly number[], what: string): number[] {
  if (dims.length > MAX_RANK)
    throw new OnnxError(`${what} has ${dims.length} dimensions, more than ${MAX_RANK}`);
  for (const dim of dims) {
    if (!Number.isSafeInteger(dim) || dim < 0) throw new OnnxError(`${what} has a dimension of ${dim}`);
  }
  return [...dims];
}

/**
 * The values of a tensor, as many as its dimensions say. Nothing is allocated that is not in the file.
 * @throws {OnnxError} when the values lie in another file, are of another type, or are too few or many.
 */
export function tensorData(proto: TensorProto, what: string): { data: ConstantData; dims: number[] } {
  if ((proto.dataLocation ?? 0) !== 0 || (proto.externalData?.length ?? 0) > 0) {
    throw new OnnxError(
      `the data of ${what} lies in another file: save the model again as one file, without external data`,
    );
  }
  const dims = dimensions(proto.dims, what);
  const size = dims.reduce((product, dim) => product * dim, 1);
  const raw = proto.rawData && proto.rawData.length > 0 ? proto.rawData : undefined;
  const data = raw ? fromBytes(proto.dataType, raw, what) : fromNumbers(proto, what);
  if (data.length !== size) {
    throw new OnnxError(
      `${what} holds ${data.length} values, but its shape [${dims.join(', ')}] needs ${size}`,
    );
  }
  return { data, dims };
}

function fromBytes(type: number, raw: Uint8Array, what: string): ConstantData {
  // A copy of its own: numbers in a file need not be aligned, and the file can then be let go.
  const { buffer } = new Uint8Array(raw);
  const width =
    { [DataType.float32]: 4, [DataType.int32]: 4, [DataType.uint32]: 4, [DataType.int64]: 8 }[type] ?? 1;
  if (buffer.byteLength % width !== 0) throw new OnnxError(`the data of ${what} is cut off`);
  if (type === DataType.float32) return new Float32Array(buffer);
  if (type === DataType.uint8) return new Uint8Array(buffer);
  if (type === DataType.int32) return new Int32Array(buffer);
  if (type === DataType.uint32) return new Uint32Array(buffer);
  if (type === DataType.int64) return new BigInt64Array(buffer);
  throw unsupported(type, what);
}

function fromNumbers(proto: TensorProto, what: string): ConstantData {
  const { dataType } = proto;
  if (dataType === DataType.float32) return Float32Array.from(proto.floatData ?? []);
  if (dataType === DataType.uint8) return Uint8Array.from(proto.int32Data ?? []);
  if (dataType === DataType.int32) return Int32Array.from(proto.int32Data ?? []);
  if (dataType === DataType.int64) return BigInt64Array.from((proto.int64Data ?? []).map(BigInt));
  throw unsupported(dataType, what);
}

function unsupported(type: number, what: string): OnnxError {
  return new OnnxError(
    `${what} holds ${typeName(type)} values, which cannot be used: save the model in float32`,
  );
}
