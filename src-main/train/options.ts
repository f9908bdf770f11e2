/** What a training is made of: validated, and kept in checkpoints and in the style it makes. */
import { z } from 'zod';
import { DEFAULT_LOSS, LOSS_LAYERS, USUAL_NETWORK } from '../nets/index.ts';

const Layer = z.enum(LOSS_LAYERS);

/** Settings that decide what a training makes. Same settings, same device: same style. */
export const TrainingOptions = z.object({
  /** A name that `networkNamed` knows. */
  network: z.string().default(USUAL_NETWORK),
  steps: z.number().int().min(1).max(1_000_000).default(2000),
  /** Edge of the training pictures in pixels. */
  size: z.number().int().min(48).max(1024).multipleOf(8, 'must be a multiple of 8').default(256),
  batch: z.number().int().min(1).max(64).default(1),
  /** Longer edge of the painting in pixels: smaller makes finer strokes. */
  paintingSize: z.number().int().min(64).max(2048).default(704),
  rate: z.number().positive().max(1).default(2e-3),
  seed: z.number().int().min(0).max(0x7fffffff).default(1),
  contentLayers: z
    .array(Layer)
    .min(1)
    .default([...DEFAULT_LOSS.contentLayers]),
  styleLayers: z
    .array(Layer)
    .min(1)
    .default([...DEFAULT_LOSS.styleLayers]),
  /** How often the picture is halved for each comparison of styles. */
  styleScales: z
    .array(z.number().int().min(0).max(3))
    .min(1)
    .default([...DEFAULT_LOSS.styleScales]),
  /**
   * Over about how many pictures, one after the other, the style is compared, at least a batch's; 1: each by itself.
   */
  stylePictures: z.number().int().min(1).max(1000).default(DEFAULT_LOSS.stylePictures),
  /** How much the strokes of each part of a picture count, beside all of the style. */
  strokes: z.number().min(0).max(100).default(DEFAULT_LOSS.strokes),
  contentWeight: z.number().min(0).default(DEFAULT_LOSS.contentWeight),
  styleWeight: z.number().min(0).default(DEFAULT_LOSS.styleWeight),
  tvWeight: z.number().min(0).default(DEFAULT_LOSS.tvWeight),
});
export type TrainingOptions = z.infer<typeof TrainingOptions>;

/** The same as a file keeps them: one that does not say so compared each picture's style by itself, and no strokes. */
export const KeptOptions = TrainingOptions.extend({
  stylePictures: TrainingOptions.shape.stylePictures.unwrap().default(1),
  strokes: TrainingOptions.shape.strokes.unwrap().default(0),
});

/** Losses at one step. */
export const LossRecord = z.object({
  step: z.number().int(),
  total: z.number(),
  content: z.number(),
  style: z.number(),
  tv: z.number(),
});
export type LossRecord = z.infer<typeof LossRecord>;

/** What the gallery says of the painting a style was trained on. */
export const StyleCredits = z.object({
  title: z.string().min(1).max(200),
  /** What the painting is called; unlike the title it stays when the style is renamed. */
  painting: z.string().max(200).optional(),
  artist: z.string().max(200).optional(),
  year: z.number().int().optional(),
  credit: z.string().max(500).optional(),
  licence: z.string().max(200).optional(),
  /** Whose colours the painting was learned in, where they were not its own: those of the photos. */
  colours: z.literal('own').optional(),
});
export type StyleCredits = z.infer<typeof StyleCredits>;

/** Why a training or a sketch cannot go on. */
export const FailureCode = z.enum([
  'pictures',
  'loss-network',
  'checkpoint',
  'device',
  'diverged',
  'nothing-learned',
  'internal',
]);
export type FailureCode = z.infer<typeof FailureCode>;
