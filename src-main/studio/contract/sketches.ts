/**
 * Pictures painted by the slow method: the sketch of a training that is being put together, and a still that a
 * person wants as good as it gets. One of each at a time; whoever starts another replaces it.
 */
import { z } from 'zod';
import { BRUSH, Colours, Crop, STYLE_WEIGHT, TrainingId } from './trainings.ts';
import { UploadId } from './uploads.ts';
import { nothing } from './nothing.ts';

/** What a person decides about a picture. */
export const SketchLook = z.strictObject({
  styleWeight: z.number().min(STYLE_WEIGHT.least).max(STYLE_WEIGHT.most),
  brush: z.number().int().min(BRUSH.least).max(BRUSH.most),
  colours: Colours,
});
export type SketchLook = z.infer<typeof SketchLook>;

/** Sizes of a still: its longer edge in pixels. */
export const STILL_EDGES = [512, 768, 1024] as const;
export const StillEdge = z.union(STILL_EDGES.map((edge) => z.literal(edge)));

/**
 * `idle`: there is none. `preparing`: photo and painting are measured. `painting`. `done`: as good as it gets,
 * or as good as it was when it was stopped. `failed`: `message` says why.
 */
export const SketchStatus = z.enum(['idle', 'preparing', 'painting', 'done', 'failed']);

/** A picture as it is now. */
export const SketchState = z.object({
  /** Counts the starts: news of an earlier one is old. */
  run: z.number().int().min(0),
  status: SketchStatus,
  iteration: z.number().int().min(0),
  iterations: z.number().int().min(0),
  secondsLeft: z.number().min(0).nullable(),
  /** Total loss; lower is closer. */
  loss: z.number().nullable(),
  device: z.string().optional(),
  message: z.string().optional(),
  /** The finished picture is in the recordings folder. */
  saved: z.boolean().optional(),
  /** Left out where it is as it was. A JPEG, or the finished PNG, in base64. */
  picture: z
    .object({ data: z.base64(), type: z.enum(['jpeg', 'png']), width: z.number(), height: z.number() })
    .optional(),
});
export type SketchState = z.infer<typeof SketchState>;

export const sketchRequests = {
  /**
   * Sketches a draft's photo towards its painting. `photo` is kept until another is given; without any, the
   * draft's face or first photo is taken.
   */
  'sketch.start': {
    args: z.strictObject({
      id: TrainingId,
      photo: UploadId.optional(),
      crop: Crop,
      ...SketchLook.shape,
    }),
    result: SketchState,
  },
  'sketch.cancel': { args: nothing, result: SketchState },
  /** The still there is, with its picture. */
  'still.state': { args: nothing, result: SketchState },
  /** Paints a still; the painting is an upload, or a training's. */
  'still.start': {
    args: z.strictObject({
      photo: UploadId,
      painting: z.union([z.strictObject({ upload: UploadId }), z.strictObject({ training: TrainingId })]),
      edge: StillEdge,
      title: z.string().trim().max(120),
      ...SketchLook.shape,
    }),
    result: SketchState,
  },
  /** Stops and keeps the picture as it is. */
  'still.finish': { args: nothing, result: SketchState },
  /** Stops and throws the picture away. */
  'still.cancel': { args: nothing, result: SketchState },
  /** Saves the picture into the recordings folder, under a name that is free. */
  'still.save': { args: nothing, result: nothing },
} as const;

export const sketchEvents = {
  'sketch.changed': SketchState,
  'still.changed': SketchState,
} as const;
