/**
 * What running a model from elsewhere has shown of it, as it crosses between processes and is kept. Loads nothing that runs
 * models.
 */
import { z } from 'zod';

/** A picture that loses or gains more than this is no repainted frame. */
export const MAX_GAIN = 64;
/** No network halves its pictures more often than this asks for. */
export const MAX_MULTIPLE = 64;

const gained = z.int().min(-MAX_GAIN).max(MAX_GAIN);

/** Of which sizes its pictures may be, and `gain`: by how much its paintings are larger. */
export const Found = z.object({
  multiple: z.int().min(1).max(MAX_MULTIPLE),
  takesAny: z.boolean(),
  gain: z.object({ width: gained, height: gained }).readonly(),
});
/** What was found. */
export type Found = Readonly<z.infer<typeof Found>>;
