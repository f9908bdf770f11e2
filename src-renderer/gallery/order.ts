/** Putting a style elsewhere in the gallery's order. */

/** Styles in the order of these ids; those that it does not name at the end, as they were. */
export function inOrder<T extends { readonly id: string }>(
  styles: readonly T[],
  ids: readonly string[],
): T[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  const place = ({ id }: T): number => places.get(id) ?? ids.length;
  return styles.toSorted((a, b) => place(a) - place(b));
}

/** The ids with `id` taken out and put beside `target`; the same list where that changes nothing. */
export function placedBeside(
  ids: readonly string[],
  id: string,
  target: string,
  side: 'before' | 'after',
): readonly string[] {
  if (id === target || !ids.includes(id)) return ids;
  const others = ids.filter((other) => other !== id);
  const at = others.indexOf(target);
  if (at < 0) return ids;
  const placed = others.toSpliced(side === 'before' ? at : at + 1, 0, id);
  return placed.every((other, index) => other === ids[index]) ? ids : placed;
}

/**
 * The same for a key: by one sideways, by a row up and down, among those that are `shown`; the whole list
 * keeps the rest in place. At an edge nothing changes.
 */
export function movedByKey(
  ids: readonly string[],
  shown: readonly string[],
  id: string,
  key: string,
  columns: number,
): readonly string[] {
  // In a single row, up and down mean left and right.
  const row = columns >= shown.length ? 1 : columns;
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row };
  const step = steps[key];
  const from = shown.indexOf(id);
  if (step === undefined || from < 0) return ids;
  const target = shown[from + step];
  return target === undefined ? ids : placedBeside(ids, id, target, step < 0 ? 'before' : 'after');
}
