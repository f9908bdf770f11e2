/** Finding styles by what is known of them. */
import type { StyleInfo } from '../bridge/contract.ts';
import { paintings } from '../language/ja/paintings.ts';

/** From so many styles on there is a search field. */
export const SEARCH_FROM = 8;

/**
 * The styles in which every word of the query occurs: in title, painting, artist, year or credit; case and accents
 * do not matter. The shipped paintings are found by their Japanese names, too.
 */
export function matching(styles: readonly StyleInfo[], query: string): readonly StyleInfo[] {
  const words = plain(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return styles;
  return styles.filter(({ title, painting = '', artist = '', year = '', credit = '' }) => {
    const japanese = [paintings[painting], paintings[artist]].join(' ');
    const text = plain([title, painting, artist, year, credit, japanese].join(' '));
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase();
}
