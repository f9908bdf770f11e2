/** The sizes that were found to hold a rate, from one start to the next. */
import type { SettledSize, StyleInfo } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';

/** What it depends on how large pictures can be. */
export type Work = Pick<SettledSize, 'device' | 'network' | 'fps'>;

const MOST = 32;

/** The size of this shape that held for such work; null where none is known. */
export function recall(sizes: readonly SettledSize[], work: Work, shape: Size): SettledSize | null {
  return sizes.find((one) => isLike(one, work, shape)) ?? null;
}

/** The sizes with this one for such work; the same ones where it is known already. */
export function withSize(sizes: SettledSize[], work: Work, { width, height }: Size): SettledSize[] {
  const size = { ...work, width, height };
  const known = recall(sizes, work, size);
  if (known?.width === width) return sizes;
  return [size, ...sizes.filter((one) => one !== known)].slice(0, MOST);
}

/** The network of a style, or the style where that is not known; null when it hangs in the gallery no more. */
export function networkOf(styles: readonly StyleInfo[] | null, styleId: string): string | null {
  const style = styles?.find(({ id }) => id === styleId);
  return style ? (style.network ?? styleId) : null;
}

/** Whether one is for such work, in this shape. */
export function isLike(one: SettledSize, work: Work, shape: Size): boolean {
  const same = one.device === work.device && one.network === work.network && one.fps === work.fps;
  return same && one.width * shape.height === one.height * shape.width;
}
