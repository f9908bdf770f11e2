/**
 * Lays pictures out one after the other: each is shown until the next one was seen. A picture that stands still
 * is written again, so that sound and file go on; but never so early that the next one, which may be on its way
 * from the painter, would find its place taken.
 */

/** A picture that can be held twice. */
export interface Holdable<F> {
  clone(): F;
  close(): void;
}

/** A picture in its place, in seconds from the clip's beginning. */
export interface LaidPicture<F> {
  readonly frame: F;
  readonly time: number;
  readonly until: number;
}

/** Pictures that come sooner than this are waited for all the same. */
const LATE_S = 0.4;
/** Nobody waits longer than this: until then the file does not grow. */
const LATEST_S = 5;
/** The next picture may take a little longer than the last. */
const LATER = 1.15;
/** What one slow picture taught is forgotten in some tens of quick ones. */
const FORGET = 0.95;
/** A picture that stands still is written about as often. */
const STILL_S = 0.4;
const SHORTEST_S = 0.001;

/** The picture that is shown now, when it was seen, and where it begins: later where it is shown again, or came late. */
interface Held<F> {
  readonly frame: F;
  readonly seen: number;
  readonly time: number;
}

/** Lays out the pictures of a clip; who gets one back closes it. */
export class PictureLine<F extends Holdable<F>> {
  #held: Held<F> | null = null;
  /** Where the last picture begins that was given back. */
  #last = -Infinity;
  #late = LATE_S;

  /** A picture that was seen at a time comes while the clip has this length; gives back the one before it. */
  add(frame: F, seen: number, length: number): LaidPicture<F> | null {
    const age = Math.max(0, length - seen);
    this.#late = Math.min(LATEST_S, Math.max(LATE_S, age * LATER, this.#late * FORGET));
    const held = this.#held;
    if (!held || seen >= held.time + SHORTEST_S) return this.#hold({ frame, seen, time: seen });
    if (seen <= held.seen) {
      frame.close();
      return null;
    }
    // What stands in its place is older, and not given back yet.
    held.frame.close();
    this.#held = { frame, seen, time: Math.max(seen, this.#last + SHORTEST_S) };
    return null;
  }

  /** Time passes; gives back the picture that has stood still for long enough. */
  pass(length: number): LaidPicture<F> | null {
    const time = length - this.#late;
    if (!this.#held || time <= this.#held.time + STILL_S) return null;
    return this.#hold({ ...this.#held, frame: this.#held.frame.clone(), time });
  }

  /** The clip ends at this length; gives back its last picture. */
  end(length: number): LaidPicture<F> | null {
    const held = this.#held;
    this.#held = null;
    return held && this.#laid(held, Math.max(length, held.time + SHORTEST_S));
  }

  #hold(next: Held<F>): LaidPicture<F> | null {
    const before = this.#held;
    this.#held = next;
    return before && this.#laid(before, next.time);
  }

  #laid({ frame, time }: Held<F>, until: number): LaidPicture<F> {
    this.#last = time;
    return { frame, time, until };
  }
}
