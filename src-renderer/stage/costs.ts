/** What a picture costs where it is painted, and what can be known of it beforehand. */

/** The part of a picture's way beside the painting that the slowest place on it needs. */
const SLOWEST_PLACE = 0.3;

/**
 * What a picture costs that was `ms` on its way, `paintMs` of them on a card. There painting is the smaller part, and
 * the rest of the way is through places that work side by side: how many pictures can follow, the slowest says.
 */
export function costOnCard(ms: number, paintMs: number): number {
  return paintMs + SLOWEST_PLACE * Math.max(0, ms - paintMs);
}

/** What is believed of costs at larger sizes, and how much of the time they may need, as parts of one. */
export interface Costs {
  /** The part of a picture's cost that grows with its pixels, until two sizes were painted. */
  readonly growing: number;
  /** Nor is it believed to be less than this afterwards: costs change while it is found out. */
  readonly leastGrowing: number;
  /** A larger size is tried where the typical picture should need no more than this part of the time. */
  readonly room: number;
  /** And nine of ten no more than this. */
  readonly slowRoom: number;
  /** Once two sizes were painted, one may be tried that has so many times as many pixels, past those in between. */
  readonly far: number;
}

/** A processor computes each pixel for itself. */
export const ON_PROCESSOR: Costs = { growing: 1, leastGrowing: 0.4, room: 0.78, slowRoom: 0.9, far: 1 };
/** A card computes many side by side, and is mostly waited for: one took 1.4 times as long for nine times as many. */
export const ON_CARD: Costs = { growing: 0.25, leastGrowing: 0.1, room: 0.88, slowRoom: 1, far: 2.3 };
