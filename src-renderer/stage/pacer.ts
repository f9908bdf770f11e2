/** When to send the next frame. */

const MOST_IN_FLIGHT = 2;
/** The next frame should arrive this long before the painter is free, so that it never stands idle. */
const MARGIN_MS = 6;
const SMOOTHING = 0.2;

/**
 * Keeps at most two frames in flight, one being painted and one on its way. The second is held back until
 * the painter is about to be free: sent earlier it would only wait there and grow old.
 */
export class Pacer {
  #inFlight = 0;
  #paintMs = 0;
  #travelMs = 0;
  #busyUntil = 0;

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Milliseconds to wait before the next frame may be taken and sent; null: until an answer comes. */
  wait(now: number): number | null {
    if (this.#inFlight >= MOST_IN_FLIGHT) return null;
    if (this.#inFlight === 0) return 0;
    return Math.max(0, this.#busyUntil - this.#travelMs - MARGIN_MS - now);
  }

  sent(now: number): void {
    this.#inFlight++;
    this.#busyUntil = Math.max(this.#busyUntil, now + this.#travelMs) + this.#paintMs;
  }

  /** An answer came; `paintMs` is what the network took, null when nothing was painted. */
  answered(now: number, sentAt: number, paintMs: number | null): void {
    this.#inFlight--;
    if (paintMs === null) {
      if (this.#inFlight === 0) this.#busyUntil = now;
      return;
    }
    const travel = Math.max(0, Math.min(now - sentAt - paintMs, paintMs + MARGIN_MS)) / 2;
    const first = this.#paintMs === 0;
    this.#paintMs = first ? paintMs : blend(this.#paintMs, paintMs);
    this.#travelMs = first ? travel : blend(this.#travelMs, travel);
    // The answer left `travel` ago, and the painter took up the next frame then.
    this.#busyUntil = now - this.#travelMs + this.#inFlight * this.#paintMs;
  }
}

function blend(old: number, value: number): number {
  return old + SMOOTHING * (value - old);
}
