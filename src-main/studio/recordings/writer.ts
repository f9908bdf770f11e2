/**
 * Writes one recording as it comes. What was appended is in the system's hands when `append` answers, so it
 * outlives every process of ours; it is brought to the disk itself about once a second, so a power cut
 * costs a second or two.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { Refusal } from '../../paint/refusal.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import type { RecordingType } from '../contract/recordings.ts';
import { OneByOne } from '../oneByOne.ts';
import { attempt, unfinishedFile } from './names.ts';
import { removeSpent } from './spent.ts';
import { toDisk } from './toDisk.ts';
import { diskRefusal } from './trouble.ts';
import { writeAll } from './writeAll.ts';

const SYNC_EVERY_MS = 1000;
const MOST_ATTEMPTS = 1000;
const FULL = 'The disk is full. What was recorded until now is kept.';

/** A recording that is being written. Calls are carried out one after the other. */
export class RecordingWriter {
  /** Its name without ending; a file of that name and type may be there by the time it is finished. */
  readonly name: string;
  readonly type: RecordingType;
  /** Where it is written. */
  readonly path: string;
  readonly #handle: FileHandle;
  #bytes = 0;
  #next = 0;
  #lastLength = -1;
  #failure: Refusal | null = null;
  #state: 'open' | 'closed' = 'open';
  readonly #queue = new OneByOne();
  #syncedAt = performance.now();
  #syncing: Promise<void> | null = null;

  private constructor(name: string, type: RecordingType, path: string, handle: FileHandle) {
    this.name = name;
    this.type = type;
    this.path = path;
    this.#handle = handle;
  }

  /** Opens a new file in a folder, which is made if need be; never one that is there already. */
  static async create(folder: string, name: string, type: RecordingType): Promise<RecordingWriter> {
    try {
      await makeFolder(folder);
      for (let n = 1; n <= MOST_ATTEMPTS; n++) {
        const path = join(folder, unfinishedFile(attempt(name, n), process.pid, type));
        const handle = await open(path, 'wx').catch((error: unknown) => {
          if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
          throw error;
        });
        if (handle) return new RecordingWriter(name, type, path, handle);
      }
    } catch (error) {
      throw diskRefusal(error, `Nothing can be written into ${folder}`);
    }
    throw new Refusal('disk-failed', `${folder} holds too many recordings of the same name.`);
  }

  /** Why it cannot be written any further, or what was written could not be kept. */
  get failure(): Refusal | null {
    return this.#failure;
  }

  /** How many chunks have been written. */
  get chunks(): number {
    return this.#next;
  }

  /** Appends a chunk; answers with the file's size. A chunk that cannot be written leaves no trace. */
  append(sequence: number, bytes: Uint8Array): Promise<number> {
    return this.#queue.run(async () => {
      if (this.#state !== 'open') throw new Refusal('unknown-recording', 'This recording has ended.');
      // The answer to it may have been lost on the way.
      if (sequence === this.#next - 1 && bytes.length === this.#lastLength) return this.#bytes;
      if (sequence !== this.#next) {
        throw new Refusal('out-of-order', `Chunk ${this.#next} is next, not ${sequence}.`);
      }
      if (this.#failure) throw this.#failure;
      try {
        await writeAll(this.#handle, bytes, this.#bytes);
      } catch (error) {
        this.#failure = diskRefusal(error, 'The recording cannot be written any further', FULL);
        // A torn chunk would be no harm, but a whole end is better.
        await this.#handle.truncate(this.#bytes).catch(() => undefined);
        throw this.#failure;
      }
      this.#bytes += bytes.length;
      this.#lastLength = bytes.length;
      this.#next += 1;
      this.#syncNowAndThen();
      return this.#bytes;
    });
  }

  /** Brings everything to disk and closes the file. */
  close(): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#state === 'closed') return;
      this.#state = 'closed';
      await this.#syncing;
      // A full disk keeps what it has, and so does one that went away; the file is closed whatever happens.
      await this.#bring(this.#handle.sync());
      await this.#bring(this.#handle.close());
    });
  }

  /** Closes the file and removes it; while somebody holds it, it is noted to be nothing that is to be kept. */
  async discard(): Promise<void> {
    await this.close();
    await removeSpent(this.path);
  }

  #syncNowAndThen(): void {
    const now = performance.now();
    if (this.#syncing || now - this.#syncedAt < SYNC_EVERY_MS) return;
    this.#syncedAt = now;
    this.#syncing = this.#bring(this.#handle.datasync()).finally(() => (this.#syncing = null));
  }

  /** What a drive could not keep after all ends the recording; it is told when somebody asks. */
  async #bring(work: Promise<void>): Promise<void> {
    await toDisk(work).catch((error: unknown) => {
      this.#failure ??= diskRefusal(error, 'The recording cannot be brought to disk', FULL);
    });
  }
}
