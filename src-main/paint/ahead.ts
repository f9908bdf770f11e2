/** Which styles are loaded before anyone chooses them, and when: choosing is to cost no wait, and the view no stutter. */
import { shapeKey, type FrameShape } from './painter.ts';

/** How many styles are loaded ahead of need at most: a gallery may be long. */
const STYLES_AHEAD = 8;
/** The live view counts as at rest after so many milliseconds without a live frame. */
const LIVE_REST_MS = 300;
/** While the live view runs but leaves gaps, one style ahead in so many milliseconds. */
const IN_GAPS_MS = 400;
/** While live frames come back to back, one style ahead in so many milliseconds all the same. */
const UNDER_LOAD_MS = 2000;
/** A size that has held for so many milliseconds may stay: what is loaded before may be in vain. */
const SETTLED_MS = 10_000;

/** The styles that nobody has chosen yet. Pure: times are milliseconds of one clock. */
export class Ahead {
  #styles: string[] = [];
  #size: FrameShape = { width: 0, height: 0 };
  #since = -Infinity;
  /** From when on styles are loaded for that size. */
  #from = -Infinity;
  #last = -Infinity;

  /** A style, and perhaps one that it is mixed with, was chosen out of all: the ones that hang nearest come next. */
  plan(ids: readonly string[], size: FrameShape, chosen: string, blendId: string | null, now: number): void {
    this.#turnTo(size, now);
    const at = ids.indexOf(chosen);
    this.#styles = ids
      .map((id, index) => ({ id, far: Math.abs(index - at) }))
      .filter(({ id, far }) => far > 0 && id !== blendId)
      .sort((a, b) => a.far - b.far)
      .slice(0, STYLES_AHEAD)
      .map(({ id }) => id);
    // The chosen style comes first; under load the others let live frames through in between.
    this.#last = now;
  }

  /** Whether any is left. */
  get any(): boolean {
    return this.#styles.length > 0;
  }

  /** The size that they are loaded for. */
  get size(): FrameShape {
    return this.#size;
  }

  /** When that size was first asked for. */
  get since(): number {
    return this.#since;
  }

  /** Whether the next one's turn is before that of frames that wait. */
  isOverdue(now: number): boolean {
    return this.any && now >= Math.max(this.#last + UNDER_LOAD_MS, this.#from);
  }

  /** How long until it is the next one's turn, given that no frame waits and when the last live one came. */
  untilDue(now: number, lastLive: number): number {
    const gap = Math.min(lastLive + LIVE_REST_MS, this.#last + IN_GAPS_MS);
    return Math.max(0, Math.max(gap, this.#from) - now);
  }

  /** Takes out the one whose turn it is. */
  take(): string | undefined {
    return this.#styles.shift();
  }

  /** It is loaded. */
  loaded(now: number): void {
    this.#last = now;
  }

  /** There is no room for more. */
  clear(): void {
    this.#styles = [];
  }

  #turnTo(size: FrameShape, now: number): void {
    if (shapeKey(this.#size) === shapeKey(size)) return;
    // At first there is no painting yet that loading could hold up.
    this.#from = this.#size.width === 0 ? now : now + SETTLED_MS;
    this.#size = size;
    this.#since = now;
  }
}
