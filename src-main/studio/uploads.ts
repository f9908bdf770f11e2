/** Files on their way from a page: each in a file of its own until a request takes it. */
import { randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../paint/refusal.ts';
import { Silence } from '../process/wakefulTimeout.ts';
import { removeIfCan } from '../train/diskError.ts';
import type { uploadRequests } from './contract/uploads.ts';
import type { Handlers } from './dispatch.ts';
import { clearAbandoned, makeOwnFolder } from './owners.ts';
import { storageRefusal } from './storage.ts';

/** The handlers of the uploads' requests. */
export function uploadHandlers(uploads: Uploads): Pick<Handlers, keyof typeof uploadRequests> {
  return {
    'uploads.open': async ({ bytes }) => ({ upload: await uploads.begin(bytes) }),
    'uploads.append': async ({ upload, offset, data }) => ({
      received: await uploads.append(upload, offset, Buffer.from(data, 'base64')),
    }),
    'uploads.cancel': async ({ upload }) => {
      await uploads.cancel(upload);
      return {};
    },
  };
}

interface Upload {
  readonly file: string;
  readonly handle: FileHandle;
  readonly bytes: number;
  received: number;
  /** Pieces are written one after the other. */
  last: Promise<unknown>;
  readonly silence: Silence;
}

/** More than so many at a time are a page gone wrong. */
const MOST_OPEN = 8;
/** An upload that nothing is heard of for so long is thrown away. */
export const IDLE_MS = 2 * 60_000;

/** The uploads of one app's life, in a folder of its own; what an earlier life left is cleared away. */
export class Uploads {
  readonly #shared: string;
  readonly #open = new Map<string, Upload>();
  #folder: Promise<string> | undefined;

  /** `shared` is the folder for the uploads of all of us. */
  constructor(shared: string) {
    this.#shared = shared;
  }

  /** Clears away what an earlier life left, before the first upload: it may be frames of somebody's camera. */
  async open(): Promise<void> {
    await clearAbandoned(this.#shared);
  }

  /** Opens an upload for so many bytes; gives its handle. Rejects with a {@link Refusal}. */
  async begin(bytes: number): Promise<string> {
    if (this.#open.size >= MOST_OPEN) {
      throw new Refusal('unavailable', 'Too many files are on their way already; wait a moment.');
    }
    const id = randomBytes(16).toString('hex');
    const { file, handle } = await this.#make(id).catch((error: unknown) => {
      throw storageRefusal(error, this.#shared);
    });
    const silence = new Silence(IDLE_MS, () => void this.cancel(id));
    this.#open.set(id, { file, handle, bytes, received: 0, last: Promise.resolve(), silence });
    return id;
  }

  /** Appends a piece; gives how many bytes are there. Rejects with a {@link Refusal}. */
  append(id: string, offset: number, data: Uint8Array): Promise<number> {
    const upload = this.#get(id);
    upload.silence.broken();
    const write = upload.last.then(async () => {
      if (offset !== upload.received || offset + data.length > upload.bytes) {
        throw new Refusal('malformed', `This piece does not fit: ${upload.received} bytes of ${upload.bytes} are there, it starts at ${offset}.`); // prettier-ignore
      }
      try {
        await upload.handle.writeFile(data);
      } catch (error) {
        throw storageRefusal(error, this.#shared);
      }
      upload.received += data.length;
      return upload.received;
    });
    upload.last = write.catch(() => undefined);
    return write;
  }

  /** Gives a complete upload's file to `work`, and deletes what is left of it afterwards. */
  async take<T>(id: string, work: (file: string) => Promise<T>): Promise<T> {
    const upload = this.#get(id);
    await upload.last;
    if (upload.received !== upload.bytes) {
      throw new Refusal('malformed', `Only ${upload.received} bytes of ${upload.bytes} have arrived.`);
    }
    this.#open.delete(id);
    upload.silence.end();
    try {
      // Some network drives say only now that they are full.
      await upload.handle.close().catch((error: unknown) => {
        throw storageRefusal(error, this.#shared);
      });
      return await work(upload.file);
    } finally {
      await removeIfCan(upload.file);
    }
  }

  /** Throws an upload away; one that is not there is no problem. */
  async cancel(id: string): Promise<void> {
    const upload = this.#open.get(id);
    if (!upload) return;
    this.#open.delete(id);
    upload.silence.end();
    await upload.last;
    await upload.handle.close().catch(() => undefined);
    await removeIfCan(upload.file);
  }

  /** Throws all of them away. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.cancel(id)));
  }

  #get(id: string): Upload {
    const upload = this.#open.get(id);
    if (!upload) throw new Refusal('malformed', 'There is no such upload; it may have waited too long.');
    return upload;
  }

  async #make(id: string): Promise<Pick<Upload, 'file' | 'handle'>> {
    const file = join(await this.#own(), id);
    return { file, handle: await open(file, 'wx') };
  }

  /** Our own folder, made at the first upload; where the disk refused, it is tried again at the next. */
  #own(): Promise<string> {
    return (this.#folder ??= makeOwnFolder(this.#shared).catch((error: unknown) => {
      this.#folder = undefined;
      throw error;
    }));
  }
}
