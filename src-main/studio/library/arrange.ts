/** How the files that were found hang in the gallery: the person's titles, favourites and order. */
import type { StyleInfo } from '../contract.ts';
import type { StyleNote } from './notes.ts';

/** What a person has decided. */
export interface Arrangement {
  readonly order: readonly string[];
  /** Ids of shipped styles that were put away. */
  readonly hidden: ReadonlySet<string>;
  of(id: string): StyleNote;
}

/** The styles as they hang. Those that the order does not name come at the end, as they were found. */
export function arrange(styles: readonly StyleInfo[], { order, hidden, of }: Arrangement): StyleInfo[] {
  const places = new Map(order.map((id, place) => [id, place]));
  const place = ({ id }: StyleInfo): number => places.get(id) ?? order.length;
  return styles
    .filter(({ id, shipped }) => !(shipped && hidden.has(id)))
    .map((style) => ({ ...style, ...of(style.id) }))
    .sort((a, b) => place(a) - place(b));
}
