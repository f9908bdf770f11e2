/** When something was seen or heard, told from its timestamp. */

/** What is this late against the others is not late: the timestamps have started anew. */
const JUMP_MS = 3000;
/** What arrived within this time sets the clocks against each other. */
const WINDOW_MS = 1000;
/** However long nothing arrived, it counts as no more: what was held up comes in one go and must not look punctual. */
const LONGEST_GAP_MS = 100;

/**
 * Frames and pieces of sound carry timestamps of a clock whose zero is unknown, that may run a little faster or
 * slower than ours, and that loses seconds when a device stalls. The one of the last second that came soonest after
 * its timestamp sets the two clocks against each other; what others took longer is part of their age.
 */
export class CaptureClock {
  /** Arrivals that came sooner after their timestamps than all that followed, in order. */
  #soonest: { at: number; offsetMs: number }[] = [];
  #lastArrived = -Infinity;
  /** Time in which things arrived. */
  #elapsed = 0;

  /** The time on the wall clock at which what arrives at `arrivedAt` was seen; never later. */
  seenAt(timestampMs: number, arrivedAt: number): number {
    const offsetMs = arrivedAt - timestampMs;
    this.#elapsed += Math.max(0, Math.min(LONGEST_GAP_MS, arrivedAt - this.#lastArrived));
    this.#lastArrived = arrivedAt;
    if (offsetMs - (this.#soonest[0]?.offsetMs ?? offsetMs) > JUMP_MS) this.#soonest = [];
    const from = this.#elapsed - WINDOW_MS;
    this.#soonest = this.#soonest.filter((one) => one.at > from && one.offsetMs < offsetMs);
    this.#soonest.push({ at: this.#elapsed, offsetMs });
    return timestampMs + this.#soonest[0]!.offsetMs;
  }
}
