/**
 * Files repainted in a style. A picture is handed over and painted on the main side; of a video the page
 * decodes and encodes the pictures, and hands over each to be painted, writing the result as a recording.
 */
import { z } from 'zod';
import { ErrorCode } from './errors.ts';
import { StyleId } from './library.ts';
import { MAX_CHUNK_BYTES, Recording } from './recordings.ts';

/** The largest picture file. */
export const MAX_PICTURE_FILE_BYTES = 256 * 1024 * 1024;
/** Longest edge of a video's picture. */
export const MAX_VIDEO_EDGE = 4096;

/** An opaque name for a file that is being repainted. */
export const RepaintJob = z.string().regex(/^[\w-]{22}$/, 'is no job');

const job = { job: RepaintJob };

/** How a file is to be painted; as it is when the file comes, whatever is changed later. */
export const RepaintLook = z.strictObject({
  styleId: StyleId,
  /** What the style is called, for the file's name. */
  title: z.string().max(200),
  strength: z.number().min(0).max(1),
  keepColours: z.boolean(),
  blend: z.strictObject({ styleId: StyleId, amount: z.number().min(0).max(1) }).nullable(),
});
export type RepaintLook = z.infer<typeof RepaintLook>;

export const repaintRequests = {
  /** Opens a job. `bytes` is a picture's file's size; null for a video, which stays in the page. */
  'repaint.begin': {
    args: z.strictObject({
      name: z.string().min(1).max(255),
      bytes: z.number().int().min(1).max(MAX_PICTURE_FILE_BYTES).nullable(),
      look: RepaintLook,
    }),
    result: z.object(job),
  },
  /** Appends a piece of a picture's file; `offset` is how many bytes came before. */
  'repaint.append': {
    args: z.strictObject({
      ...job,
      offset: z.number().int().min(0),
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_CHUNK_BYTES, {
        message: `a piece may have ${MAX_CHUNK_BYTES} bytes`,
      }),
    }),
    result: z.object({ received: z.number().int() }),
  },
  /** Paints a picture whose file is here; `repaint.progress` and `repaint.ended` tell of it. */
  'repaint.paint': { args: z.strictObject(job), result: z.null() },
  /** Paints a picture of a video: 8-bit RGBA, as it comes back. The same may be asked for again. */
  'repaint.frame': {
    args: z.strictObject({
      ...job,
      width: z.number().int().min(16).max(MAX_VIDEO_EDGE),
      height: z.number().int().min(16).max(MAX_VIDEO_EDGE),
      bytes: z.instanceof(Uint8Array),
    }),
    result: z.object({ bytes: z.custom<Uint8Array>((bytes) => bytes instanceof Uint8Array) }),
  },
  /** Ends a job, done or not; one that is not there is no problem. */
  'repaint.end': { args: z.strictObject(job), result: z.null() },
} as const;

export const repaintEvents = {
  /** How much of a picture is painted, from 0 to 1. */
  'repaint.progress': z.object({ ...job, part: z.number() }),
  /** A picture is on the shelf, or why it is not. */
  'repaint.ended': z.discriminatedUnion('ok', [
    z.object({ ...job, ok: z.literal(true), recording: Recording }),
    z.object({ ...job, ok: z.literal(false), code: ErrorCode, message: z.string() }),
  ]),
} as const;
