/** Everything about recordings, as the contract has it. */
import type { Notice } from '../contract.ts';
import type { EventData } from '../contract.ts';
import type { Handlers } from '../dispatch.ts';
import { Refusal } from '../../paint/refusal.ts';
import { type MediaAnswer, mediaAnswer, noMedia } from './media.ts';
import { Shelf } from './shelf.ts';
import { Workshop } from './workshop.ts';

/** What recordings need of the rest of the app. */
export interface RecordingsOptions {
  folder(): string;
  changed(data: EventData<'recordings.changed'>): void;
  tell(notice: Notice): void;
  /** Shows a file in its folder, where the shell can. */
  showFile?: ((path: string) => void) | undefined;
  silenceMs?: number | undefined;
}

/** The names of the requests that are answered here. */
type RecordingRequest = Extract<keyof Handlers, `recordings.${string}`>;

/** Recordings in the making, and those on the shelf. */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #workshop: Workshop;
  readonly #shelf: Shelf;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    this.#workshop = new Workshop({
      folder: options.folder,
      tell: options.tell,
      changed: (file) => void this.#changed(file),
      ...(options.silenceMs !== undefined && { silenceMs: options.silenceMs }),
    });
    this.#shelf = new Shelf({
      folder: options.folder,
      stateOf: (path) => this.#workshop.stateOf(path),
    });
  }

  /** The answers to the contract's requests. */
  handlers(): Pick<Handlers, RecordingRequest> {
    const [workshop, shelf] = [this.#workshop, this.#shelf];
    return {
      'recordings.begin': async ({ type, style }) => ({ handle: await workshop.begin(type, style) }),
      'recordings.append': async ({ handle, sequence, bytes }) => ({
        bytes: await workshop.append(handle, sequence, bytes),
      }),
      'recordings.hold': ({ handle }) => {
        workshop.hold(handle);
        return null;
      },
      'recordings.finish': async ({ handle, chunks }) => {
        await workshop.finish(handle, chunks);
        return null;
      },
      'recordings.discard': async ({ handle }) => {
        await workshop.discard(handle);
        return null;
      },
      'recordings.list': async () => ({
        folder: this.#options.folder(),
        canShow: this.#options.showFile !== undefined,
        ...(await shelf.list()),
      }),
      'recordings.rename': ({ id, name }) => this.#then(shelf.rename(id, name)),
      'recordings.remove': ({ id }) => this.#then(shelf.remove(id)),
      'recordings.restore': ({ id }) => this.#then(shelf.restore(id)),
      'recordings.trim': ({ id, from, to }) => this.#then(shelf.trim(id, from, to)),
      'recordings.show': async ({ id }) => {
        const { path } = await shelf.find(id);
        if (!this.#options.showFile) throw new Refusal('unavailable', 'Files cannot be shown from here.');
        this.#options.showFile(path);
        return null;
      },
    };
  }

  /** How a request for a recording's file is answered; never rejects. */
  async media(id: string, range: string | null): Promise<MediaAnswer> {
    try {
      const { path, type } = await this.#shelf.find(id);
      return await mediaAnswer(path, type, range);
    } catch {
      return noMedia;
    }
  }

  /** Finishes what was left unfinished; to be called once, at the start. Never rejects. */
  async recover(): Promise<void> {
    await this.#workshop.recover().catch(() => 0);
    await this.#shelf.emptyTrash().catch(() => undefined);
  }

  /** Ends what is being recorded; resolves when it is on disk. */
  close(): Promise<void> {
    return this.#workshop.close();
  }

  /** Tells that the shelf has changed once a piece of work is done. */
  async #then<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    this.#options.changed({});
    return result;
  }

  async #changed(file: string | undefined): Promise<void> {
    const added = file === undefined ? undefined : await this.#shelf.read(file).catch(() => undefined);
    this.#options.changed(added ? { added } : {});
  }
}
