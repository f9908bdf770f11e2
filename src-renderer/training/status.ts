/** A training's state in words. */
import type { TrainingStatus } from '../bridge/contract.ts';
import type { Key } from '../language/catalogue.ts';

const KEYS = {
  draft: 'training.statusDraft',
  waiting: 'training.statusWaiting',
  running: 'training.statusRunning',
  pausing: 'training.statusPausing',
  paused: 'training.statusPaused',
  interrupted: 'training.statusInterrupted',
  finished: 'training.statusFinished',
  failed: 'training.statusFailed',
} as const satisfies Record<TrainingStatus, Key>;

/** The catalogue's text for a state. */
export function statusKey<S extends TrainingStatus>(status: S): (typeof KEYS)[S] {
  return KEYS[status];
}
