/** The devices of this machine: which can be used, how fast each is, and why one cannot be used. */
import { z } from 'zod';

/**
 * Why a device cannot be used: it belongs to another system; there is no such card or driver; its runtime, or
 * libraries that this needs, are not installed; it ended its process; it did not answer; it failed otherwise.
 */
export const Obstacle = z.enum([
  'other-system',
  'no-card',
  'not-installed',
  'no-libraries',
  'crashed',
  'silent',
  'failed',
]);
export type Obstacle = z.infer<typeof Obstacle>;

/** Something this machine may run networks on. `auto` in the settings means: the fastest of these. */
export const DeviceInfo = z.object({
  id: z.string(),
  name: z.string(),
  available: z.boolean(),
  /** It has not been tried yet; so it is not available yet. */
  unknown: z.boolean().optional(),
  code: Obstacle.optional(),
  /** Why it is not available, and what would make it so. */
  reason: z.string().optional(),
  /** Milliseconds for a picture of this size. */
  frame: z.object({ ms: z.number(), width: z.number(), height: z.number() }).optional(),
  /** Milliseconds for a training step; left out until that was asked for. */
  msPerStep: z.number().optional(),
  /** Why it cannot train. */
  noStep: z.string().optional(),
});
export type DeviceInfo = z.infer<typeof DeviceInfo>;

/** What is known of all of them. */
export const DeviceReport = z.object({
  devices: z.array(DeviceInfo),
  /** The id of the one that is being measured. */
  measuring: z.string().nullable(),
  /** What `auto` stands for: the best first. */
  order: z.array(z.string()),
});
export type DeviceReport = z.infer<typeof DeviceReport>;

export const deviceRequests = {
  /**
   * What is known; what is not, and must be to choose, is found out from now on, and told by `devices.changed`.
   * `all`: every device is looked at, the processor also where there is nothing to compare it with.
   */
  'devices.list': { args: z.strictObject({ all: z.boolean().optional() }), result: DeviceReport },
  /** Measures them all anew, with what is on the stage; `training`: a training step, too. */
  'devices.measure': { args: z.strictObject({ training: z.boolean() }), result: DeviceReport },
} as const;

export const deviceEvents = { 'devices.changed': DeviceReport } as const;
