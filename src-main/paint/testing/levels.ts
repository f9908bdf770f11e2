/** Test support: how far paintings are apart. */

/** By how many levels of 255 two paintings of one size are apart, at most and on average. */
export function levelsApart(one: Uint8Array, other: Uint8Array): { most: number; mean: number } {
  const off = Array.from(one, (value, i) => Math.abs(value - other[i]!));
  return {
    most: off.reduce((most, value) => Math.max(most, value), 0),
    mean: off.reduce((sum, value) => sum + value, 0) / off.length,
  };
}
