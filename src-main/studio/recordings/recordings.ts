/** Everything about recordings, as the contract has it. */
import { basename, dirname } from 'node:path';
import type { Notice } from '../contract.ts';
import type { EventData } from '../contract.ts';
import type { Handlers } from '../dispatch.ts';
import type { Recording, RecordingType } from '../contract/recordings.ts';
import { Refusal } from '../../paint/refusal.ts';
import type { ShellFacilities } from '../library/facilities.ts';
import { type MediaAnswer, mediaAnswer, noMedia } from './media.ts';
import type { FolderKnown } from './madeFolder.ts';
import { Shelf } from './shelf.ts';
import { Workshop } from './workshop.ts';

/** What recordings need of the rest of the app. */
export interface RecordingsOptions extends FolderKnown {
  /** Something is kept in a folder, which need not be the present one any more. */
  isThere?(folder: string): void;
  changed(data: EventData<'recordings.changed'>): void;
  tell(notice: Notice): void;
  /** What the shell can do with files. */
  facilities?: ShellFacilities | undefined;
  silenceMs?: number | undefined;
  lookMs?: number | undefined;
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
    const known = {
      folder: options.folder,
      wasThere: () => options.wasThere?.() ?? false,
      hasKept: () => options.hasKept?.() ?? false,
    };
    this.#workshop = new Workshop({
      ...known,
      tell: options.tell,
      changed: (path) => void this.#changed(path),
      silenceMs: options.silenceMs,
      lookMs: options.lookMs,
    });
    this.#shelf = new Shelf({
      ...known,
      tell: options.tell,
      stateOf: (path) => this.#workshop.stateOf(path),
    });
  }

  /** The answers to the contract's requests. */
  handlers(): Pick<Handlers, RecordingRequest> {
    const [workshop, shelf] = [this.#workshop, this.#shelf];
    return {
      'recordings.begin': async ({ type, style, source }) => ({
        handle: await workshop.begin(type, style, source),
      }),
      'recordings.append': async ({ handle, sequence, bytes }) => ({
        bytes: await workshop.append(handle, sequence, bytes),
      }),
      'recordings.hold': ({ handle }) => {
        workshop.hold(handle);
        return null;
      },
      'recordings.finish': async ({ handle, chunks, part }) => {
        await workshop.finish(handle, chunks, part);
        return null;
      },
      'recordings.discard': async ({ handle }) => {
        await workshop.discard(handle);
        return null;
      },
      'recordings.list': async () => {
        const folder = this.#options.folder();
        const listed = await shelf.list();
        // What is in the making may come to nothing.
        if (listed.recordings.some(({ state }) => state === 'ready')) this.#options.isThere?.(folder);
        if (listed.recordings.some(({ state }) => state === 'writing')) workshop.seen();
        const drag = this.#options.facilities?.startDrag ? 'native' : 'download';
        return { folder, drag, ...listed };
      },
      'recordings.rename': ({ id, name }) => this.#then(shelf.rename(id, name)),
      'recordings.remove': ({ id }) => this.#then(shelf.remove(id)),
      'recordings.restore': ({ id }) => this.#then(shelf.restore(id)),
      'recordings.trashed': () => shelf.trashed(),
      'recordings.emptyTrash': async () => {
        await this.#then(shelf.emptyTrash('all'));
        return null;
      },
      'recordings.trim': ({ id, from, to }) => this.#then(shelf.trim(id, from, to)),
      'recordings.show': async ({ id }) => {
        const { path } = await shelf.find(id);
        const show = this.#options.facilities?.showInFolder;
        await show?.(path);
        return { shown: show !== undefined, path };
      },
      'recordings.startDrag': async ({ id }) => {
        const { path } = await shelf.find(id);
        const drag = this.#options.facilities?.startDrag;
        if (!drag) throw new Refusal('unavailable', 'This window drags files by itself.');
        drag(path);
        return null;
      },
    };
  }

  /** Has a file written that is whole when it is, and puts it on the shelf under a name that is free. */
  async add(name: string, type: RecordingType, write: (path: string) => Promise<void>): Promise<Recording> {
    const folder = this.#options.folder();
    const recording = await this.#shelf.add(name, type, write);
    this.#options.isThere?.(folder);
    this.#options.changed({ added: recording });
    return recording;
  }

  /** Whether a clip of the live view is being recorded. */
  get records(): boolean {
    return this.#workshop.records;
  }

  /** The page is certainly gone, and no other is there: its clips end now, and `tell` says whether that is news. */
  pageGone(tell: boolean): void {
    this.#workshop.pageGone(tell);
  }

  /** What a recording is called. Rejects with a {@link Refusal} where there is none. */
  async nameOf(id: string): Promise<string> {
    return (await this.#shelf.find(id)).name;
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

  /** Puts a picture that is whole already into the folder, under a name that is free. */
  async keepPicture(png: Uint8Array, style: string | null): Promise<void> {
    const handle = await this.#workshop.begin('png', style);
    try {
      await this.#workshop.append(handle, 0, png);
    } catch (error) {
      await this.#workshop.discard(handle).catch(() => undefined);
      throw error;
    }
    await this.#workshop.finish(handle, 1);
  }

  /** Finishes what was left unfinished; to be called at the start, and when the folder is another. Never rejects. */
  async recover(): Promise<void> {
    await this.#workshop.recover();
    await this.#shelf.emptyTrash('old').catch(() => undefined);
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

  async #changed(path: string | undefined): Promise<void> {
    if (path === undefined) return this.#options.changed({});
    const folder = dirname(path);
    this.#options.isThere?.(folder);
    const added = await this.#shelf.read(basename(path), folder).catch(() => undefined);
    this.#options.changed(added ? { added } : {});
  }
}
