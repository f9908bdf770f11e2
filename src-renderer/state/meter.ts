/** Rates and averages over the last moments. */

/** Counts events a second over a sliding window. */
export class RateMeter {
  readonly #windowMs: number;
  readonly #times: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(now: number): void {
    this.#times.push(now);
    this.#trim(now);
  }

  /** Events a second at `now`; falls to 0 when they stop. */
  rate(now: number): number {
    this.#trim(now);
    const first = this.#times[0];
    const last = this.#times.at(-1);
    if (first === undefined || last === undefined || this.#times.length < 2) return 0;
    // From the first event to the last there are n - 1 gaps; a gap still open counts once it is the longer.
    const gap = (last - first) / (this.#times.length - 1);
    return 1000 / Math.max(gap, (now - first) / this.#times.length);
  }

  #trim(now: number): void {
    while (this.#times[0] !== undefined && this.#times[0] < now - this.#windowMs) this.#times.shift();
  }
}

/** Mean and maximum of values over a sliding window. */
export class WindowStats {
  readonly #windowMs: number;
  readonly #values: { readonly at: number; readonly value: number }[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(now: number, value: number): void {
    this.#values.push({ at: now, value });
    this.#trim(now);
  }

  /** Null when the window holds nothing. */
  read(now: number): { mean: number; max: number } | null {
    this.#trim(now);
    if (this.#values.length === 0) return null;
    const values = this.#values.map(({ value }) => value);
    return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, max: Math.max(...values) };
  }

  #trim(now: number): void {
    while (this.#values[0] && this.#values[0].at < now - this.#windowMs) this.#values.shift();
  }
}
