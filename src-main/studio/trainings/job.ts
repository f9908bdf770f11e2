/** What a training's process is told, from what is kept of the training. */
import type { StyleCredits } from '../../train/options.ts';
import type { Job } from '../../train/protocol.ts';
import type { TrainingPlan } from '../contract/trainings.ts';
import { hurryOf } from './presets.ts';
import { initialOf, type TrainingRecord } from './record.ts';

/** What a job needs besides the training itself. */
export interface JobMeans extends Pick<Job, 'folder' | 'devices' | 'lossNetwork' | 'threads'> {
  /** Styles to start from where it does not go on from one. */
  readonly starts: readonly { file: string }[];
}

/** A training's job. @throws {Error} when it has no settings. */
export function jobOf({ plan, options, basis }: TrainingRecord, { starts, ...means }: JobMeans): Job {
  if (!plan || !options) throw new Error('It has no settings; train again.');
  const hurry = hurryOf(plan);
  return {
    ...means,
    options,
    credits: creditsOf(plan),
    starts: basis ? [initialOf(means.folder)] : starts.map(({ file }) => file),
    mustStart: basis !== undefined,
    ...(hurry && { hurry }),
    checkpointMs: 30_000,
    previewMs: 8000,
  };
}

/** What the style of a plan says of its painting. */
export function creditsOf({ title, artist, year, colours }: TrainingPlan): StyleCredits {
  return {
    title,
    ...(artist ? { artist } : {}),
    ...(year === undefined ? {} : { year }),
    ...(colours === 'own' && { colours }),
  };
}
