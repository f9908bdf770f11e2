/** When to take and send the next frame. */

const MOST_IN_FLIGHT = 2;
/**
 * The next frame is taken this long before the answer to the one before is expected: about what it takes
 * to convert it and carry it to the painter, so that the painter hardly waits for frames, nor they for it.
 */
const LEAD_MS = 16;
const SMOOTHING = 0.2;

/**
 * Keeps at most two frames in flight, one being painted and one on its way. The second is held back until
 * the painter is about to be free: sent earlier it would only wait there and grow old.
 */
export class Pacer {
  #inFlight: number[] = [];
  /** From the time when a frame could be taken up to its answer, smoothed; null until known. */
  #serviceMs: number | null = null;
  #answeredAt = -Infinity;

  get inFlight(): number {
    return this.#inFlight.length;
  }

  /**
   * Milliseconds to wait before the next frame may be taken and sent, to a painter that paints so many at once; null:
   * until an answer comes.
   */
  wait(now: number, atOnce = 1): number | null {
    const [sentAt] = this.#inFlight;
    if (sentAt === undefined || this.#inFlight.length < atOnce) return 0;
    if (this.#inFlight.length >= MOST_IN_FLIGHT) return null;
    const expectedAt = Math.max(sentAt, this.#answeredAt) + (this.#serviceMs ?? 0);
    return Math.max(0, expectedAt - LEAD_MS - now);
  }

  sent(now: number): void {
    this.#inFlight.push(now);
  }

  /**
   * The answer to the frame sent at `sentAt` came; `painted` tells whether it says how long one takes: from
   * when the painter could take it up, which is given back.
   */
  answered(now: number, sentAt: number, painted: boolean, atOnce = 1): number {
    const index = this.#inFlight.indexOf(sentAt);
    if (index >= 0) this.#inFlight.splice(index, 1);
    // A frame that waited behind another is taken up when that one's answer leaves.
    const sample = atOnce > 1 ? (now - sentAt) / atOnce : now - Math.max(sentAt, this.#answeredAt);
    if (painted) {
      this.#serviceMs =
        this.#serviceMs === null ? sample : this.#serviceMs + SMOOTHING * (sample - this.#serviceMs);
    }
    this.#answeredAt = now;
    return sample;
  }
}
