/** How long a step takes, from which follows how much time is left. */
import { UNJUDGED } from './hurry.ts';

/** A mean that forgets over some twenty steps. */
const WEIGHT = 0.05;

/** The running mean of one run: another device has another pace. */
export class StepTime {
  #count = 0;
  #ms = 0;

  /** Hears how long the last step took; gives what one takes. */
  add(ms: number): number {
    // The first ones stand alone, and for nothing that follows: a card compiles for seconds in them.
    const judged = Math.max(1, ++this.#count - UNJUDGED);
    this.#ms += (ms - this.#ms) * Math.max(WEIGHT, 1 / judged);
    return this.#ms;
  }
}
