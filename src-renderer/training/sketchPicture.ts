/** A sketch's picture for an `<img>`. */
import type { SketchState } from '../bridge/contract.ts';

/** The picture as an address of its own. */
export function dataUrl({ type, data }: NonNullable<SketchState['picture']>): string {
  return `data:image/${type};base64,${data}`;
}
