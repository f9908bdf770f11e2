/** Seeded random numbers: the same seed gives the same training on the same device. */

/** Uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A stream of random numbers from any integers (a seed and a position, say): streams with different
 * keys are unrelated, so that step 500 can be drawn without drawing the 499 before it.
 */
export function randomStream(...key: readonly number[]): Random {
  let state = 0x9e3779b9;
  for (const part of key) state = mix(state ^ mix(part | 0));
  // Mulberry32: a Weyl sequence through a mixing function.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Spreads every bit of a 32-bit integer over all of it. */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
