/**
 * A file that nobody vouches for may take the whole process down with it, in code that is not ours. So
 * what is done with a style for the first time is announced before, and the supervisor counts.
 */
import type { StyleFile } from './protocol.ts';

/** Counts that are kept at most. */
const MAX_KEPT = 256;
/** Deaths in a row that convict a style. */
const DEATHS = 2;

/** In the paint process: says which style is tried for the first time. */
export class Probation {
  readonly #passed = new Set<string>();
  readonly #announce: (styleId: string | null) => Promise<void>;

  /** @param announce is awaited: it must have left before the work begins. Null: it is over. */
  constructor(announce: (styleId: string | null) => Promise<void>) {
    this.#announce = announce;
  }

  /** Does a piece of work with a style; the first of its `kind` is announced. */
  async of<T>(styleId: string, kind: string, work: () => Promise<T>): Promise<T> {
    const key = `${styleId} ${kind}`;
    if (this.#passed.has(key)) return work();
    await this.#announce(styleId);
    try {
      return await work();
    } finally {
      // Refused is as good as done: the process lives.
      if (this.#passed.size >= MAX_KEPT) this.#passed.clear();
      this.#passed.add(key);
      await this.#announce(null);
    }
  }
}

/** In the supervisor: which styles took their process with them time and again. */
export class Suspects {
  /** Deaths in a row by style file; what passed is not in it. */
  readonly #deaths = new Map<string, number>();
  #tried: StyleFile | undefined;

  /** A style is tried for the first time in its process, or (undefined) was tried and all is well. */
  trying(style: StyleFile | undefined): void {
    if (!style && this.#tried) this.#deaths.delete(keyOf(this.#tried));
    this.#tried = style;
  }

  /** The process died, which may have another cause. Returns the style that is convicted by it, if one is. */
  died(otherCause: boolean): StyleFile | undefined {
    const style = this.#tried;
    this.#tried = undefined;
    if (!style || otherCause) return undefined;
    const deaths = (this.#deaths.get(keyOf(style)) ?? 0) + 1;
    if (this.#deaths.size >= MAX_KEPT) this.#deaths.clear();
    this.#deaths.set(keyOf(style), deaths);
    return deaths >= DEATHS ? style : undefined;
  }

  /** Whether a style may be painted with: one that was convicted may once its file is another. */
  allows(style: StyleFile): boolean {
    return (this.#deaths.get(keyOf(style)) ?? 0) < DEATHS;
  }
}

function keyOf({ id, stamp }: StyleFile): string {
  return `${id} ${stamp}`;
}
