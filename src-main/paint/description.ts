/** What a model file says of itself, as it crosses between processes. Loads nothing that runs models. */
import { z } from 'zod';
import { StyleLosses, StyleTraining } from '../studio/contract.ts';

/** The metadata we understand; a model from elsewhere has none of it. Values are always strings there. */
export const ModelDescription = z.object({
  title: text(),
  painting: text(),
  artist: text(),
  // An empty text is no year, though JavaScript takes it for the number 0.
  year: z.string().trim().min(1).transform(Number).pipe(z.int()).optional().catch(undefined),
  credit: text(),
  licence: text(),
  network: text(),
  training: json(StyleTraining),
  losses: json(StyleLosses),
});
/** A model's description. */
export type ModelDescription = z.output<typeof ModelDescription>;

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

/** What our trainer writes as JSON; of anything else, nothing is taken. */
function json<T extends z.ZodType>(schema: T) {
  return z.string().transform(parsed).pipe(schema).optional().catch(undefined);
}

/** What a text says as JSON; undefined where it is other text, for zod lets through what is thrown within it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.slice(0, 100_000));
  } catch {
    return undefined;
  }
}
