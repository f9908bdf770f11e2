/** Trainings: a painting and photos become a style. And the loss network, which training needs once. */
import { z } from 'zod';
import { StyleId } from './library.ts';
import { UploadId } from './uploads.ts';
import { nothing } from './nothing.ts';

/** A training's id. */
export const TrainingId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

/** How long a person is ready to wait. */
export const Preset = z.enum(['quick', 'standard', 'fine']);
export type Preset = z.infer<typeof Preset>;

/** Weight of the style loss: from "the face" to "the painting". */
export const STYLE_WEIGHT = { least: 2, usual: 12, most: 24 } as const;
/** Longer edge of the painting in pixels as it is learned: smaller makes finer strokes. */
export const BRUSH = { least: 256, usual: 704, most: 1152 } as const;
/** The fewest photos that a training starts with. */
export const FEWEST_PHOTOS = 8;
/** The most photos that a training keeps. */
export const MOST_PHOTOS = 2000;

const part = z.number().min(0).max(1);
/** A part of a picture; all numbers are shares of its width or height. */
export const Crop = z.strictObject({ x: part, y: part, width: part, height: part });
export type Crop = z.infer<typeof Crop>;

/** Whose colours a painted picture has: the painting's, or the photos' own. */
export const Colours = z.enum(['painting', 'own']);
export type Colours = z.infer<typeof Colours>;

/** What a person decides about a training. */
export const TrainingPlan = z.strictObject({
  title: z.string().trim().min(1, 'give the style a name').max(120),
  artist: z.string().trim().max(120).optional(),
  year: z.number().int().min(-50_000).max(9999).optional(),
  preset: Preset,
  styleWeight: z.number().min(STYLE_WEIGHT.least).max(STYLE_WEIGHT.most).default(STYLE_WEIGHT.usual),
  brush: z.number().int().min(BRUSH.least).max(BRUSH.most).default(BRUSH.usual),
  colours: Colours.default('painting'),
  crop: Crop.default({ x: 0, y: 0, width: 1, height: 1 }),
});
export type TrainingPlan = z.infer<typeof TrainingPlan>;

/**
 * `draft`: pictures are being chosen. `waiting`: another one runs. `running`. `pausing`: its last step and
 * checkpoint. `paused`: by the person. `interrupted`: by a crash, or because Pastiche was closed; goes on from
 * its last checkpoint. `finished`: its style hangs in the gallery. `failed`: cannot go on; `message` says why.
 */
export const TrainingStatus = z.enum([
  'draft',
  'waiting',
  'running',
  'pausing',
  'paused',
  'interrupted',
  'finished',
  'failed',
]);
export type TrainingStatus = z.infer<typeof TrainingStatus>;

/** A training as it is now. */
export const Training = z.object({
  id: TrainingId,
  status: TrainingStatus,
  createdAt: z.number(),
  plan: TrainingPlan.nullable(),
  photos: z.number().int().min(0),
  /** How many of the photos are the person's own camera's. */
  frames: z.number().int().min(0),
  /** Tells its painting from the next one that is received; absent while there is none. */
  painting: z.string().optional(),
  step: z.number().int().min(0),
  steps: z.number().int().min(0),
  /** Title of the style that it goes on from: it starts with that one and no other. */
  continues: z.string().optional(),
  /** Title of the style that it started from. */
  startedFrom: z.string().optional(),
  device: z.string().optional(),
  /** The style that came of it. */
  styleId: z.string().optional(),
  /** Steps of which there are previews, in order. */
  previews: z.array(z.number().int()),
  message: z.string().optional(),
});
export type Training = z.infer<typeof Training>;

/** Losses at a step, or the mean of some. */
export const LossPoint = z.object({
  step: z.number().int(),
  total: z.number(),
  content: z.number(),
  style: z.number(),
  tv: z.number(),
});
export type LossPoint = z.infer<typeof LossPoint>;

/** A painting as it was received, with a picture of it for the page: a JPEG in base64, upright, in sRGB. */
export const PaintingInfo = z.object({
  width: z.number().int(),
  height: z.number().int(),
  picture: z.base64(),
});
export type PaintingInfo = z.infer<typeof PaintingInfo>;

/** The same of a training; `mark` is what the training calls its painting. */
export const MarkedPainting = PaintingInfo.extend({ mark: z.string().optional() });
export type MarkedPainting = z.infer<typeof MarkedPainting>;

/** The loss network: whether it is there, and how far it is on its way. */
export const LossNetworkState = z.object({
  status: z.enum(['absent', 'fetching', 'checking', 'ready', 'failed']),
  /** Bytes that are there of a fetch. */
  received: z.number().int().min(0),
  bytes: z.number().int().min(0),
  /** Where it is fetched from. */
  hosts: z.array(z.string()),
  message: z.string().optional(),
});
export type LossNetworkState = z.infer<typeof LossNetworkState>;

const one = z.strictObject({ id: TrainingId });
/**
 * The draft that the person lets make way for a new one, with its pictures. Where there is another one with
 * pictures in it, the answer is `wants-leave`; one without pictures makes way at any time.
 */
const replacing = TrainingId.optional();

export const trainingRequests = {
  /** All trainings, the newest first. */
  'trainings.list': { args: nothing, result: z.array(Training) },
  /** Makes an empty draft, or gives the one that is there. */
  'trainings.draft': { args: nothing, result: Training },
  /** Takes an upload as the painting. */
  'trainings.painting': { args: one.extend({ upload: UploadId }), result: MarkedPainting },
  /** Takes an upload as a photo to learn on, or as a frame of the person's camera. */
  'trainings.photo': {
    args: one.extend({ upload: UploadId, from: z.enum(['photos', 'camera']) }),
    result: Training,
  },
  /** Takes the photos out again. */
  'trainings.clearPhotos': { args: one, result: Training },
  /** Takes an upload as the picture that previews show. */
  'trainings.face': { args: one.extend({ upload: UploadId }), result: nothing },
  /**
   * Starts a draft, or lets it wait for the one that runs. `painting`: the mark of the one that the person sees;
   * where another page has put another in its place, that is refused.
   */
  'trainings.start': {
    args: one.extend({ plan: TrainingPlan, painting: z.string().optional() }),
    result: Training,
  },
  'trainings.pause': { args: one, result: Training },
  'trainings.resume': { args: one, result: Training },
  /** Ends early and keeps the style as it is. */
  'trainings.finish': { args: one, result: Training },
  /** A new draft with the same pictures, to train again with other settings. */
  'trainings.again': { args: one.extend({ replacing }), result: Training },
  /**
   * A new draft from a style that our trainer made: to go on from it, or to train it again. The painting and
   * the photos are those of its training; where that is gone, the draft lacks them.
   */
  'trainings.fromStyle': {
    args: z.strictObject({ styleId: StyleId, how: z.enum(['further', 'again']), replacing }),
    result: Training,
  },
  /** Deletes a training with all its pictures; its style stays. */
  'trainings.remove': { args: one, result: nothing },
  /** The painting as it is learned or, of a draft, as it was received. */
  'trainings.showPainting': { args: one, result: MarkedPainting },
  /** The losses so far, at most `points` means. */
  'trainings.losses': {
    args: one.extend({ points: z.number().int().min(2).max(2000) }),
    result: z.array(LossPoint),
  },
  /** A preview: a JPEG in base64. Step -1 is the person's own picture, unpainted. */
  'trainings.preview': {
    args: one.extend({ step: z.number().int().min(-1) }),
    result: z.object({ picture: z.base64() }),
  },
  'lossNetwork.state': { args: nothing, result: LossNetworkState },
  /** Fetches it; its progress comes as events. */
  'lossNetwork.fetch': { args: nothing, result: LossNetworkState },
  'lossNetwork.cancel': { args: nothing, result: LossNetworkState },
  /** Takes an upload instead: Keras' .h5, or safetensors. */
  'lossNetwork.use': { args: z.strictObject({ upload: UploadId }), result: LossNetworkState },
} as const;

export const trainingEvents = {
  /** One training is not as it was: a new one, another state, a step further. */
  'trainings.changed': Training,
  'trainings.removed': one,
  'trainings.progress': z.object({
    id: TrainingId,
    losses: z.array(LossPoint).min(1),
    msPerStep: z.number(),
    secondsLeft: z.number(),
  }),
  'lossNetwork.changed': LossNetworkState,
} as const;
