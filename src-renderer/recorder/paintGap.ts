/** What a recording takes while the painter is away: not the camera's bare picture between two paintings. */
import type { Shown } from '../stage/pump.ts';

/** A painter is back within a few seconds; after so long there is none, and the recording shows what one sees. */
const LONGEST_MS = 10_000;

/** Follows what is on the stage. */
export class PaintGap {
  #paintedAt = -Infinity;

  /** Whether the last painting is to stay in the recording instead of this picture; `styled`: a style is chosen. */
  holds({ styleId }: Pick<Shown, 'styleId'>, styled: boolean, now: number): boolean {
    if (styleId !== null) this.#paintedAt = now;
    return styleId === null && styled && now - this.#paintedAt < LONGEST_MS;
  }
}
