/** How a video frame's pixels lie in memory as a camera gives them: three eighths of the bytes of RGBA. */
import { z } from 'zod';

/**
 * A plane of luma, then the two of chroma at half its width and height: both even, and their product a multiple of 8.
 * What is painted is the largest part in the middle that has the painting's shape, at the painting's size.
 */
export const Video = z.strictObject({
  /** `i420`: one plane of each chroma, blue first. `nv12`: one of pairs. */
  planes: z.enum(['i420', 'nv12']),
  /** The standard whose shares of red, green and blue are in the luma. */
  matrix: z.enum(['bt601', 'bt709']),
  /** Luma goes from 0 to 255, not from 16 to 235. */
  full: z.boolean(),
  width: z.number().int().min(16).max(4096),
  height: z.number().int().min(16).max(4096),
});
export type Video = z.infer<typeof Video>;
