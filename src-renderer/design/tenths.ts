/** Parts of a whole as they are spoken: a live region that counts would never let a screen reader finish. */

/** A part of one, in full tenths. */
export function tenths(part: number): number {
  return Math.min(1, Math.max(0, Math.floor(part * 10 + 1e-9) / 10)) || 0;
}
