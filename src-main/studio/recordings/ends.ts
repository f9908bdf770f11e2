/** How the last recordings ended: a page whose answer was lost asks once more, and is told what it was. */
import { Refusal } from '../../paint/refusal.ts';
import { intoTrash } from './trash.ts';
import type { RecordingWriter } from './writer.ts';

/** How many are remembered; a page asks for three minutes. */
const MOST = 64;

/** A recording that ends, or has ended. */
export interface End {
  /** How many chunks of it have arrived, and what of them could not be kept. */
  readonly writer: Pick<RecordingWriter, 'chunks' | 'failure'>;
  /** Whether it was kept as all that there was to be, not as a part of that. */
  readonly whole: boolean;
  /** It is on disk. */
  readonly work: Promise<void>;
  /** It is an ordinary file, of this path; null where there is none. */
  readonly file: Promise<string | null>;
}

/** The ends of the last recordings, by their handles. */
export class Ends {
  readonly #last = new Map<string, End>();
  /** What is on its way into the trash. */
  readonly #leaving = new Set<Promise<void>>();

  add(handle: string, end: End): void {
    this.#last.set(handle, end);
    for (const oldest of this.#last.keys()) {
      if (this.#last.size <= MOST) break;
      this.#last.delete(oldest);
    }
  }

  /**
   * Resolves when a recording of so many chunks, or as much of it as there is, has ended so.
   * @throws {Refusal} where it ended otherwise, or nothing is known of it
   */
  async answer(handle: string, chunks: number, part: boolean): Promise<void> {
    const end = this.#last.get(handle);
    if (!end) throw hasEnded();
    await end.work;
    const { chunks: arrived, failure } = end.writer;
    if (arrived !== chunks) {
      const message = `Only ${arrived} of ${chunks} parts of the recording arrived; they are kept.`;
      throw new Refusal('out-of-order', message);
    }
    if (failure && !part) throw failure;
    if (!end.whole && !part) throw hasEnded();
  }

  /**
   * Throws away a recording that has ended: as soon as it is finished it goes into the trash, for it may be all that
   * there was to be. Whoever asked need not wait for that.
   * @throws {Refusal} where nothing is known of it
   */
  discard(handle: string, gone: () => void): void {
    const end = this.#last.get(handle);
    if (!end) throw hasEnded();
    this.#last.delete(handle);
    const trash = async (): Promise<void> => {
      const file = await end.file;
      if (file === null) return;
      await intoTrash(file);
      gone();
    };
    // Somebody else has removed it, or it stays.
    const leaving = trash().catch(() => undefined).finally(() => this.#leaving.delete(leaving)); // prettier-ignore
    this.#leaving.add(leaving);
  }

  /** Resolves when all that was thrown away is in the trash. */
  async settled(): Promise<void> {
    await Promise.all(this.#leaving);
  }
}

/** The refusal for a recording that is over. Where it is now is for others to say: its page may have thrown it away. */
export function hasEnded(): Refusal {
  return new Refusal('unknown-recording', 'This recording has ended already.');
}
