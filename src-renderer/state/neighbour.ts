/** Going round in a list. */

/** What comes next to the one of this id, round the ends; undefined in an empty list. */
export function neighbour<T extends { readonly id: string }>(
  list: readonly T[],
  id: string | undefined,
  by: 1 | -1,
): T | undefined {
  const from = list.findIndex((one) => one.id === id);
  return list[(from + by + list.length) % list.length];
}
