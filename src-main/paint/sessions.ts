/** Loaded sessions, as many as there is room for: the ones unused for longest go. */
import type { Session } from '../runtime/types.ts';

/** Sessions by key, bounded by the pixels of the pictures they are for. */
export class SessionShelf {
  readonly #maxPixels: number;
  /** A Map keeps the order of insertion: the first key is the one unused for longest. */
  readonly #sessions = new Map<string, { session: Session; pixels: number }>();

  constructor(maxPixels: number) {
    this.#maxPixels = maxPixels;
  }

  /** Whether it is loaded. */
  has(key: string): boolean {
    return this.#sessions.has(key);
  }

  /** Whether one is loaded whose key begins with a word. */
  hasAny(word: string): boolean {
    return [...this.#sessions.keys()].some((key) => key.startsWith(`${word} `));
  }

  /** The session of a key, loaded now if it is not yet; to make room, those in `keep` do not go. */
  async obtain(
    key: string,
    pixels: number,
    keep: readonly string[],
    load: () => Promise<Session>,
  ): Promise<Session> {
    const known = this.#sessions.get(key);
    if (known) {
      this.#sessions.delete(key);
      this.#sessions.set(key, known);
      return known.session;
    }
    // Room is made first, so that the old and the new are never both in memory.
    for (const [oldest, unused] of this.#sessions) {
      if (pixels + this.#pixels() <= this.#maxPixels) break;
      if (keep.includes(oldest)) continue;
      this.#sessions.delete(oldest);
      await unused.session.release();
    }
    const session = await load();
    this.#sessions.set(key, { session, pixels });
    return session;
  }

  /** Frees them all. */
  async close(): Promise<void> {
    const open = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const { session } of open) await session.release();
  }

  #pixels(): number {
    let sum = 0;
    for (const { pixels } of this.#sessions.values()) sum += pixels;
    return sum;
  }
}
