/** Finding commands by a few letters of their names. */

/** Something that can be found. */
export interface Findable {
  readonly title: string;
}

/**
 * Those whose title has every word of the query, best first: titles that begin with it, then those in which
 * words begin with its words, then the rest; last those that have its letters in order (`fs`: Full screen).
 */
export function search<T extends Findable>(items: readonly T[], query: string): T[] {
  const wanted = fold(query).trim();
  if (wanted === '') return [...items];
  return items
    .map((item, index) => ({ item, index, rank: rankOf(fold(item.title), wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ item }) => item);
}

const NO_MATCH = 4;

function rankOf(title: string, wanted: string): number {
  if (title.startsWith(wanted)) return 0;
  const words = wanted.split(/\s+/);
  const parts = title.split(/[\s“”"'()-]+/);
  if (words.every((word) => parts.some((part) => part.startsWith(word)))) return 1;
  if (words.every((word) => title.includes(word))) return 2;
  return startsInOrder(parts, wanted) ? 3 : NO_MATCH;
}

/** Whether the letters are the beginnings of words, one after the other. */
function startsInOrder(parts: readonly string[], letters: string): boolean {
  let from = 0;
  for (const part of parts) if (letters[from] !== undefined && part.startsWith(letters[from] ?? '')) from++;
  return from === letters.length;
}

/** Without capitals and accents, and with wide and narrow letters alike. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .normalize('NFKC')
    .toLowerCase();
}
