/** What crosses between the studio and a process that paints one picture by the slow method. */
import { z } from 'zod';
import { FailureCode, LossRecord } from './options.ts';

/** A picture to paint; the files stay where they are. */
export const SketchJob = z.object({
  photo: z.string().min(1),
  painting: z.string().min(1),
  lossNetwork: z.string().min(1),
  devices: z.array(z.string().min(1)).min(1),
  threads: z.number().int().min(1),
  edge: z.number().int().min(48).max(4096),
  coarsest: z.number().int().min(48).optional(),
  iterations: z.number().int().min(1).max(10_000),
  styleWeight: z.number().min(0),
  brush: z.number().int().min(64).max(4096),
  colours: z.enum(['painting', 'own']),
  /** The picture is sent at most so often. */
  showMs: z.number().min(0),
});
export type SketchJob = z.infer<typeof SketchJob>;

/** The picture at a moment: a JPEG on the way, a PNG at the end. */
const Shown = z.object({
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  width: z.number().int(),
  height: z.number().int(),
});

/** Sketching process to studio. `done` and `failed` are the last word; `stop` is answered by `done`. */
export const FromSketch = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    iteration: z.number().int().min(0),
    iterations: z.number().int().min(1),
    losses: LossRecord.omit({ step: true }),
    secondsLeft: z.number().min(0),
    device: z.string(),
    /** Left out where the last one was sent a moment ago. */
    picture: Shown.optional(),
  }),
  z.object({ type: z.literal('notice'), message: z.string() }),
  z.object({
    type: z.literal('done'),
    iteration: z.number().int().min(1),
    losses: LossRecord.omit({ step: true }),
    picture: Shown,
  }),
  z.object({ type: z.literal('failed'), code: FailureCode, message: z.string() }),
]);
export type FromSketch = z.infer<typeof FromSketch>;
