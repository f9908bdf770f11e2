/**
 * The part of the ONNX file format that Pastiche reads and writes, as protobuf messages: field numbers
 * and types are those of the ONNX standard, IR version 8. What a model from elsewhere may need to run,
 * but we never look at, is `bytes`: it passes through as it is.
 */
import protobuf from 'protobufjs';

const field = (id: number, type: string, rule?: 'repeated') => (rule ? { id, type, rule } : { id, type });

const root = protobuf.Root.fromJSON({
  nested: {
    onnx: {
      nested: {
        AttributeProto: {
          fields: {
            name: field(1, 'string'),
            f: field(2, 'float'),
            i: field(3, 'int64'),
            s: field(4, 'bytes'),
            t: field(5, 'TensorProto'),
            g: field(6, 'GraphProto'),
            floats: field(7, 'float', 'repeated'),
            ints: field(8, 'int64', 'repeated'),
            strings: field(9, 'bytes', 'repeated'),
            tensors: field(10, 'TensorProto', 'repeated'),
            graphs: field(11, 'GraphProto', 'repeated'),
            type: field(20, 'int32'),
            refAttrName: field(21, 'string'),
            sparseTensor: field(22, 'SparseTensorProto'),
            sparseTensors: field(23, 'SparseTensorProto', 'repeated'),
          },
        },
        ValueInfoProto: { fields: { name: field(1, 'string'), type: field(2, 'TypeProto') } },
        NodeProto: {
          fields: {
            input: field(1, 'string', 'repeated'),
            output: field(2, 'string', 'repeated'),
            name: field(3, 'string'),
            opType: field(4, 'string'),
            attribute: field(5, 'AttributeProto', 'repeated'),
            domain: field(7, 'string'),
            overload: field(8, 'string'),
          },
        },
        StringStringEntryProto: { fields: { key: field(1, 'string'), value: field(2, 'string') } },
        OperatorSetIdProto: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
        ModelProto: {
          fields: {
            irVersion: field(1, 'int64'),
            producerName: field(2, 'string'),
            producerVersion: field(3, 'string'),
            graph: field(7, 'GraphProto'),
            opsetImport: field(8, 'OperatorSetIdProto', 'repeated'),
            metadataProps: field(14, 'StringStringEntryProto', 'repeated'),
            functions: field(25, 'bytes', 'repeated'),
          },
        },
        // Of a function only what is looked at: it goes on as the bytes that came.
        // prettier-ignore
        FunctionProto: { fields: {
          name: field(1, 'string'), node: field(7, 'NodeProto', 'repeated'), domain: field(10, 'string'),
          attributeProto: field(11, 'AttributeProto', 'repeated'), overload: field(13, 'string'),
        } },
        GraphProto: {
          fields: {
            node: field(1, 'NodeProto', 'repeated'),
            name: field(2, 'string'),
            initializer: field(5, 'TensorProto', 'repeated'),
            input: field(11, 'ValueInfoProto', 'repeated'),
            output: field(12, 'ValueInfoProto', 'repeated'),
            sparseInitializer: field(15, 'SparseTensorProto', 'repeated'),
          },
        },
        // prettier-ignore
        SparseTensorProto: { fields: { values: field(1, 'TensorProto'), indices: field(2, 'TensorProto'), dims: field(3, 'int64', 'repeated') } },
        TensorProto: {
          fields: {
            dims: field(1, 'int64', 'repeated'),
            dataType: field(2, 'int32'),
            floatData: field(4, 'float', 'repeated'),
            int32Data: field(5, 'int32', 'repeated'),
            stringData: field(6, 'bytes', 'repeated'),
            int64Data: field(7, 'int64', 'repeated'),
            name: field(8, 'string'),
            rawData: field(9, 'bytes'),
            doubleData: field(10, 'double', 'repeated'),
            uint64Data: field(11, 'uint64', 'repeated'),
            externalData: field(13, 'StringStringEntryProto', 'repeated'),
            dataLocation: field(14, 'int32'),
          },
        },
        TensorShapeProto: {
          fields: { dim: field(1, 'Dimension', 'repeated') },
          nested: { Dimension: { fields: { dimValue: field(1, 'int64'), dimParam: field(2, 'string') } } },
        },
        TypeProto: {
          fields: { tensorType: field(1, 'TensorType') },
          nested: {
            TensorType: { fields: { elemType: field(1, 'int32'), shape: field(2, 'TensorShapeProto') } },
          },
        },
      },
    },
  },
});

const ModelType = root.lookupType('onnx.ModelProto');
const FunctionType = root.lookupType('onnx.FunctionProto');

// Without it, integers beyond 2^53 would be written wrong: "to the end of the axis" is the largest there is.
if (!('fromNumber' in protobuf.util.Long)) throw new Error('the package long is missing');

export interface AttributeProto {
  name: string;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: number[];
  strings?: Uint8Array[];
  tensors?: TensorProto[];
  graphs?: GraphProto[];
  type: number;
  sparseTensor?: SparseTensorProto;
  sparseTensors?: SparseTensorProto[];
}
export interface SparseTensorProto {
  values?: TensorProto;
  indices?: TensorProto;
  dims: number[];
}
export interface TensorProto {
  dims: number[];
  dataType: number;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: number[];
  name?: string;
  rawData?: Uint8Array;
  externalData?: { key: string; value: string }[];
  dataLocation?: number;
}
export interface ValueInfoProto {
  name: string;
  type?: { tensorType?: { elemType?: number; shape?: { dim: { dimValue?: number; dimParam?: string }[] } } };
}
export interface NodeProto {
  input: string[];
  output: string[];
  name?: string;
  opType: string;
  attribute: AttributeProto[];
  domain?: string;
  overload?: string;
}
/** An operator that a model brings along. */
export interface FunctionProto {
  name?: string;
  node: NodeProto[];
  domain?: string;
  /** Attributes that a call may leave out. */
  attributeProto: AttributeProto[];
  overload?: string;
}
export interface GraphProto {
  node: NodeProto[];
  name?: string;
  initializer: TensorProto[];
  sparseInitializer?: SparseTensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
}
export interface ModelProto {
  irVersion: number;
  producerName?: string;
  producerVersion?: string;
  graph: GraphProto;
  opsetImport: { domain?: string; version: number }[];
  metadataProps: { key: string; value: string }[];
  /** Operators that the model brings along, as they are in the file. */
  functions?: Uint8Array[];
}

/** Bytes that are no ONNX model, or one that Pastiche cannot use; the message says why. */
export class OnnxError extends Error {
  override readonly name = 'OnnxError';
}

/** Codes of `AttributeProto.type`. */
export const AttributeType = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

/** An attribute of a node: text, an integer (a number is never written as a float), or a list of integers. */
export function attributeOf(name: string, value: string | number | readonly number[]): AttributeProto {
  if (typeof value === 'string')
    return { name, type: AttributeType.string, s: new TextEncoder().encode(value) };
  if (typeof value === 'number') return { name, type: AttributeType.int, i: value };
  return { name, type: AttributeType.ints, ints: [...value] };
}

/** Codes of `TensorProto.dataType` for the element types we hold. */
export const DataType = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, uint32: 12 } as const;

/** A model's bytes. */
export function encodeModel(model: ModelProto): Uint8Array {
  return ModelType.encode(ModelType.fromObject(model)).finish();
}

/**
 * `metadata_props` as bytes: put behind a model's own they are added to it, and everything else in the
 * file stays as it is, also what we know nothing of.
 */
export function encodeMetadata(metadata: Readonly<Record<string, string>>): Uint8Array {
  const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  return ModelType.encode(ModelType.fromObject({ metadataProps })).finish();
}

/** A model from bytes, with 64-bit integers as numbers. @throws {OnnxError} when they are no model. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  let decoded: unknown;
  try {
    checkFieldCount(protobuf.Reader.create(bytes), ModelType, { left: MAX_FIELDS }, 0);
    decoded = ModelType.toObject(ModelType.decode(bytes), { longs: Number, arrays: true });
  } catch (error) {
    throw new OnnxError(
      `this is not an ONNX model, or it is cut off (${error instanceof Error ? error.message : ''})`,
    );
  }
  const model = decoded as Partial<ModelProto>;
  const graph = model.graph;
  if (!graph || graph.node.length === 0 || graph.output.length === 0) {
    throw new OnnxError('this is not an ONNX model: it holds no graph');
  }
  graph.initializer.forEach(checkData);
  return { irVersion: model.irVersion ?? 0, opsetImport: [], metadataProps: [], ...model, graph };
}

/** @throws {OnnxError} when a tensor's values lie in another file. */
export function checkData({ dataLocation = 0, externalData = [] }: TensorProto): void {
  if (dataLocation === 0 && externalData.length === 0) return;
  throw new OnnxError(
    'its weights lie in other files: save it again as one file, without external data (PyTorch: external_data=False)',
  );
}

/** The operators that a model brings along. @throws {OnnxError} when one cannot be read. */
export function functionsOf({ functions = [] }: ModelProto): FunctionProto[] {
  const budget = { left: MAX_FIELDS };
  return functions.map((bytes) => {
    try {
      checkFieldCount(protobuf.Reader.create(bytes), FunctionType, budget, 0);
      return FunctionType.toObject(FunctionType.decode(bytes), {
        longs: Number,
        arrays: true,
      }) as FunctionProto;
    } catch (error) {
      throw new OnnxError(`one of its functions is damaged (${error instanceof Error ? error.message : ''})`);
    }
  });
}

/** Fields of the largest model we read; one of ours has some tens of thousands. */
export const MAX_FIELDS = 2_000_000;
/** A node's attribute may hold a graph, whose nodes may again; nothing we read does so deeper. */
export const MAX_DEPTH = 24;

/**
 * Counts a message's fields before it is decoded: an empty message is two bytes in a file and hundreds
 * in memory.
 */
function checkFieldCount(
  reader: protobuf.Reader,
  type: protobuf.Type,
  budget: { left: number },
  depth: number,
  end = reader.len,
): void {
  if (depth > MAX_DEPTH) throw new RangeError('it is nested too deeply');
  while (reader.pos < end) {
    if (budget.left-- <= 0) throw new RangeError(`it has more than ${MAX_FIELDS} parts`);
    const tag = reader.uint32();
    const inner = type.fieldsById[tag >>> 3]?.resolve().resolvedType;
    if (inner instanceof protobuf.Type && (tag & 7) === 2) {
      const length = reader.uint32();
      checkFieldCount(reader, inner, budget, depth + 1, reader.pos + length);
    } else {
      reader.skipType(tag & 7);
    }
  }
}
