/** Fewer pictures of a source that gives more than are wanted. */
import { RateMeter } from '../state/meter.ts';

/** A source gives too many from so many times the wanted rate on: no clock keeps exact time. */
const SURPLUS = 1.2;

/**
 * Lets pictures pass evenly as they come, those nearest to the wanted rate's beat: none is held back, so none grows
 * old.
 */
export class Thinning {
  /** Pictures a second that are wanted. */
  wanted = Infinity;
  readonly #arrivals = new RateMeter(2000);
  #due = -Infinity;

  /** Whether the picture that comes now is one of the wanted. */
  passes(now: number): boolean {
    this.#arrivals.add(now);
    const rate = this.#arrivals.rate(now);
    const period = 1000 / this.wanted;
    if (rate < SURPLUS * this.wanted) {
      this.#due = now + period;
      return true;
    }
    if (now < this.#due - 500 / rate) return false;
    // After a gap the beat begins anew.
    this.#due = now - this.#due > period ? now + period : this.#due + period;
    return true;
  }
}
