/** When a frame was seen, told from its timestamp. */

/** A frame this late against the others is not late: the timestamps have started anew. */
const JUMP_MS = 3000;

/**
 * Frames carry timestamps of a clock whose zero is unknown. The frame that came soonest after its timestamp
 * sets the two clocks against each other; what others took longer is part of their age.
 */
export class CaptureClock {
  #offsetMs = Infinity;

  /** The time on the wall clock at which a frame that arrives at `arrivedAt` was seen; never later. */
  seenAt(timestampMs: number, arrivedAt: number): number {
    const offset = arrivedAt - timestampMs;
    if (offset < this.#offsetMs || offset - this.#offsetMs > JUMP_MS) this.#offsetMs = offset;
    return timestampMs + this.#offsetMs;
  }
}
