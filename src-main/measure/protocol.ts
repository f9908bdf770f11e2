/** What crosses between the main side and a process that measures a device. */
import { z } from 'zod';
import type { Child } from '../process/child.ts';
import { Obstacle } from '../studio/contract/devices.ts';

/** What to measure: one device, one style at one size, and a training step where that is asked for. */
export const ToMeasure = z.strictObject({
  type: z.literal('measure'),
  device: z.string(),
  /** The style's file; null: the network of the shipped styles, untrained. */
  style: z.string().nullable(),
  width: z.number().int().min(16),
  height: z.number().int().min(16),
  training: z.boolean(),
});
export type ToMeasure = z.infer<typeof ToMeasure>;

/** What came of it: milliseconds, or why not. */
export const Finding = z.discriminatedUnion('works', [
  z.object({
    works: z.literal(true),
    msPerFrame: z.number().positive(),
    /** Others took so much of the processors meanwhile that a picture may take far less. */
    busy: z.boolean().optional(),
    /** Null where it was not asked for. */
    msPerStep: z.number().positive().nullable(),
    /** Why there is no step where one was asked for. */
    noStep: z.string().optional(),
  }),
  z.object({
    works: z.literal(false),
    code: Obstacle,
    reason: z.string(),
    /** The style could not be read, or is none: that tells nothing of the device. */
    ofStyle: z.boolean().optional(),
  }),
]);
export type Finding = z.infer<typeof Finding>;

/** Starts a process that measures. */
export type SpawnMeasure = () => Child<ToMeasure>;
