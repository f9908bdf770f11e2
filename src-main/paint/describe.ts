/** What a model file says of itself, for the gallery. */
import { z } from 'zod';
import { decodeModel } from '../graph/index.ts';

/** The metadata we understand; a model from elsewhere has none of it. Values are always strings there. */
const Metadata = z.object({
  title: text(),
  artist: text(),
  year: z.coerce.number().int().optional().catch(undefined),
  credit: text(),
  licence: text(),
  network: text(),
});

/** A model's description. */
export type ModelDescription = z.output<typeof Metadata>;
/** The schema of a {@link ModelDescription} that comes from another process. */
export const ModelDescription: z.ZodType<ModelDescription> = Metadata;

/** Reads a model's metadata. @throws {OnnxError} when the bytes are no ONNX model. */
export function describeModel(bytes: Uint8Array): ModelDescription {
  const entries = decodeModel(bytes).metadataProps;
  // A Map, and then only names of ours: a key such as `__proto__` does nothing.
  const byKey = new Map(entries.map(({ key, value }) => [key, value]));
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(Metadata.shape)) {
    if (byKey.has(key)) found[key] = byKey.get(key);
  }
  return Metadata.parse(found);
}

/** A short line of text; what is longer than any title is cut, what is no text is left out. */
function text() {
  return z
    .string()
    .trim()
    .min(1)
    .transform((value) => value.slice(0, 300))
    .optional()
    .catch(undefined);
}
