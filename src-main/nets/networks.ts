/** Transform networks by name, as stored in a style's file and named on the command line. */
import { johnson } from './johnson.ts';
import { lite } from './lite.ts';
import type { TransformNetwork } from './parameters.ts';
import { swift } from './swift.ts';

/** What styles are trained with where nothing else is said, and what every shipped style is. */
export const USUAL_NETWORK = 'swift 16x4';

const BLOCKY = { lite, swift };

/**
 * `swift`, `swift 16x4` (channels x blocks), `lite`, `lite 16x5`, `johnson`, `johnson 32` (channels).
 * @throws {Error} when the name is none of these.
 */
export function networkNamed(name: string): TransformNetwork {
  const [, kind, width, blocks] = /^(swift|lite|johnson)(?: (\d{1,3})(?:x(\d{1,2}))?)?$/.exec(name) ?? [];
  if ((kind === 'lite' || kind === 'swift') && (width === undefined) === (blocks === undefined)) {
    return width === undefined ? BLOCKY[kind]() : BLOCKY[kind](Number(width), Number(blocks));
  }
  if (kind === 'johnson' && blocks === undefined)
    return width === undefined ? johnson() : johnson(Number(width));
  throw new Error(
    `there is no transform network "${name}": use swift, "swift 16x4", lite, "lite 16x5", johnson or "johnson 32"`,
  );
}
