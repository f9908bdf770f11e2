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
/** The same for a wide camera, of which the other shape would cut a quarter off; all but two suit our networks. */
export const WIDE_LADDER: readonly Size[] = [
  256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1920,
].map((width) => ({ width, height: (width * 9) / 16 }));
/** What it starts with, and what cameras give without being asked twice. */
export const USUAL_SIZE: Size = { width: 640, height: 480 };
/** From this shape on a camera is wide; 16:10 is not. */
const WIDE = 1.7;

/** The sizes for a camera of which the largest picture is known; null where it is not. */
export function ladderFor(native: Size | null): readonly Size[] {
  if (!native || native.width / native.height < WIDE) return LADDER;
  // More than the camera sees is not worth its cost.
  return WIDE_LADDER.filter(({ width }) => width <= Math.max(native.width, USUAL_SIZE.width));
}

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
/** The largest one that should need no more than this part is tried at once, past those in between. */
const PLENTY = 0.5;
/** How long there must have been room; it doubles with every step down and halves with every quiet spell. */
const PATIENCE_MS = 5000;
const MOST_PATIENCE_MS = 160_000;
const QUIET_MS = 60_000;
/** After so long without a picture the view stood still: what was before says nothing. */
const PAUSE_MS = 1500;
/** Above the usual size it is not the painter alone that may be too slow. */
const STARVED_PART = 0.85;
const STARVED_MS = 3000;

/** Steps through {@link LADDER}, or another one. */
export class Governor {
  #ladder = LADDER;
  #index = indexOf(LADDER, USUAL_SIZE);
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
    return this.#ladder[this.#index]!;
  }

  /** Goes on with the sizes for another camera, at the one that is as wide as the present one, or the next. */
  suit(native: Size | null): void {
    const ladder = ladderFor(native);
    const [top, before] = [ladder.at(-1)!, this.#ladder.at(-1)!];
    if (top.width === before.width && top.height === before.height) return;
    const index = indexOf(ladder, this.size);
    this.#ladder = ladder;
    this.#move(index);
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
    let next = this.#index + 1;
    if (next >= this.#ladder.length || this.#costAt(next, typical) > ROOM * budget) {
      this.#calmSince = null;
      return;
    }
    this.#calmSince ??= now;
    if (now - this.#calmSince < this.#patience) return;
    while (next + 1 < this.#ladder.length && this.#costAt(next + 1, typical) <= PLENTY * budget) next++;
    this.#move(next);
  }

  /** What a picture of another size should cost: as much more as it has more pixels. */
  #costAt(index: number, typical: number): number {
    const [here, there] = [this.size, this.#ladder[index]!];
    return (typical * there.width * there.height) / (here.width * here.height);
  }

  #isStarved(now: number, fps: number, sourceFps: number): boolean {
    const short = sourceFps >= this.#targetFps * 0.95 && fps < this.#targetFps * STARVED_PART;
    if (!short || this.#index <= indexOf(this.#ladder, USUAL_SIZE)) {
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

/** The place of the size that is as wide, or the next narrower. */
function indexOf(ladder: readonly Size[], { width }: Size): number {
  return ladder.findLastIndex((size) => size.width <= width);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
