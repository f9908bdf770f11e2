/** The sizes that automatic ones settled on, so that the next start begins there. */
import { z } from 'zod';

/** The largest size at which a device holds a rate with a network. */
export const SettledSize = z.strictObject({
  /** A device's id. */
  device: z.string().max(64),
  /** Names of the networks that paint; of a model from elsewhere the style's id. */
  network: z.string().max(400),
  /** Pictures a second. */
  fps: z.number().int().min(1).max(1000),
  width: z.number().int().min(16).max(4096),
  height: z.number().int().min(16).max(4096),
});
export type SettledSize = z.infer<typeof SettledSize>;

/** The latest first. */
export const SettledSizes = z.array(SettledSize).max(64);
