/**
 * Chooses the working resolution that holds a rate: quick to step down when pictures take too long, slow to
 * step up when there is room to spare, and slower each time that turned out to be a mistake. It judges by what
 * one picture costs, not by the rate that is reached: a camera in a dark room gives few pictures, and smaller
 * ones would not help. It knows no clock; every sample brings its own time.
 */
import type { Size } from '../camera/cover.ts';

/** The sizes it steps through: one shape, so that nothing jumps, and no step of more than half as many pixels. */
export const LADDER: readonly Size[] = [256, 320, 384, 448, 512, 576, 640, 768, 896, 1024, 1280].map(
  (width) => ({ width, height: (width * 3) / 4 }),
);
/** What it starts with, and what cameras give without being asked twice. */
export const USUAL_SIZE: Size = { width: 640, height: 480 };

/** What one painted picture cost. */
export interface Sample extends Size {
  readonly now: number;
  /** From when the painter could take it up to its answer, the way there and back included. */
  readonly ms: number;
  /** Pictures a second that reach the stage, and that the source gives; 0 where unknown. */
  readonly fps: number;
  readonly sourceFps: number;
}

/** A median of so many milliseconds of pictures decides to step down, but of no fewer or more pictures. */
const JUDGED_MS = 600;
const FEWEST_JUDGED = 3;
const MOST_JUDGED = 12;
/** Over this part of the time there is for a picture, it steps down; to a size that should need this part. */
const TOO_MUCH = 0.97;
const COMFORTABLE = 0.85;
/** A larger size that should need no more than this part of the time is tried. */
const ROOM = 0.78;
/** How long there must have been room; it doubles with every step down and halves with every quiet spell. */
const PATIENCE_MS = 5000;
const MOST_PATIENCE_MS = 160_000;
const QUIET_MS = 60_000;
/** After so long without a picture the view stood still: what was before says nothing. */
const PAUSE_MS = 1500;
/** Above the usual size it is not the painter alone that may be too slow. */
const STARVED_PART = 0.85;
const STARVED_MS = 3000;

/** Steps through {@link LADDER}. */
export class Governor {
  #index = indexOf(USUAL_SIZE);
  #targetFps: number;
  #recent: number[] = [];
  #last = -Infinity;
  #calmSince: number | null = null;
  #starvedSince: number | null = null;
  #patience = PATIENCE_MS;
  #quietSince = -Infinity;

  constructor(targetFps: number) {
    this.#targetFps = targetFps;
  }

  /** The size that pictures should have. */
  get size(): Size {
    return LADDER[this.#index]!;
  }

  /** Holds another rate from now on. */
  aim(targetFps: number): void {
    if (targetFps === this.#targetFps) return;
    this.#targetFps = targetFps;
    this.#patience = PATIENCE_MS;
    this.#forget();
  }

  /** Starts anew: another style or device paints. */
  reset(): void {
    this.#patience = PATIENCE_MS;
    this.#forget();
  }

  /** A picture was painted. Those of a size that was left, or is not reached yet, do not count. */
  sample({ now, ms, width, height, fps, sourceFps }: Sample): void {
    if (width !== this.size.width || height !== this.size.height) return;
    if (now - this.#last > Math.max(PAUSE_MS, 3 * ms)) this.#forget();
    this.#last = now;
    this.#recent.push(ms);
    if (this.#recent.length > MOST_JUDGED) this.#recent.shift();
    this.#growPatient(now);

    const budget = 1000 / this.#targetFps;
    const typical = median(this.#recent);
    const enough = Math.min(MOST_JUDGED, Math.max(FEWEST_JUDGED, Math.ceil(JUDGED_MS / typical)));
    if (this.#recent.length < enough) return;
    if (typical > TOO_MUCH * budget) return this.#stepDown(now, typical, budget);
    if (this.#isStarved(now, fps, sourceFps)) return this.#stepDown(now, budget, budget);
    this.#considerUp(now, typical, budget);
  }

  #stepDown(now: number, typical: number, budget: number): void {
    this.#patience = Math.min(MOST_PATIENCE_MS, 2 * this.#patience);
    this.#quietSince = now;
    let next = this.#index - 1;
    while (next > 0 && this.#costAt(next, typical) > COMFORTABLE * budget) next--;
    this.#move(Math.max(0, next));
  }

  #considerUp(now: number, typical: number, budget: number): void {
    const next = this.#index + 1;
    if (next >= LADDER.length || this.#costAt(next, typical) > ROOM * budget) {
      this.#calmSince = null;
      return;
    }
    this.#calmSince ??= now;
    if (now - this.#calmSince >= this.#patience) this.#move(next);
  }

  /** What a picture of another size should cost: as much more as it has more pixels. */
  #costAt(index: number, typical: number): number {
    const [here, there] = [this.size, LADDER[index]!];
    return (typical * there.width * there.height) / (here.width * here.height);
  }

  #isStarved(now: number, fps: number, sourceFps: number): boolean {
    const short = sourceFps >= this.#targetFps * 0.95 && fps < this.#targetFps * STARVED_PART;
    if (!short || this.#index <= indexOf(USUAL_SIZE)) {
      this.#starvedSince = null;
      return false;
    }
    this.#starvedSince ??= now;
    return now - this.#starvedSince >= STARVED_MS;
  }

  #growPatient(now: number): void {
    if (this.#quietSince === -Infinity) this.#quietSince = now;
    if (now - this.#quietSince < QUIET_MS) return;
    this.#quietSince = now;
    this.#patience = Math.max(PATIENCE_MS, this.#patience / 2);
  }

  #move(index: number): void {
    this.#index = index;
    this.#forget();
  }

  #forget(): void {
    this.#recent = [];
    this.#calmSince = null;
    this.#starvedSince = null;
  }
}

function indexOf({ width }: Size): number {
  return LADDER.findIndex((size) => size.width === width);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
