/** A training's state in words. */
import type { StyleInfo, Training, TrainingStatus } from '../bridge/contract.ts';
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

/** Whether the style that came of a training is there: it may have been removed. */
export function hangs({ styleId }: Training, styles: readonly StyleInfo[] | null): boolean {
  return styles?.some(({ id }) => id === styleId) ?? false;
}

/** The catalogue's text for a training's state. */
export function statusKey(
  training: Training,
  styles: readonly StyleInfo[] | null,
): (typeof KEYS)[TrainingStatus] | 'training.statusTrained' {
  const { status } = training;
  return status === 'finished' && !hangs(training, styles) ? 'training.statusTrained' : KEYS[status];
}
