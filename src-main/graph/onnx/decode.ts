/**
 * An ONNX model as a graph of ours, or one clear error. Files come from anywhere: whatever is read here
 * may be wrong, and nothing in it decides how much memory or time reading it takes.
 */
import type { Dim } from '../dim.ts';
import { isOperator } from '../operators/table.ts';
import { constant, GraphError, input, type DType, type Tensor } from '../tensor.ts';
import { dimensions, tensorData, typeName } from './constants.ts';
import { NodeReader, text } from './reader.ts';
import { READERS } from './readers.ts';
import { DataType, decodeModel, OnnxError, type ModelProto, type NodeProto, type TensorProto, type ValueInfoProto } from './schema.ts'; // prettier-ignore

/** A model read back: its inputs in the file's order, its outputs and what it says of itself by name. */
export interface Graph {
  readonly inputs: Tensor[];
  readonly outputs: Record<string, Tensor>;
  readonly metadata: Record<string, string>;
}

/** Nodes of the largest model we read; our training steps have some thousands. */
export const MAX_NODES = 50_000;
/** Elements of the largest tensor a graph may ask for: a 16384 x 16384 picture with 8 channels. */
const MAX_ELEMENTS = 2 ** 31;
/** Longest name of a free dimension; those of derived sizes grow with the network's depth. */
const MAX_SYMBOL = 2000;
/** Operator set versions whose words we know. */
const OPSETS = { from: 7, to: 26 };

/** A value by name, or why it cannot be used; only who uses it is told. */
type Values = Map<string, Tensor | OnnxError>;

/** A model that asks for a larger tensor than can be held. */
export class OnnxSizeError extends OnnxError {}

/**
 * Reads a model; no tensor in it may have more than `maxElements`.
 * @throws {OnnxError} naming what is wrong with it; {@link OnnxSizeError} when a tensor is too large.
 */
export function fromOnnx(source: Uint8Array | ModelProto, maxElements = MAX_ELEMENTS): Graph {
  const model = source instanceof Uint8Array ? decodeModel(source) : source;
  const { graph } = model;
  checkVersion(model);
  if (graph.node.length > MAX_NODES) {
    throw new OnnxError(`the model has ${graph.node.length} nodes, more than ${MAX_NODES}`);
  }
  const values: Values = new Map();
  const define = (name: string, value: Tensor | OnnxError): void => {
    if (values.has(name)) throw new OnnxError(`two values are called ${quoted(name)}`);
    values.set(name, value);
  };

  const weights = new Set(graph.initializer.map((tensor) => text(tensor.name)));
  const inputs: Tensor[] = [];
  for (const info of graph.input) {
    // Files of before 2019 list weights among the inputs, as defaults to be overridden.
    if (weights.has(text(info.name))) continue;
    const tensor = inputOf(info, maxElements);
    inputs.push(tensor);
    define(text(info.name), tensor);
  }
  for (const tensor of graph.initializer) define(text(tensor.name), constantOf(tensor));
  for (const node of graph.node) {
    const names = node.output.filter((name) => name !== '');
    if (names.length !== 1) {
      throw new OnnxError(`${nodeText(node)} has ${names.length} results; only one can be used`);
    }
    define(names[0]!, read(node, values, maxElements));
  }
  const outputs = graph.output.map(
    ({ name }) => [text(name), lookup(values, text(name), 'the output')] as const,
  );
  if (new Set(outputs.map(([name]) => name)).size < outputs.length) {
    throw new OnnxError('two outputs have the same name');
  }
  return { inputs, outputs: Object.fromEntries(outputs), metadata: metadataOf(model) };
}

/** What the file says of itself. */
export function metadataOf(model: ModelProto): Record<string, string> {
  return Object.fromEntries(model.metadataProps.map(({ key, value }) => [text(key), text(value)]));
}

function checkVersion(model: ModelProto): void {
  const main = model.opsetImport.find(({ domain }) => isStandard(domain));
  if (!main) throw new OnnxError('the model does not say which version of ONNX operators it uses');
  const { version } = main;
  // A missing version is none: the field's type does not show it.
  if (!(version >= OPSETS.from && version <= OPSETS.to)) {
    throw new OnnxError(`the model uses version ${version} of the ONNX operators; ${OPSETS.from} to ${OPSETS.to} can be read`); // prettier-ignore
  }
}

function read(node: NodeProto, values: Values, maxElements: number): Tensor {
  const what = nodeText(node);
  const op = text(node.opType);
  if (!isStandard(node.domain)) throw new OnnxError(`${what} is from the domain ${quoted(node.domain ?? '')}, which cannot be used`); // prettier-ignore
  const inputs = node.input.map((name) => (name === '' ? undefined : lookup(values, name, what)));
  const reader = new NodeReader(node, what, inputs);
  const result = applyReader(op, reader);
  reader.finish();
  checkSize(result, what, maxElements);
  return result;
}

function applyReader(op: string, reader: NodeReader): Tensor {
  if (op === 'Identity') return reader.tensors(1)[0] ?? fail(reader.error('lacks its input 0'));
  if (op === 'Constant') return constantNode(reader);
  if (op !== 'Upsample' && !isOperator(op)) throw reader.error('is an operator that cannot be used');
  try {
    return READERS[op](reader);
  } catch (error) {
    if (error instanceof GraphError) throw reader.error(`breaks a rule: ${error.message.slice(0, 400)}`);
    throw error;
  }
}

function constantNode(reader: NodeReader): Tensor {
  const proto = reader.raw('value')?.t;
  if (proto) {
    const { data, dims } = tensorData(proto, reader.what);
    return constant(data, dims);
  }
  const [floats, ints] = [reader.floats('value_floats'), reader.ints('value_ints')];
  if (floats) return constant(Float32Array.from(floats), [floats.length]);
  if (ints) return constant(BigInt64Array.from(ints, BigInt), [ints.length]);
  if (reader.raw('value_float')) return constant(Float32Array.of(reader.float('value_float', 0)), []);
  if (reader.raw('value_int')) return constant(BigInt64Array.of(BigInt(reader.int('value_int', 0))), []);
  throw reader.error('has no value that can be used');
}

function constantOf(proto: TensorProto): Tensor | OnnxError {
  const name = text(proto.name);
  try {
    const { data, dims } = tensorData(proto, `the constant ${quoted(name)}`);
    return constant(data, dims, name);
  } catch (error) {
    if (error instanceof OnnxError) return error;
    throw error;
  }
}

function inputOf(info: ValueInfoProto, maxElements: number): Tensor {
  const name = text(info.name);
  const what = `the input ${quoted(name)}`;
  const type = info.type?.tensorType;
  const dtype = Object.entries(DataType).find(([, code]) => code === type?.elemType)?.[0] as
    DType | undefined;
  if (!dtype) throw new OnnxError(`${what} takes ${typeName(type?.elemType)} values, which cannot be used`);
  if (!type?.shape) throw new OnnxError(`${what} does not say how many dimensions it has`);
  dimensions(type.shape.dim.map(() => 1), what); // prettier-ignore
  const shape = type.shape.dim.map(({ dimValue, dimParam }, axis): Dim => {
    if (dimValue !== undefined) return dimValue;
    // A size without a name is like no other.
    return dimParam ? symbolic(dimParam) : { symbol: `${name}.${axis}`, scale: 1, offset: 0 };
  });
  const tensor = input(name, shape, dtype);
  checkSize(tensor, what, maxElements);
  return tensor;
}

/** The reverse of `dimText`: `4h+1` is affine in `h`; what is no such expression is a symbol as it is. */
function symbolic(dimParam: string): Dim {
  const [, scale, symbol, offset] = /^([1-9]\d{0,8})?([A-Za-z_]\w*)([+-]\d{1,9})?$/.exec(dimParam) ?? [];
  if (symbol === undefined) return { symbol: dimParam, scale: 1, offset: 0 };
  return { symbol, scale: Number(scale ?? 1), offset: Number(offset ?? 0) };
}

/** @throws {OnnxError} when no machine could hold such a tensor, or there is nothing in it. */
function checkSize(tensor: Tensor, what: string, maxElements: number): void {
  let elements = 1;
  for (const dim of tensor.data ? [] : tensor.shape) {
    const size = typeof dim === 'number' ? dim : dim.scale;
    if (!Number.isSafeInteger(size) || size < 1) throw new OnnxError(`${what} has a dimension of ${size}`);
    elements *= size;
    if (typeof dim === 'object' && (dim.symbol.length > MAX_SYMBOL || Math.abs(dim.offset) > MAX_ELEMENTS)) {
      throw new OnnxError(`${what} has a dimension that cannot be followed through the network`);
    }
  }
  if (elements > maxElements)
    throw new OnnxSizeError(`${what} would have ${elements} elements, too many to hold`);
}

function lookup(values: Values, name: string, user: string): Tensor {
  const value = values.get(name);
  if (value instanceof OnnxError) throw value;
  return value ?? fail(new OnnxError(`${user} needs ${quoted(name)}, which nothing before it makes: a cycle, or a part is missing`)); // prettier-ignore
}

function nodeText(node: NodeProto): string {
  const name = text(node.name) || text(node.output[0]);
  return `the node ${quoted(name)} (${text(node.opType).slice(0, 60)})`;
}

function isStandard(domain: string | undefined): boolean {
  return !domain || domain === 'ai.onnx';
}

function quoted(name: string): string {
  return `"${name.slice(0, 80)}"`;
}

function fail(error: OnnxError): never {
  throw error;
}
