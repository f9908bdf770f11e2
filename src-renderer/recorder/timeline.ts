/** From the time when something was seen or heard to its time in the clip. */

/**
 * The clip's clock: it starts with the first picture and stands still in pauses. Times are milliseconds of
 * {@link wallClock}; times in the clip are seconds.
 */
export class Timeline {
  #startedAt: number | null = null;
  /** Pauses, in order; the last one may be open. */
  readonly #pauses: { from: number; to: number }[] = [];

  /** Whether the clip has begun. */
  get started(): boolean {
    return this.#startedAt !== null;
  }

  get paused(): boolean {
    return this.#pauses.at(-1)?.to === Infinity;
  }

  /** The first picture was seen at this time. */
  start(at: number): void {
    this.#startedAt ??= at;
  }

  pause(at: number): void {
    if (this.started && !this.paused) this.#pauses.push({ from: at, to: Infinity });
  }

  resume(at: number): void {
    const last = this.#pauses.at(-1);
    if (last && this.paused) last.to = Math.max(last.from, at);
  }

  /** The time in the clip; null for what happened before it began or in a pause. */
  at(time: number): number | null {
    if (this.#startedAt === null || time < this.#startedAt) return null;
    if (this.#pauses.some(({ from, to }) => time >= from && time < to)) return null;
    return this.length(time);
  }

  /** How long the clip is at this time. */
  length(time: number): number {
    if (this.#startedAt === null) return 0;
    const resting = this.#pauses.reduce(
      (sum, { from, to }) => sum + Math.max(0, Math.min(time, to) - from),
      0,
    );
    return Math.max(0, time - this.#startedAt - resting) / 1000;
  }
}
