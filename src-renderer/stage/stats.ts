/** Figures of the live view. */
import { RateMeter, WindowStats } from '../state/meter.ts';
import type { Shown } from './pump.ts';

const WINDOW_MS = 1500;
/** So many gaps between pictures are kept for who asks for them: a minute of 60 a second. */
const MOST_GAPS = 3600;

/** A reading of the live view's figures; ages and times in milliseconds, over the last moments. */
export interface ViewReading {
  /** Pictures painted and drawn since the page opened. */
  painted: number;
  /** Pictures drawn since the page opened, painted or not. */
  shown: number;
  /** Frames that were not painted because a newer one came. */
  dropped: number;
  fps: number;
  /** From the camera's shutter to the stage; 0 when unknown. */
  ageMs: number;
  worstAgeMs: number;
  /** What the network took. */
  paintMs: number;
}

/** Collects the figures of what is drawn. */
export class ViewStats {
  readonly #rate = new RateMeter(WINDOW_MS);
  readonly #ages = new WindowStats(WINDOW_MS);
  readonly #paints = new WindowStats(WINDOW_MS);
  #gaps: number[] = [];
  #drawnAt: number | null = null;
  #painted = 0;
  #shown = 0;
  #dropped = 0;

  drawn(now: number, shown: Shown): void {
    this.#shown++;
    if (this.#drawnAt !== null && this.#gaps.length < MOST_GAPS) this.#gaps.push(now - this.#drawnAt);
    this.#drawnAt = now;
    this.#rate.add(now);
    this.#ages.add(now, now - shown.capturedAt);
    if (shown.styleId === null) return;
    this.#painted++;
    this.#paints.add(now, shown.paintMs);
  }

  /** Milliseconds between each picture on the stage and the next, since they were last asked for. */
  takeGaps(): number[] {
    const gaps = this.#gaps;
    this.#gaps = [];
    return gaps;
  }

  dropped(): void {
    this.#dropped++;
  }

  /** Pictures a second on the stage. */
  fps(now: number): number {
    return this.#rate.rate(now);
  }

  read(now: number): ViewReading {
    const age = this.#ages.read(now);
    return {
      painted: this.#painted,
      shown: this.#shown,
      dropped: this.#dropped,
      fps: this.#rate.rate(now),
      ageMs: age?.mean ?? 0,
      worstAgeMs: age?.max ?? 0,
      paintMs: this.#paints.read(now)?.mean ?? 0,
    };
  }
}
