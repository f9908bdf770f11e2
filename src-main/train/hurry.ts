/** A training that is to be done within a time takes fewer steps where they take long. */
import type { Job } from './protocol.ts';
import type { TrainingState } from './checkpoint.ts';

/** After so many steps of a run it is known how long one takes. */
const FIRST_JUDGED = 8;
/** The first ones tell nothing: memory is laid out in them. */
export const UNJUDGED = 2;
/** After so many steps it is judged again: whatever else the machine does changes. */
const JUDGED_EVERY = 25;
/** The learning rate is to have fallen before the end, so that a tenth of the steps taken is left for that. */
const FALL = 1.1;

/** Judges, step by step, how many steps there is time for. One for each run: another device has another pace. */
export class Pace {
  readonly #hurry: Job['hurry'];
  readonly #most: number;
  readonly #recent: number[] = [];
  #heard = 0;

  /** @param most steps that it takes where there is time for all. */
  constructor(hurry: Job['hurry'], most: number) {
    this.#hurry = hurry;
    this.#most = most;
  }

  /** Hears how long the last step took; gives how many steps there are to be. */
  steps(ms: number, { step, spentMs, options }: Pick<TrainingState, 'step' | 'spentMs' | 'options'>): number {
    const { steps } = options;
    if (!this.#hurry) return steps;
    if (++this.#heard > UNJUDGED) this.#recent.push(ms);
    if (this.#recent.length > JUDGED_EVERY) this.#recent.shift();
    const judged = this.#heard === FIRST_JUDGED || this.#heard % JUDGED_EVERY === 0;
    if (!judged || step >= steps) return steps;
    const left = this.#hurry.ms - spentMs;
    const possible = left > 0 ? step + Math.floor(left / median(this.#recent)) : step;
    const fewest = Math.max(this.#hurry.least, Math.min(steps, Math.ceil(step * FALL)));
    return Math.min(this.#most, Math.max(fewest, possible));
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
