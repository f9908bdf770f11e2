/** Puts live pictures on the stage on an even beat. */
import { Cadence } from './cadence.ts';
import type { Shown } from './pump.ts';

/** Shows pictures in the order in which they come, each when it is due. */
export class Presenter {
  readonly #draw: (shown: Shown) => void;
  readonly #now: () => number;
  readonly #cadence = new Cadence();
  #waiting: { readonly shown: Shown; readonly at: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(draw: (shown: Shown) => void, now: () => number) {
    this.#draw = draw;
    this.#now = now;
  }

  /** Shows it when it is due; `atOnce`: now, and what still waits before it. */
  show(shown: Shown, atOnce: boolean): void {
    const now = this.#now();
    const at = atOnce ? now : this.#cadence.due(shown.capturedAt, now);
    this.#waiting.push({ shown, at });
    if (atOnce) this.#drawUntil(Infinity);
    else this.#drawDue();
  }

  /** Forgets what waits. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  #drawDue(): void {
    this.#drawUntil(this.#now());
    const [next] = this.#waiting;
    // Timers end a little late rather than early.
    if (next) this.#timer = setTimeout(() => this.#drawDue(), next.at - this.#now());
  }

  #drawUntil(time: number): void {
    clearTimeout(this.#timer);
    while (this.#waiting[0] && this.#waiting[0].at <= time) this.#draw(this.#waiting.shift()!.shown);
  }
}
