/** A graph as an ONNX model. */
import { dimText, type Shape } from '../dim.ts';
import { reach, GraphError, type Attribute, type ConstantData, type Tensor } from '../tensor.ts';
import {
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
}

/** What ONNX passes as constant inputs and we hold as attributes, in the operator's input order. */
const CONSTANT_INPUTS: Readonly<Record<string, readonly string[]>> = {
  Reshape: ['shape'],
  Expand: ['shape'],
  Slice: ['starts', 'ends', 'axes', 'steps'],
  Pad: ['pads'],
  ReduceSum: ['axes'],
};

/** The graph that `outputs` (name to tensor) reach, as ONNX. @throws {GraphError} on two inputs of one name. */
export function toModel(outputs: Readonly<Record<string, Tensor>>, extras: ModelExtras = {}): ModelProto {
  const order = reach(Object.values(outputs));
  const names = new Map<Tensor, string>();
  const taken = new Set<string>(Object.keys(outputs));
  const name = (tensor: Tensor): string => names.get(tensor)!;
  const graph: ModelProto['graph'] = {
    node: [],
    name: extras.name ?? 'pastiche',
    initializer: [],
    input: [],
    output: [],
  };
  const integers = new Map<string, string>();

  const integerConstant = (values: readonly number[]): string => {
    const key = values.join(',');
    const known = integers.get(key);
    if (known !== undefined) return known;
    const label = `i${integers.size}`;
    integers.set(key, label);
    graph.initializer.push(tensorProto(BigInt64Array.from(values, int64), [values.length], label));
    return label;
  };

  for (const tensor of order) {
    names.set(tensor, tensor.name !== undefined && !taken.has(tensor.name) ? tensor.name : `t${names.size}`);
    if (tensor.op === 'Input') {
      if (tensor.name !== name(tensor)) throw new GraphError(`two values are called ${tensor.name ?? ''}`);
      graph.input.push(valueInfo(name(tensor), tensor));
    } else if (tensor.op === 'Constant') {
      graph.initializer.push(tensorProto(tensor.data!, tensor.shape as number[], name(tensor)));
    } else {
      if (tensor.op === 'Resize') {
        const scales = Float32Array.from(tensor.attributes['scales'] as readonly number[]);
        graph.initializer.push(tensorProto(scales, [4], `${name(tensor)}_scales`));
      }
      graph.node.push(node(tensor, name, integerConstant));
    }
    taken.add(name(tensor));
  }
  for (const [label, tensor] of Object.entries(outputs)) {
    graph.node.push({ opType: 'Identity', input: [name(tensor)], output: [label], attribute: [] });
    graph.output.push(valueInfo(label, tensor));
  }
  return {
    irVersion: 8,
    producerName: 'pastiche',
    graph,
    opsetImport: [{ domain: '', version: OPSET }],
    metadataProps: Object.entries(extras.metadata ?? {}).map(([key, value]) => ({ key, value })),
  };
}

/** The graph that `outputs` reach, as the bytes of an `.onnx` file. */
export function toOnnx(outputs: Readonly<Record<string, Tensor>>, extras: ModelExtras = {}): Uint8Array {
  return encodeModel(toModel(outputs, extras));
}

function node(
  tensor: Tensor,
  name: (t: Tensor) => string,
  integers: (v: readonly number[]) => string,
): NodeProto {
  const asInputs = CONSTANT_INPUTS[tensor.op] ?? [];
  const inputs = tensor.inputs.map(name);
  for (const key of asInputs) inputs.push(integers(tensor.attributes[key] as readonly number[]));
  const attributes = Object.entries(tensor.attributes)
    .filter(([key]) => !asInputs.includes(key))
    .map(([key, value]) => attribute(tensor.op, key, value));
  if (tensor.op === 'Resize') return resize(tensor, inputs, name);
  return { opType: tensor.op, input: inputs, output: [name(tensor)], attribute: attributes };
}

/** ONNX's Resize has many modes; ours is the one that repeats pixels. */
function resize(tensor: Tensor, inputs: string[], name: (t: Tensor) => string): NodeProto {
  const text = (key: string, value: string): AttributeProto => attribute('Resize', key, value);
  return {
    opType: 'Resize',
    input: [...inputs, '', `${name(tensor)}_scales`],
    output: [name(tensor)],
    attribute: [
      text('mode', 'nearest'),
      text('coordinate_transformation_mode', 'asymmetric'),
      text('nearest_mode', 'floor'),
    ],
  };
}

function attribute(op: string, key: string, value: Attribute): AttributeProto {
  if (op === 'Cast' && key === 'to') {
    return { name: key, type: AttributeType.int, i: DataType[value as keyof typeof DataType] };
  }
  if (typeof value === 'string')
    return { name: key, type: AttributeType.string, s: new TextEncoder().encode(value) };
  if (typeof value === 'number') {
    return key === 'epsilon'
      ? { name: key, type: AttributeType.float, f: value }
      : { name: key, type: AttributeType.int, i: value };
  }
  return { name: key, type: AttributeType.ints, ints: [...value] };
}

function tensorProto(data: ConstantData, dims: readonly number[], name: string): TensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const dataType =
    data instanceof Float32Array ? DataType.float32
    : data instanceof Uint8Array ? DataType.uint8
    : data instanceof Int32Array ? DataType.int32
    : DataType.int64; // prettier-ignore
  return { dims: [...dims], dataType, name, rawData };
}

function valueInfo(name: string, tensor: Tensor): ValueInfoProto {
  return {
    name,
    type: { tensorType: { elemType: DataType[tensor.dtype], shape: shapeProto(tensor.shape) } },
  };
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
