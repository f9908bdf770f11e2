/** Loops: a few seconds of a clip as an animated picture. The page decodes, the main side encodes and keeps. */
import { z } from 'zod';
import { ErrorCode } from './errors.ts';
import { MAX_CHUNK_BYTES, Recording, RecordingId } from './recordings.ts';

/** The most pictures of a loop, and its longest edge. The page makes do with less (`repaint/loop.ts`). */
export const MAX_LOOP_PICTURES = 150;
export const MAX_LOOP_EDGE = 640;

/** An opaque name for a loop that is being made. */
export const LoopId = z.string().regex(/^[\w-]{22}$/, 'is no loop');

const loop = { loop: LoopId };

export const loopRequests = {
  /** Opens a loop of a clip, of so many pictures, each shown for so many milliseconds. */
  'loops.begin': {
    args: z.strictObject({
      id: RecordingId,
      type: z.enum(['gif', 'webp']),
      width: z.number().int().min(16).max(MAX_LOOP_EDGE),
      height: z.number().int().min(16).max(MAX_LOOP_EDGE),
      delays: z.array(z.number().int().min(20).max(10_000)).min(1).max(MAX_LOOP_PICTURES),
    }),
    result: z.object(loop),
  },
  /** Hands over the next picture: 8-bit RGBA. */
  'loops.append': {
    args: z.strictObject({
      ...loop,
      index: z.number().int().min(0),
      bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_CHUNK_BYTES, {
        message: 'is larger than any picture of a loop',
      }),
    }),
    result: z.null(),
  },
  /** All pictures are here: encodes them; `loops.ended` tells when that is done. */
  'loops.finish': { args: z.strictObject(loop), result: z.null() },
  /** Throws a loop away; one that is not there is no problem. */
  'loops.cancel': { args: z.strictObject(loop), result: z.null() },
} as const;

export const loopEvents = {
  /** A loop is on the shelf, or why it is not. */
  'loops.ended': z.discriminatedUnion('ok', [
    z.object({ ...loop, ok: z.literal(true), recording: Recording }),
    z.object({ ...loop, ok: z.literal(false), code: ErrorCode, message: z.string() }),
  ]),
} as const;
