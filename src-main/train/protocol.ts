/** What crosses between the studio and the training process. Both ends parse what they get. */
import { z } from 'zod';
import type { Child } from '../process/child.ts';
import { FailureCode, LossRecord, StyleCredits, TrainingOptions } from './options.ts';
import { SketchJob } from './sketchProtocol.ts';

/** A training as its process is told of it; the pictures lie in the training's folder (see folder.ts). */
export const Job = z.object({
  folder: z.string().min(1),
  options: TrainingOptions,
  credits: StyleCredits,
  /** The loss network's file. */
  lossNetwork: z.string().min(1),
  /** Ids of the devices to train on, the best first; when one fails the next goes on. */
  devices: z.array(z.string().min(1)).min(1),
  /** Threads of a processor; whatever else runs keeps the others. */
  threads: z.number().int().min(1),
  /** Style files to start from: the one that paints most like the painting is taken. None: from scratch. */
  starts: z.array(z.string()),
  /** It starts from one of them, or not at all. */
  mustStart: z.boolean().default(false),
  /** Where its steps are to be taken within a time: then fewer of them, but no fewer than these. */
  hurry: z.object({ ms: z.number().min(0), least: z.number().int().min(1) }).optional(),
  checkpointMs: z.number().min(0).default(30_000),
  previewMs: z.number().min(0).default(8000),
});
export type Job = z.infer<typeof Job>;

/** Studio to training process. To go on after a pause is a new process's `start`: nothing is held meanwhile. */
export const ToTrain = z.discriminatedUnion('type', [
  /** The first message. Goes on from the folder's checkpoint where there is one. */
  z.object({ type: z.literal('start'), job: Job }),
  /** The first message instead, for a picture painted by the slow method; see sketchProtocol.ts. */
  z.object({ type: z.literal('sketch'), job: SketchJob }),
  /** Writes a checkpoint, once it takes its steps; answered by `paused`. */
  z.object({ type: z.literal('pause') }),
  /** Ends early and keeps the style as it is; answered by `done`. */
  z.object({ type: z.literal('stop') }),
]);
export type ToTrain = z.infer<typeof ToTrain>;

/** What a run cost, for measuring. */
export const Spent = z.object({
  /** Milliseconds from the first step to the last word. */
  ms: z.number().min(0),
  /** Of them, how long it waited for pictures, and for checkpoints. */
  dataMs: z.number().min(0),
  checkpointMs: z.number().min(0),
  checkpoints: z.number().int().min(0),
  /** The most memory that the process ever had, in MB. */
  peakMb: z.number().min(0),
});
export type Spent = z.infer<typeof Spent>;

/** Training process to studio. `paused`, `done` and `failed` are the last word. */
export const FromTrain = z.discriminatedUnion('type', [
  /** The training step is loaded; `step` were taken before. `start`: the style that it began with. */
  z.object({
    type: z.literal('running'),
    device: z.string(),
    step: z.number().int().min(0),
    start: z.string().optional(),
  }),
  /** The steps since the last such message; they are in the folder's history too. */
  z.object({
    type: z.literal('progress'),
    losses: z.array(LossRecord).min(1),
    msPerStep: z.number().min(0),
    secondsLeft: z.number().min(0),
  }),
  /** How many steps there are to be now: as many as there is time for, at most as it was told. */
  z.object({ type: z.literal('steps'), steps: z.number().int().min(1) }),
  z.object({ type: z.literal('preview'), step: z.number().int().min(0) }),
  z.object({ type: z.literal('checkpoint'), step: z.number().int().min(0) }),
  /** Something the person should know; the training goes on. `device`: on this one, from now on. */
  z.object({ type: z.literal('notice'), message: z.string(), device: z.string().optional() }),
  /** It waits for something, the disk for instance; null: it goes on. */
  z.object({ type: z.literal('waiting'), message: z.string().nullable() }),
  /** `message`: why it stands still although nobody paused it, or further back than it was. */
  z.object({
    type: z.literal('paused'),
    step: z.number().int().min(0),
    message: z.string().optional(),
  }),
  z.object({
    type: z.literal('done'),
    step: z.number().int().min(0),
    losses: LossRecord.omit({ step: true }),
    /** Photos that turned out to be no pictures. */
    unusable: z.number().int().min(0),
    spent: Spent,
  }),
  z.object({ type: z.literal('failed'), code: FailureCode, message: z.string() }),
]);
export type FromTrain = z.infer<typeof FromTrain>;

/** A running training process, however it was started. */
export type TrainChild = Child<ToTrain>;

/** Starts a training process. */
export type SpawnTrain = () => TrainChild;
