/** What an ONNX file says of itself, without building its graph: for the gallery, and for error messages. */
import { typeName } from './constants.ts';
import { metadataOf } from './decode.ts';
import { text } from './reader.ts';
import { decodeModel, type ValueInfoProto } from './schema.ts';

/** An input or output; a free dimension is its name, or `?`. */
export interface ModelEdge {
  readonly name: string;
  readonly dtype: string;
  readonly dims: readonly (number | string)[];
}

/** A model at a glance. */
export interface ModelSummary {
  /** `metadata_props`. */
  readonly metadata: Record<string, string>;
  readonly inputs: readonly ModelEdge[];
  readonly outputs: readonly ModelEdge[];
  /** How many nodes of each operator; those of other domains as `domain.operator`. */
  readonly operators: Record<string, number>;
}

/** Reads a model's summary. @throws {OnnxError} when the bytes are no model. */
export function readMetadata(bytes: Uint8Array): ModelSummary {
  const model = decodeModel(bytes);
  const { graph } = model;
  const weights = new Set(graph.initializer.map((tensor) => text(tensor.name)));
  const operators = new Map<string, number>();
  for (const node of graph.node) {
    const op = [text(node.domain), text(node.opType)].filter(Boolean).join('.');
    operators.set(op, (operators.get(op) ?? 0) + 1);
  }
  return {
    metadata: metadataOf(model),
    inputs: graph.input.filter(({ name }) => !weights.has(text(name))).map(edge),
    outputs: graph.output.map(edge),
    operators: Object.fromEntries(operators),
  };
}

function edge({ name, type }: ValueInfoProto): ModelEdge {
  const tensor = type?.tensorType;
  const dims = (tensor?.shape?.dim ?? []).map(({ dimValue, dimParam }) => dimValue ?? (dimParam || '?'));
  return { name: text(name), dtype: typeName(tensor?.elemType), dims };
}
