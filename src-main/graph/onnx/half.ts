/**
 * A network that is given pictures of whole numbers in half precision (float16), for graphics cards that compute so: half the memory traffic,
 * which is what painting on most cards waits for. Pictures have 8 bits, and float16 has 11.
 *
 * What follows from the picture becomes float16; what does not (weights, grain, which counts pixels further
 * than float16 can, colours) stays as it is and is cast where it meets the picture. Nothing of it is left to
 * do at each frame where it is constant.
 */
import { AttributeType, DataType, decodeModel, encodeModel, type ModelProto } from './schema.ts';

type Node = ModelProto['graph']['node'][number];

const FLOAT = DataType.float32;
/** ONNX's code of float16, which no tensor of ours has. */
const HALF = 10;

/** Operators that can be told in float16, with those of their inputs that are then of it; all where not said. */
const INPUTS: Readonly<Record<string, readonly number[]>> = {
  Pad: [0, 2],
  Resize: [0],
  Slice: [0],
  Reshape: [0],
  Transpose: [0],
  Expand: [0],
};
const ALL = new Set([
  ...['Conv', 'InstanceNormalization', 'BatchNormalization', 'Add', 'Sub', 'Mul', 'Div', 'Min', 'Max'],
  ...['Relu', 'Concat', 'MatMul', 'AveragePool', 'Identity', 'Sin', 'Tanh', 'Sigmoid'],
]);
/** What they make of float16 is something else. */
const ENDS = new Set(['Shape', 'Cast']);

/** A model's bytes in float16, or as they are where {@link inFloat16} gives null. @throws {OnnxError} when they are no model. */
export function toFloat16(bytes: Uint8Array): Uint8Array {
  const model = inFloat16(decodeModel(bytes));
  return model ? encodeModel(model) : bytes;
}

/**
 * The model in float16 from the first cast to float32 of what it is fed on; null where it holds an operator not known here, or casts
 * nothing that it is fed.
 */
export function inFloat16(model: ModelProto): ModelProto | null {
  const halves = new Set<string>();
  const cast = new Map<string, string>();
  const nodes: Node[] = [];
  const asHalf = (value: string): string => {
    if (value === '' || halves.has(value)) return value;
    let name = cast.get(value);
    if (name === undefined) {
      name = `pastiche_half_${cast.size}`;
      cast.set(value, name);
      nodes.push({ opType: 'Cast', input: [value], output: [name], attribute: [castTo(HALF)] });
    }
    return name;
  };
  // A picture comes as something else than float32, and what is made float32 of it is the network's to use.
  const fed = new Set(model.graph.input.filter(({ type }) => type?.tensorType?.elemType !== FLOAT).map(({ name }) => name)); // prettier-ignore
  for (const node of model.graph.node) {
    const { opType, input, output, attribute } = node;
    if (input.some((value) => fed.has(value))) {
      output.forEach((value) => fed.add(value));
      if (opType === 'Cast' && attribute.some(({ name, i }) => name === 'to' && i === FLOAT)) {
        nodes.push({ ...node, attribute: [castTo(HALF)] });
        output.forEach((value) => (fed.delete(value), halves.add(value)));
        continue;
      }
    }
    const isHalf = input.some((value) => halves.has(value));
    if (!isHalf || ENDS.has(opType)) {
      nodes.push(node);
      continue;
    }
    if (!ALL.has(opType) && !Object.hasOwn(INPUTS, opType)) return null;
    const which = INPUTS[opType];
    nodes.push({
      ...node,
      input: input.map((value, i) => (!which || which.includes(i) ? asHalf(value) : value)),
    });
    output.forEach((value) => halves.add(value));
  }
  if (halves.size === 0) return null;
  return { ...model, graph: { ...model.graph, node: nodes } };
}

function castTo(type: number): Node['attribute'][number] {
  return { name: 'to', type: AttributeType.int, i: type };
}
