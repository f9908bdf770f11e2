/** Why a training cannot go on, for whoever started it. */
import { RuntimeError } from '../runtime/types.ts';
import { CheckpointError } from './checkpoint.ts';
import { LossNetworkError } from './lossNetworkFile.ts';
import type { FailureCode } from './options.ts';
import { PictureError } from './pictures.ts';

import { TrainingError } from './trainer.ts';

/** Stopped before the first step. */
export class NothingLearned extends Error {}

/** The protocol's code for what ended a training. */
export function failureCode(error: unknown): FailureCode {
  if (error instanceof PictureError) return 'pictures';
  if (error instanceof LossNetworkError) return 'loss-network';
  if (error instanceof CheckpointError) return 'checkpoint';
  if (error instanceof RuntimeError) return 'device';
  if (error instanceof TrainingError) return 'diverged';
  return error instanceof NothingLearned ? 'nothing-learned' : 'internal';
}

/** An error's message as a sentence. */
export function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
