/** What a model file says of itself, for the gallery. */
import { decodeModel } from '../graph/index.ts';
import { ModelDescription } from './description.ts';

export type { ModelDescription } from './description.ts';

/** Reads a model's metadata. @throws {OnnxError} when the bytes are no ONNX model. */
export function describeModel(bytes: Uint8Array): ModelDescription {
  const entries = decodeModel(bytes).metadataProps;
  // A Map, and then only names of ours: a key such as `__proto__` does nothing.
  const byKey = new Map(entries.map(({ key, value }) => [key, value]));
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(ModelDescription.shape)) {
    if (byKey.has(key)) found[key] = byKey.get(key);
  }
  return ModelDescription.parse(found);
}
