/** Transform networks by name, as stored in a style's file and named on the command line. */
import { johnson } from './johnson.ts';
import { lite } from './lite.ts';
import type { TransformNetwork } from './parameters.ts';

/**
 * `lite`, `lite 16x5` (channels x blocks), `johnson`, `johnson 32` (channels).
 * @throws {Error} when the name is none of these.
 */
export function networkNamed(name: string): TransformNetwork {
  const [, kind, width, blocks] = /^(lite|johnson)(?: (\d{1,3})(?:x(\d{1,2}))?)?$/.exec(name) ?? [];
  if (kind === 'lite' && (width === undefined) === (blocks === undefined)) {
    return width === undefined ? lite() : lite(Number(width), Number(blocks));
  }
  if (kind === 'johnson' && blocks === undefined)
    return width === undefined ? johnson() : johnson(Number(width));
  throw new Error(`there is no transform network "${name}": use lite, lite 16x5, johnson or johnson 32`);
}
