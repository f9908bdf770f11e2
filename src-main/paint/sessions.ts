/** Loaded sessions, as many as there is room for: the ones unused for longest go, but never what paints live. */
import type { Device, Session } from '../runtime/types.ts';

/** On the processor: five at 640x480 and a gallery of tiles. */
const MAX_PIXELS = 6 * 640 * 480;

/**
 * The pixels that sessions are held for on a device, unless the live view alone takes more. A session of our networks
 * takes about 200 bytes a pixel of the host's memory, 370 MB in all; of a card's half of that, in float16. On a processor styles of one network share most of it, and count as if they did not.
 */
export function usualPixels({ id }: Device): number {
  return id === 'cpu' ? MAX_PIXELS : 2 * MAX_PIXELS;
}

interface Loaded {
  readonly session: Session;
  readonly pixels: number;
  readonly usedAt: number;
}

/** Sessions by key, bounded by the pixels of the pictures they are for. */
export class SessionShelf {
  readonly #maxPixels: number;
  /** A Map keeps the order of insertion: the first key is the one unused for longest. */
  readonly #sessions = new Map<string, Loaded>();
  /** What the live view was last painted with. */
  #live: readonly string[] = [];

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

  /** These paint the live view now: they stay until others do. */
  hold(keys: readonly string[]): void {
    this.#live = keys;
  }

  /**
   * Whether one for so many pixels fits beside what paints live, what is as large, and what was used since a
   * time of `performance.now()`.
   */
  hasRoom(pixels: number, since: number): boolean {
    const ofUse = this.#pixels(
      (key, other) => this.#live.includes(key) || other.pixels === pixels || other.usedAt >= since,
    );
    return pixels + ofUse <= this.#limit();
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
      this.#put(key, known);
      return known.session;
    }
    // Room is made first, so that the old and the new are never both in memory.
    for (const [oldest, unused] of this.#sessions) {
      if (pixels + this.#pixels() <= this.#limit()) break;
      if (keep.includes(oldest) || this.#live.includes(oldest)) continue;
      this.#sessions.delete(oldest);
      await unused.session.release();
    }
    const session = await load();
    this.#put(key, { session, pixels });
    return session;
  }

  /** Frees them all. */
  async close(): Promise<void> {
    const open = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const { session } of open) await session.release();
  }

  /** As the one that was used last. */
  #put(key: string, { session, pixels }: Pick<Loaded, 'session' | 'pixels'>): void {
    this.#sessions.delete(key);
    this.#sessions.set(key, { session, pixels, usedAt: performance.now() });
  }

  /**
   * However large the live view is, there is room for what paints it, for what takes its place, and for a
   * gallery: else they would throw each other out in turns.
   */
  #limit(): number {
    const live = this.#pixels((key) => this.#live.includes(key));
    return Math.max(this.#maxPixels, 2 * live + this.#maxPixels / 4);
  }

  #pixels(counts: (key: string, loaded: Loaded) => boolean = () => true): number {
    let sum = 0;
    for (const [key, loaded] of this.#sessions) if (counts(key, loaded)) sum += loaded.pixels;
    return sum;
  }
}
