/** A graph as an ONNX model. */
import { dimText, fixedShape, type Shape } from '../dim.ts';
import { reach, GraphError, type Attribute, type ConstantData, type Tensor } from '../tensor.ts';
import {
  attributeOf,
  AttributeType,
  DataType,
  encodeModel,
  type AttributeProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './schema.ts';

/** Version of the ONNX operator set our graphs are written in. */
export const OPSET = 17;

/** What is ours to say of a model besides its graph. */
export interface ModelExtras {
  /** `metadata_props`: anything as text. */
  metadata?: Readonly<Record<string, string>>;
  name?: string;
  /** Put before every name the encoder makes up, so that graphs can be joined. */
  prefix?: string;
  /** Operator set to write for, 8 or newer; {@link OPSET} unless told. */
  opset?: number;
  /** Told the name of every value of the graph. */
  named?: (name: string, tensor: Tensor) => void;
}

/**
 * What ONNX passes as constant inputs and we hold as attributes, in the operator's input order, and since
 * which operator set: before, they are attributes there too.
 */
const CONSTANT_INPUTS: Readonly<Record<string, { names: readonly string[]; since: number }>> = {
  Reshape: { names: ['shape'], since: 5 },
  Expand: { names: ['shape'], since: 8 },
  Slice: { names: ['starts', 'ends', 'axes', 'steps'], since: 10 },
  Pad: { names: ['pads'], since: 11 },
  ReduceSum: { names: ['axes'], since: 13 },
  CumSum: { names: ['axis'], since: 11 },
};
/** Operators that older operator sets lack, or give another meaning; before 8, Min and Max take values of one shape only. */
const NEWER: Readonly<Record<string, number>> = { Resize: 11, DepthToSpace: 11, CumSum: 11 };

/**
 * The graph that `outputs` (name to tensor) reach, as ONNX.
 * @throws {GraphError} on two inputs of one name, and on what the operator set cannot say.
 */
export function toModel(outputs: Readonly<Record<string, Tensor>>, extras: ModelExtras = {}): ModelProto {
  const order = reach(Object.values(outputs));
  const opset = extras.opset ?? OPSET;
  const named = givenNames(order, new Set(Object.keys(outputs)), extras.prefix ?? '');
  const names = new Map(named.names);
  const name = (tensor: Tensor): string => names.get(tensor)!;
  const graph: ModelProto['graph'] = {
    node: [],
    name: extras.name ?? 'pastiche',
    initializer: [],
    input: [],
    output: [],
  };
  // After the parameters, so that reading a model and writing it again gives the same bytes.
  const attributeInputs: TensorProto[] = [];
  const known = new Map<string, string>();
  const constantInput: ConstantInput = (data) => {
    const key = `${data.constructor.name} ${data.join(',')}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const label = named.fresh('i');
    known.set(key, label);
    attributeInputs.push(tensorProto(data, [data.length], label));
    return label;
  };

  for (const tensor of order) {
    if (tensor.op === 'Input') {
      graph.input.push(valueInfo(name(tensor), tensor.dtype, tensor.shape));
    } else if (tensor.op === 'Constant') {
      if (!names.has(tensor)) names.set(tensor, named.fresh('c'));
      graph.initializer.push(tensorProto(tensor.data!, tensor.shape as number[], name(tensor)));
    } else {
      names.set(tensor, named.fresh('t'));
      graph.node.push(node(tensor, name, constantInput, opset));
    }
  }
  graph.initializer.push(...attributeInputs);
  if (extras.named) for (const [tensor, label] of names) extras.named(label, tensor);
  for (const [label, tensor] of Object.entries(outputs)) {
    graph.node.push({ opType: 'Identity', input: [name(tensor)], output: [label], attribute: [] });
    graph.output.push(valueInfo(label, tensor.dtype, tensor.shape));
  }
  return {
    irVersion: 8,
    producerName: 'pastiche',
    graph,
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: Object.entries(extras.metadata ?? {}).map(([key, value]) => ({ key, value })),
  };
}

/** The graph that `outputs` reach, as the bytes of an `.onnx` file. @throws {GraphError} as {@link toModel}. */
export function toOnnx(outputs: Readonly<Record<string, Tensor>>, extras: ModelExtras = {}): Uint8Array {
  return encodeModel(toModel(outputs, extras));
}

/** Gives what an operator takes as a constant input a name, the same for the same values. */
type ConstantInput = (data: BigInt64Array | Float32Array) => string;

/** The names that inputs and constants bring along, and further ones that none of them has. */
function givenNames(order: readonly Tensor[], taken: Set<string>, prefix: string) {
  const names = new Map<Tensor, string>();
  // An input is fed by its name and must have it; a constant can do without.
  for (const op of ['Input', 'Constant'] as const) {
    for (const tensor of order) {
      if (tensor.op !== op || tensor.name === undefined) continue;
      if (!taken.has(tensor.name)) names.set(tensor, tensor.name);
      else if (op === 'Input') throw new GraphError(`two values are called ${tensor.name}`);
      taken.add(tensor.name);
    }
  }
  const counts = { c: 0, i: 0, t: 0 };
  const fresh = (kind: keyof typeof counts): string => {
    for (;;) {
      const name = `${prefix}${kind}${counts[kind]++}`;
      if (!taken.has(name)) return name;
    }
  };
  return { names, fresh };
}

function node(
  tensor: Tensor,
  name: (t: Tensor) => string,
  constantInput: ConstantInput,
  opset: number,
): NodeProto {
  if (opset < (NEWER[tensor.op] ?? 8))
    throw new GraphError(`${tensor.op} cannot be written for opset ${opset}`);
  const { names: constants, since } = CONSTANT_INPUTS[tensor.op] ?? { names: [], since: 0 };
  const asInputs = opset >= since ? constants : [];
  // Steps are all that an old Slice does not have.
  const unsaid = tensor.op === 'Slice' && opset < since ? ['steps'] : [];
  if (unsaid.some((key) => (tensor.attributes[key] as readonly number[]).some((step) => step !== 1)))
    throw new GraphError(`Slice with steps cannot be written for opset ${opset}`);
  const inputs = tensor.inputs.map(name);
  for (const key of asInputs) {
    inputs.push(constantInput(BigInt64Array.from(tensor.attributes[key] as readonly number[], int64)));
  }
  const output = [name(tensor)];
  // What Resize could leave unsaid only from opset 13 on.
  const unsaidInput = (): string => (opset < 13 ? constantInput(new Float32Array(0)) : '');
  if (tensor.op === 'Resize' && tensor.attributes['sizes'] !== undefined) {
    const to = [...tensor.inputs[0]!.shape.slice(0, 2), ...(tensor.attributes['sizes'] as readonly number[])];
    const shape = constantInput(BigInt64Array.from(fixedShape(to, 'what is resized'), int64));
    return {
      opType: 'Resize',
      input: [...inputs, unsaidInput(), unsaidInput(), shape],
      output,
      attribute: LINEAR,
    };
  }
  if (tensor.op === 'Resize') {
    const scales = constantInput(Float32Array.from(tensor.attributes['scales'] as readonly number[]));
    return { opType: 'Resize', input: [...inputs, unsaidInput(), scales], output, attribute: NEAREST };
  }
  const attributes = Object.entries(tensor.attributes)
    .filter(([key]) => !asInputs.includes(key) && !unsaid.includes(key))
    .map(([key, value]) => attribute(tensor.op, key, value));
  return { opType: tensor.op, input: inputs, output, attribute: attributes };
}

/** ONNX's Resize has many modes; ours are the one that repeats pixels, and the one between them. */
const NEAREST = resizeMode({
  mode: 'nearest',
  coordinate_transformation_mode: 'asymmetric',
  nearest_mode: 'floor',
});
const LINEAR = resizeMode({ mode: 'linear', coordinate_transformation_mode: 'half_pixel' });

function resizeMode(mode: Readonly<Record<string, string>>): AttributeProto[] {
  return Object.entries(mode).map(([key, value]) => attribute('Resize', key, value));
}

function attribute(op: string, key: string, value: Attribute): AttributeProto {
  if (op === 'Cast' && key === 'to') {
    return { name: key, type: AttributeType.int, i: DataType[value as keyof typeof DataType] };
  }
  if (key === 'epsilon' && typeof value === 'number')
    return { name: key, type: AttributeType.float, f: value };
  return attributeOf(key, value);
}

/** A constant of a model. */
export function tensorProto(data: ConstantData, dims: readonly number[], name: string): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const dataType =
    data instanceof Float32Array ? DataType.float32
    : data instanceof Uint8Array ? DataType.uint8
    : data instanceof Int32Array ? DataType.int32
    : data instanceof Uint32Array ? DataType.uint32
    : DataType.int64; // prettier-ignore
  return { dims: [...dims], dataType, name, rawData };
}

/** What a model says of a value that goes in or comes out; without a shape it may have any. */
export function valueInfo(name: string, dtype: keyof typeof DataType, shape?: Shape): ValueInfoProto {
  const elemType = DataType[dtype];
  return { name, type: { tensorType: shape ? { elemType, shape: shapeProto(shape) } : { elemType } } };
}

function shapeProto(shape: Shape): { dim: { dimValue?: number; dimParam?: string }[] } {
  return {
    dim: shape.map((dim) => (typeof dim === 'number' ? { dimValue: dim } : { dimParam: dimText(dim) })),
  };
}

/** The ends of the number line stand for "to the end of the axis". */
function int64(value: number): bigint {
  if (value >= Number.MAX_SAFE_INTEGER) return 2n ** 63n - 1n;
  return value <= -Number.MAX_SAFE_INTEGER ? -(2n ** 63n - 1n) : BigInt(value);
}
