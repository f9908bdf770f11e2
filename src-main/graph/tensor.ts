/**
 * The one node type of a graph. A tensor is immutable and knows how it was made; a graph is whatever
 * its outputs reach. Operators and their rules are in `operators/`.
 */
import { shapeText, sizeOf, type Shape } from './dim.ts';
import { OPERATORS, type OperatorName } from './operators/table.ts';

/** Element types a graph can hold. */
export type DType = 'float32' | 'uint8' | 'int32' | 'uint32' | 'int64' | 'bool';

/** Data of a constant, in row-major order. */
export type ConstantData = Float32Array | Uint8Array | Int32Array | Uint32Array | BigInt64Array;

/** Value of an operator's attribute. What ONNX passes as a constant input (axes, pads) is one too. */
export type Attribute = number | string | readonly number[];
export type Attributes = Readonly<Record<string, Attribute>>;

/** A value in a graph: an input, a constant, or the result of an operator on other tensors. */
export interface Tensor {
  /** Grows with creation, so that ascending ids are a topological order. */
  readonly id: number;
  readonly op: OperatorName | 'Input' | 'Constant';
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly dtype: DType;
  readonly shape: Shape;
  /** Inputs have a name; constants that are parameters of a network keep theirs. */
  readonly name?: string;
  /** Constants only. */
  readonly data?: ConstantData;
}

/** A graph that breaks an operator's rules; the message names the operator and what it was given. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

let nextId = 0;

/** A value that the graph is given each time it runs. Names are unique within a graph. */
export function input(name: string, shape: Shape, dtype: DType = 'float32'): Tensor {
  return { id: nextId++, op: 'Input', inputs: [], attributes: {}, dtype, shape, name };
}

/**
 * A value fixed when the graph is built.
 * @throws {GraphError} when the data's length is not the shape's size.
 */
export function constant(data: ConstantData, shape: readonly number[], name?: string): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new GraphError(
      `constant ${name ?? ''} has ${data.length} values, but its shape ${shapeText(shape)} needs ${sizeOf(shape)}`,
    );
  }
  const dtype = dtypeOf(data);
  const base = { id: nextId++, op: 'Constant' as const, inputs: [], attributes: {}, dtype, shape, data };
  return name === undefined ? base : { ...base, name };
}

/** A float32 scalar. */
export function scalar(value: number): Tensor {
  return constant(Float32Array.of(value), []);
}

/**
 * Applies an operator: checks its rules and gives its result.
 * @throws {GraphError} naming the operator, the inputs' shapes and the rule that was broken.
 */
export function apply(op: OperatorName, inputs: readonly Tensor[], attributes: Attributes = {}): Tensor {
  let result: { dtype: DType; shape: Shape };
  try {
    result = OPERATORS[op].infer(inputs, attributes);
  } catch (error) {
    const given = inputs.map((tensor) => `${tensor.dtype}${shapeText(tensor.shape)}`).join(', ');
    throw new GraphError(`${op}(${given}): ${error instanceof Error ? error.message : String(error)}`);
  }
  return { id: nextId++, op, inputs, attributes, ...result };
}

/** Every tensor the given ones are made of, themselves included, in topological order. */
export function reach(outputs: Iterable<Tensor>): Tensor[] {
  const seen = new Set<Tensor>();
  const stack = [...outputs];
  for (let tensor = stack.pop(); tensor; tensor = stack.pop()) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    stack.push(...tensor.inputs);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

function dtypeOf(data: ConstantData): DType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Uint32Array) return 'uint32';
  return data instanceof Int32Array ? 'int32' : 'int64';
}
