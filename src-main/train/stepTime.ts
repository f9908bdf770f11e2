/** How long a step takes, from which follows how much time is left. */
import { UNJUDGED } from './hurry.ts';

/** A mean that forgets over some twenty steps. */
const WEIGHT = 0.05;
/** A step that took more than so many times as long did not work all that time: the machine slept, and most clocks count that. */
const MOST_TIMES = 10;

/** Listens to the steps of one run: another device has another pace. */
export class StepTime {
  #count = 0;
  #ms = 0;

  /** What a step takes lately. */
  get ms(): number {
    return this.#ms;
  }

  /** Hears how long the last step took; gives what of it counts as work. */
  hear(ms: number): number {
    // The first ones stand alone, and for nothing that follows: a card compiles for seconds in them.
    const judged = ++this.#count - UNJUDGED;
    const worked = judged > 1 ? Math.min(ms, MOST_TIMES * this.#ms) : ms;
    this.#ms += (worked - this.#ms) * Math.max(WEIGHT, 1 / Math.max(1, judged));
    return worked;
  }
}
