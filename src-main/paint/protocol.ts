/**
 * What crosses between the supervisor and the paint process, and between a page's port and the paint
 * process. Both ends parse what they get: neither trusts the other's health.
 *
 * Frames travel inside these messages, so that they keep their order with the rest: over a lane (process/lane.ts),
 * on Windows over Node's own channel, under Electron from the page's port.
 */
import { z } from 'zod';
import { Blend, ErrorCode, FrameHeader, Notice, PaintedHeader, StyleId, Video } from '../studio/contract.ts';
import { ModelDescription } from './description.ts';
import { Found } from './found.ts';
import { isLarge } from './large/tiles.ts';
import { frameBytes, type FrameSize } from './painter.ts';
import { Refusal } from './refusal.ts';

/** A style file as the paint process reads it; `stamp` changes when the file does. */
export const StyleFile = z.object({
  id: StyleId,
  file: z.string(),
  stamp: z.string(),
  /** What running it showed at an earlier start. */
  found: Found.optional(),
});
export type StyleFile = z.infer<typeof StyleFile>;

/** What running a style has shown, with the stamp that its file had. */
export const FoundStyle = z.object({ styleId: StyleId, stamp: z.string(), found: Found });
export type FoundStyle = z.infer<typeof FoundStyle>;

const pixels = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be a Uint8Array');
const requestId = z.number().int().min(0);

/** A picture's file to be painted into another. */
export const PictureOrder = z.object({
  file: z.string(),
  /** What to call it when something is wrong with it. */
  name: z.string(),
  out: z.string(),
  format: z.enum(['jpg', 'png', 'webp']),
  styleId: StyleId,
  strength: z.number(),
  keepColours: z.boolean(),
  blend: Blend.nullable(),
});
export type PictureOrder = z.infer<typeof PictureOrder>;

/** Supervisor to paint process. */
export const ToPaint = z.discriminatedUnion('type', [
  /**
   * The first message: open the first of these devices that can be had. Answered by `ready`, or by the
   * process's end. In the `background` other processes come first.
   */
  z.object({
    type: z.literal('start'),
    devices: z.array(z.string()).min(1),
    background: z.boolean().default(false),
    /** Paint by one thread of the process only: others have ended of late. */
    alone: z.boolean().default(false),
  }),
  /** The library as it now is. */
  z.object({ type: z.literal('styles'), styles: z.array(StyleFile) }),
  /** Answered by `done`. */
  z.object({
    type: z.literal('prepare'),
    request: requestId,
    styleId: StyleId,
    /** The style it is mixed with. */
    blendId: StyleId.nullable(),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
    video: Video.optional(),
  }),
  /** Whether a model's bytes are a style: answered by `adopted`, or by `done` with the reason why not. */
  z.object({ type: z.literal('adopt'), request: requestId, bytes: pixels }),
  /** Answered by `painted`. Frames of different clients never replace each other. */
  z.object({ type: z.literal('frame'), client: z.string(), header: FrameHeader, pixels }),
  /** Answered by `progress` now and then, and by `done`. */
  PictureOrder.extend({ type: z.literal('picture'), request: requestId }),
  /** This client is gone: its waiting frames need no painting. */
  z.object({ type: z.literal('forget'), client: z.string() }),
  /** Answered by `pong` as soon as no network runs. */
  z.object({ type: z.literal('ping'), request: requestId }),
  /** Comes with a message port (Electron): its other end sends {@link PortFrame}s. */
  z.object({ type: z.literal('connect') }),
]);
export type ToPaint = z.input<typeof ToPaint>;

/** It paints on this device, and so many live pictures at once; `joining`: soon more. */
export const Ready = z.object({
  type: z.literal('ready'),
  device: z.string(),
  atOnce: z.number().int().min(1).optional(),
  joining: z.boolean().optional(),
});
export type Ready = z.infer<typeof Ready>;

/** Paint process to supervisor. */
export const FromPaint = z.discriminatedUnion('type', [
  Ready,
  z.object({
    type: z.literal('done'),
    request: requestId,
    error: z.object({ code: ErrorCode, message: z.string() }).optional(),
  }),
  z.object({ type: z.literal('progress'), request: requestId, part: z.number() }),
  z.object({
    type: z.literal('adopted'),
    request: requestId,
    model: pixels,
    description: ModelDescription,
    notes: z.array(z.string()),
  }),
  z.object({ type: z.literal('painted'), header: PaintedHeader, pixels: pixels.optional() }),
  z.object({ type: z.literal('notice'), notice: Notice }),
  /** This style is loaded or painted for the first time; null: it went well, or was refused. */
  z.object({ type: z.literal('trying'), styleId: StyleId.nullable() }),
  FoundStyle.extend({ type: z.literal('found') }),
  z.object({ type: z.literal('pong'), request: requestId }),
  /** The next piece of work may take so long; until then silence does not mean that it hangs. 0: it is done. */
  z.object({ type: z.literal('patience'), ms: z.number().min(0) }),
]);
export type FromPaint = z.infer<typeof FromPaint>;

/** A frame as a page's message port carries it; the answer is `{ header: PaintedHeader, pixels? }`. */
export interface PortFrame {
  header: FrameHeader;
  pixels: Uint8Array;
}

/** An answer to a frame: with `header.ok`, the painted pixels too. */
export interface PaintedFrame {
  header: PaintedHeader;
  pixels?: Uint8Array;
}

/**
 * Checks a frame from outside: its header against the schema, its pixels against its header.
 * @throws {Refusal} `malformed`
 */
export function parseFrame(header: unknown, pixelBytes: unknown): PortFrame {
  const parsed = FrameHeader.safeParse(header);
  if (!parsed.success) {
    throw new Refusal('malformed', `A frame's header does not fit: ${z.prettifyError(parsed.error)}`);
  }
  if (!(pixelBytes instanceof Uint8Array)) {
    throw new Refusal('malformed', "A frame's pixels must be a Uint8Array.");
  }
  const { width, height, video } = parsed.data;
  const sizes = video ? [video, parsed.data] : [];
  const unfit = sizes.find((size) => !isVideoSize(size) || (size !== video && isLarge(size)));
  if (unfit) {
    throw new Refusal('malformed', `No video frame can have ${unfit.width}x${unfit.height} pixels: send it in RGBA.`); // prettier-ignore
  }
  const bytes = frameBytes(parsed.data);
  if (pixelBytes.length !== bytes) {
    throw new Refusal(
      'malformed',
      `A ${width}x${height} ${video?.planes ?? 'RGBA'} frame has ${bytes} bytes, not ${pixelBytes.length}.`,
    );
  }
  return { header: parsed.data, pixels: pixelBytes };
}

/** Both planes of chroma have half of its edges, and it is a whole number of words. */
function isVideoSize({ width, height }: FrameSize): boolean {
  return width % 2 === 0 && height % 2 === 0 && (width * height) % 8 === 0;
}

/** The id under which a frame or a request is refused: its own where it can be read, else -1. */
export function idOf(header: unknown): number {
  const id = z.looseObject({ id: z.number().int() }).safeParse(header);
  return id.success ? id.data.id : -1;
}

/** An answer that says no. */
export function refusedFrame(id: number, error: Refusal): PaintedFrame {
  return { header: { ok: false, id, code: error.code, message: error.message } };
}
