/**
 * Chooses the working resolution that holds a rate: quick to step down when pictures take too long, slow to
 * step up when there is room to spare, and slower each time that turned out to be a mistake. It judges by what
 * one picture costs, not by the rate that is reached: a camera in a dark room gives few pictures, and smaller
 * ones would not help. It knows no clock; every sample brings its own time.
 */
import type { Size } from '../camera/cover.ts';
import { ON_PROCESSOR } from './costs.ts';
import { type CameraSizes, LADDER, ladderFor, pixelsOf, placeIn, USUAL_SIZE } from './ladder.ts';

/** What one painted picture cost. */
export interface Sample extends Size {
  readonly now: number;
  /** From when the painter could take it up to its answer, the way there and back included. */
  readonly ms: number;
  /** Pictures a second that reach the stage, and that the source gives; 0 where unknown. */
  readonly fps: number;
  readonly sourceFps: number;
}

/** Pictures of so many milliseconds decide to step down, but no fewer and no more; four of five must be too slow. */
const JUDGED_MS = 800;
const MOST_OF_THEM = 0.2;
const FEWEST_JUDGED = 3;
const MOST_JUDGED = 12;
/** Over this part of the time there is for a picture, it steps down; to a size that should need this part. */
const TOO_MUCH = 0.97;
const COMFORTABLE = 0.85;
/** The largest larger size that should need no more than this part is tried at once, past those in between. */
const PLENTY = 0.5;
/** How long there must have been room; it doubles with every step down and halves with every quiet spell. */
const PATIENCE_MS = 5000;
const MOST_PATIENCE_MS = 160_000;
const QUIET_MS = 120_000;
/**
 * It also steps down where the typical picture is in time but every fifth is not: each of those is seen as a stumble.
 * It takes longer, and so many pictures, to tell them from a hiccup; one step is enough.
 */
const WATCHED_MS = 4000;
const WATCHED = 100;
const LOOK_BACK_MS = 250;
const SLOW = 0.8;
/** What nine of ten pictures need no more than. */
const SLOW_UP = 0.9;
/** Where the typical picture needs less than this part, slow ones have another cause, which is no matter of size. */
const EASY = 0.5;
const EASY_UP = 0.4;
/** A size that was held for so long is the one for this machine. */
const SETTLED_MS = 10_000;
/** After so long without a picture the view stood still: what was before says nothing. */
const PAUSE_MS = 1500;
/** Above the usual size it is not the painter alone that may be too slow. */
const STARVED_PART = 0.85;
const STARVED_MS = 3000;

/** Steps through {@link LADDER}, or another one. */
export class Governor {
  #ladder = LADDER;
  #index = placeIn(LADDER, USUAL_SIZE);
  #targetFps: number;
  #costs = ON_PROCESSOR;
  /** The part of costs that grew with the pixels when two sizes were last painted: it is much the same for another style. */
  #grew = 0;
  /** The pictures of the last {@link WATCHED_MS}, or the last {@link WATCHED}. */
  #recent: { readonly now: number; readonly ms: number }[] = [];
  /** The first picture of this size since it was chosen, or since the view stood still. */
  #since: number | null = null;
  #last = -Infinity;
  #lookedBack = -Infinity;
  /** The size that was painted before, and what its typical picture cost; null until known. */
  #left: { readonly pixels: number; readonly ms: number } | null = null;
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

  /** Whether pictures have been painted in this size for a while. */
  get settled(): boolean {
    return this.#since !== null && this.#last - this.#since >= SETTLED_MS;
  }

  /** Goes on from a size that held the rate before, or the next that has fewer pixels. */
  begin(size: Size): void {
    const index = this.#ladder.findLastIndex((one) => pixelsOf(one) <= pixelsOf(size));
    this.#move(Math.max(0, index));
    this.reset();
  }

  /** Goes on with the sizes for another camera, at the one that is as wide as the present one, or the next. */
  suit(native: CameraSizes | null): void {
    const ladder = ladderFor(native);
    const [top, before] = [ladder.at(-1)!, this.#ladder.at(-1)!];
    if (top.width === before.width && top.height === before.height) return;
    const index = placeIn(ladder, this.size);
    this.#ladder = ladder;
    this.#move(index);
  }

  /** Holds another rate from now on, or where something else paints. */
  aim(targetFps: number, costs = ON_PROCESSOR): void {
    if (targetFps === this.#targetFps && costs === this.#costs) return;
    this.#targetFps = targetFps;
    if (costs !== this.#costs) this.#grew = 0;
    this.#costs = costs;
    this.#patience = PATIENCE_MS;
    this.#forget();
  }

  /** Starts anew: another style or device paints. */
  reset(): void {
    this.#patience = PATIENCE_MS;
    this.#left = null;
    this.#forget();
  }

  /** A picture was painted. Those of a size that was left, or is not reached yet, do not count. */
  sample({ now, ms, width, height, fps, sourceFps }: Sample): void {
    if (width !== this.size.width || height !== this.size.height) return;
    if (now - this.#last > Math.max(PAUSE_MS, 3 * ms)) this.#forget();
    this.#last = now;
    this.#since ??= now;
    this.#recent.push({ now, ms });
    while (this.#recent.length > WATCHED && this.#recent[0]!.now < now - WATCHED_MS) this.#recent.shift();
    this.#growPatient(now);

    const budget = 1000 / this.#targetFps;
    const lately = this.#recent.slice(-MOST_JUDGED).filter((painted, i, { length }) => {
      return painted.now > now - JUDGED_MS || i >= length - FEWEST_JUDGED;
    });
    const least = part(lately, MOST_OF_THEM);
    const enough = Math.min(MOST_JUDGED, Math.max(FEWEST_JUDGED, Math.ceil(JUDGED_MS / least)));
    if (this.#recent.length < enough) return;
    if (least > TOO_MUCH * budget) return this.#stepDown(now, part(lately, 0.5), COMFORTABLE * budget);
    if (this.#isStarved(now, fps, sourceFps)) return this.#stepDown(now, budget, COMFORTABLE * budget);
    if (now - this.#lookedBack >= LOOK_BACK_MS) this.#lookBack(now, budget);
  }

  /** Judges by all that was watched. */
  #lookBack(now: number, budget: number): void {
    this.#lookedBack = now;
    const typical = part(this.#recent, 0.5);
    const watched = this.#recent.length >= WATCHED && this.#recent[0]!.now <= now - WATCHED_MS + LOOK_BACK_MS;
    const stumbles = typical > EASY * budget && part(this.#recent, SLOW) > budget;
    if (watched && stumbles) return this.#stepDown(now, typical, Infinity);
    this.#considerUp(now, typical, part(this.#recent, SLOW_UP), budget);
  }

  /** To the next size that should need no more than `most`: as much less as it has fewer pixels. */
  #stepDown(now: number, typical: number, most: number): void {
    this.#calmSince = null;
    // Where there is nothing smaller nothing is learnt either: it goes on, and may step up soon after a load.
    if (this.#index === 0) return;
    this.#patience = Math.min(MOST_PATIENCE_MS, 2 * this.#patience);
    this.#quietSince = now;
    let next = this.#index - 1;
    while (next > 0 && typical * this.#pixelsTimes(next) > most) next--;
    this.#leave(next, typical);
  }

  #considerUp(now: number, typical: number, slow: number, budget: number): void {
    let next = this.#index + 1;
    if (next >= this.#ladder.length || !this.#hasRoom(next, typical, slow, budget)) {
      this.#calmSince = null;
      return;
    }
    this.#calmSince ??= now;
    if (now - this.#calmSince < this.#patience) return;
    while (next + 1 < this.#ladder.length && this.#isPlenty(next + 1, typical, slow, budget)) next++;
    this.#leave(next, typical);
  }

  #hasRoom(index: number, typical: number, slow: number, budget: number): boolean {
    const { room, slowRoom } = this.#costs;
    const times = 1 + this.#growing(typical) * (this.#pixelsTimes(index) - 1);
    if (typical * times <= EASY_UP * budget) return true;
    return typical * times <= room * budget && slow * times <= slowRoom * budget;
  }

  /** Whether sizes before this one can be passed over. */
  #isPlenty(index: number, typical: number, slow: number, budget: number): boolean {
    if (typical * this.#pixelsTimes(index) <= PLENTY * budget) return true;
    return (
      this.#left !== null &&
      this.#pixelsTimes(index) <= this.#costs.far &&
      this.#hasRoom(index, typical, slow, budget)
    );
  }

  /** The part of a picture's cost that grows with its pixels. */
  #growing(typical: number): number {
    const here = pixelsOf(this.size);
    if (!this.#left || this.#left.pixels === here) return Math.max(this.#costs.growing, this.#grew);
    const perPixel = (typical - this.#left.ms) / (here - this.#left.pixels);
    this.#grew = Math.min(1, Math.max(this.#costs.leastGrowing, (perPixel * here) / typical));
    return this.#grew;
  }

  /** How many times as many pixels another size has. */
  #pixelsTimes(index: number): number {
    return pixelsOf(this.#ladder[index]!) / pixelsOf(this.size);
  }

  #isStarved(now: number, fps: number, sourceFps: number): boolean {
    const short = sourceFps >= this.#targetFps * 0.95 && fps < this.#targetFps * STARVED_PART;
    if (!short || this.#index <= placeIn(this.#ladder, USUAL_SIZE)) {
      this.#starvedSince = null;
      return false;
    }
    this.#starvedSince ??= now;
    return now - this.#starvedSince >= STARVED_MS;
  }

  #growPatient(now: number): void {
    if (this.#quietSince === -Infinity) this.#quietSince = now;
    if (now - this.#quietSince < Math.max(QUIET_MS, this.#patience)) return;
    this.#quietSince = now;
    this.#patience = Math.max(PATIENCE_MS, this.#patience / 2);
  }

  #leave(index: number, typical: number): void {
    this.#left = { pixels: pixelsOf(this.size), ms: typical };
    this.#move(index);
  }

  #move(index: number): void {
    this.#index = index;
    this.#forget();
  }

  #forget(): void {
    this.#recent = [];
    this.#since = null;
    this.#calmSince = null;
    this.#starvedSince = null;
  }
}

/** The cost that this part of the others are below. */
function part(painted: readonly { readonly ms: number }[], share: number): number {
  const sorted = painted.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.floor(share * sorted.length)] ?? 0;
}
