/** A training that is to be done within a time takes fewer steps where they take long. */
import type { Job } from './protocol.ts';
import type { TrainingRun } from './trainer.ts';

/** The step after which it is known how long one takes; before, memory is laid out. */
export const JUDGED_AT = 8;

/**
 * Leaves out steps that there is no time for, once the step that tells is taken.
 * @param ms how long the last step took, and since when, by `performance.now()`, the run has been going on.
 * @returns how many steps there are to be now, or null if nothing changed.
 */
export function shortened(
  hurry: Job['hurry'],
  run: TrainingRun,
  { ms, since }: { readonly ms: number; readonly since: number },
): number | null {
  const { step, options } = run.state;
  if (!hurry || step !== JUDGED_AT) return null;
  const left = hurry.ms - (performance.now() - since);
  const steps = Math.max(hurry.least, step + Math.floor(left / ms));
  if (steps >= options.steps) return null;
  run.shorten(steps);
  return steps;
}
