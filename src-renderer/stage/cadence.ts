/** When to put a painted picture on the stage, so that movement is even. */

/** What is known of so many last pictures counts: one to two seconds. */
const REMEMBERED = 45;
/** Four of five pictures are painted by the time at which they are due; with nine, all are some 5 ms older. */
const PUNCTUAL = 0.8;
/** No picture waits longer for its turn. */
const MOST_HOLD_MS = 34;
/** What has become so old is shown at once: people see themselves, and feel the delay. */
const MOST_AGE_MS = 80;
/** So much of the way from the beat to where a picture belongs is made with each picture. */
const PULL = 0.25;
/** After so long without a picture the beat begins anew. */
const PAUSE_MS = 250;

/**
 * Pictures come from the painter as unevenly as it and the camera are interrupted. Each is shown as long after its
 * capture as all but the slowest take, and on a beat that follows the captures' own; those that are painted evenly
 * wait for nothing.
 */
export class Cadence {
  readonly #ages: number[] = [];
  #capturedAt = -Infinity;
  /** Between two captures, smoothed; null until known. */
  #periodMs: number | null = null;
  #dueAt = -Infinity;

  /** The time at which the picture that is ready `now` is due: `now` or a little later, and never before the last one's. */
  due(capturedAt: number, now: number): number {
    const delay = this.#delay(now - capturedAt);
    const period = this.#period(capturedAt - this.#capturedAt);
    this.#capturedAt = capturedAt;
    const belongs = capturedAt + delay;
    const beat = this.#dueAt + period;
    const on = now - this.#dueAt > PAUSE_MS ? belongs : beat + PULL * (belongs - beat);
    const latest = Math.max(now, Math.min(now + MOST_HOLD_MS, capturedAt + MOST_AGE_MS));
    return (this.#dueAt = Math.max(now, this.#dueAt, Math.min(on, latest)));
  }

  /** What four of five pictures take from their capture until they are painted. */
  #delay(age: number): number {
    this.#ages.push(age);
    if (this.#ages.length > REMEMBERED) this.#ages.shift();
    const sorted = this.#ages.toSorted((a, b) => a - b);
    return sorted[Math.ceil(PUNCTUAL * sorted.length) - 1]!;
  }

  #period(gap: number): number {
    if (gap > PAUSE_MS) this.#periodMs = null;
    else this.#periodMs = this.#periodMs === null ? gap : this.#periodMs + 0.1 * (gap - this.#periodMs);
    return this.#periodMs ?? 0;
  }
}
