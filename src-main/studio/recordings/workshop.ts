/** Where recordings are made: begun, written, ended, and finished into ordinary files. */
import { randomBytes } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { wakefulTimeout } from '../../process/wakefulTimeout.ts';
import type { Notice } from '../contract.ts';
import type { RecordingType } from '../contract/recordings.ts';
import { complete, wholeFile } from './complete.ts';
import { isClip } from './describe.ts';
import { Ends, hasEnded } from './ends.ts';
import { type FolderKnown, madeFolder, problemWith } from './madeFolder.ts';
import { partName, recordingName, repaintedName } from './names.ts';
import { aboutSaved, Recovery, TOUCH_MS } from './recovery.ts';
import { RecordingWriter } from './writer.ts';

/** What the workshop needs of the rest. */
export interface WorkshopOptions extends FolderKnown {
  /** The shelf has changed; of a finished file it is said where it is. */
  changed(path?: string): void;
  tell(notice: Notice): void;
  /** How long a page may say nothing about a recording of its own; shorter in tests. */
  silenceMs?: number | undefined;
  /** How long after a look at what others may be working on the next one comes; shorter in tests. */
  lookMs?: number | undefined;
}

/**
 * A page that has gone takes no longer than this to be missed. A lost connection comes back, and the page's outbox
 * waits for it for somewhat less.
 */
const SILENCE_MS = 4 * 60_000;
/** A page that is there speaks at least this often; missed by another one, it gets so long once more. */
const DOUBT_MS = 10_000;
/** How long the app's end waits for clips to be finished; what is not is finished at the next start. */
const CLOSE_MS = 4000;

interface Open {
  readonly writer: RecordingWriter;
  /** What it is called when it is whole: until then its file says that it is a part. Null: any part will do. */
  readonly whole: string | null;
  timer: NodeJS.Timeout;
  /** When its page last said something, as `performance.now()` has it. */
  heardAt: number;
  /** How many chunks of it are being written. */
  writing: number;
}

/** All recordings that are not finished yet. */
export class Workshop {
  readonly #options: WorkshopOptions;
  readonly #open = new Map<string, Open>();
  /** Files that are being closed, or removed. */
  readonly #ending = new Set<Promise<void>>();
  /** Their paths: a disk may take long. */
  readonly #closing = new Set<string>();
  readonly #finishing = new Map<string, Promise<unknown>>();
  readonly #ends = new Ends();
  /** Why files could not be finished: they are tried again and again, and it is told once. */
  readonly #failures = new Map<string, string>();
  readonly #recovery: Recovery;
  readonly #touching: NodeJS.Timeout;

  constructor(options: WorkshopOptions) {
    this.#options = options;
    this.#recovery = new Recovery({
      folder: options.folder,
      isBusy: (path) => this.stateOf(path) !== null,
      finish: async (path, { name, type }) => (await this.#complete(path, name, type)) !== null,
      removed: () => options.changed(),
      finished: (names) => options.tell(aboutSaved(names)),
      lookMs: options.lookMs,
    });
    this.#touching = setInterval(() => void this.#touch(), TOUCH_MS).unref();
  }

  /** Whether a file is being written, or being finished, or neither. */
  stateOf(path: string): 'writing' | 'finishing' | null {
    if (this.#finishing.has(path) || this.#closing.has(path)) return 'finishing';
    return [...this.#open.values()].some(({ writer }) => writer.path === path) ? 'writing' : null;
  }

  /** Whether a clip of the live view is being recorded. */
  get records(): boolean {
    return [...this.#open.values()].some(({ writer, whole }) => whole === null && isClip(writer.type));
  }

  /** Opens a new recording; gives its handle. */
  async begin(type: RecordingType, style: string | null, source?: string): Promise<string> {
    const whole = source === undefined ? null : repaintedName(source, style ?? '');
    const name = whole === null ? recordingName(new Date(), style) : partName(whole);
    const folder = await madeFolder(this.#options, this.#options.tell);
    const writer = await RecordingWriter.create(folder, name, type);
    const handle = randomBytes(16).toString('base64url');
    this.#open.set(handle, {
      writer,
      whole,
      timer: this.#listenFor(handle),
      heardAt: performance.now(),
      writing: 0,
    });
    this.#options.changed();
    return handle;
  }

  /** Appends a chunk; gives the file's size. */
  async append(handle: string, sequence: number, bytes: Uint8Array): Promise<number> {
    this.hold(handle);
    const open = this.#of(handle);
    open.writing++;
    try {
      return await open.writer.append(sequence, bytes);
    } finally {
      open.writing--;
    }
  }

  /** The page is still there. */
  hold(handle: string): void {
    const open = this.#of(handle);
    clearTimeout(open.timer);
    open.timer = this.#listenFor(handle);
    open.heardAt = performance.now();
  }

  /** Ends a recording of so many chunks, or the part of one that there is; resolves when they are on disk. */
  async finish(handle: string, chunks: number, part = false): Promise<void> {
    const writer = this.#open.get(handle)?.writer;
    if (writer) await this.#end(handle, writer.chunks === chunks && !part);
    await this.#ends.answer(handle, chunks, part);
  }

  /** The page is certainly gone: its clips end now. */
  pageGone(tell: boolean): void {
    for (const [handle, { writer }] of this.#open) {
      if (!isClip(writer.type)) continue;
      if (tell) this.#cutOff(handle);
      else void this.#end(handle).catch(() => undefined);
    }
  }

  /** Ends a recording and removes it. One that has ended, as its page may not know, goes once it is finished. */
  async discard(handle: string): Promise<void> {
    const open = this.#open.get(handle);
    if (!open) return this.#ends.discard(handle, () => this.#options.changed());
    clearTimeout(open.timer);
    this.#open.delete(handle);
    // What stays is finished and saved at the next start.
    await this.#waitedFor(open.writer.discard());
    this.#options.changed();
  }

  /** Finishes what others that are gone left unfinished in the folder. Never rejects. */
  recover(): Promise<void> {
    return this.#recovery.look();
  }

  /**
   * A page has seen that something is being written. What a connection that is away explains while no page is there
   * is doubtful now: of what has been silent, the page was probably closed, and the person is back.
   */
  seen(): void {
    this.#recovery.seen();
    for (const [handle, open] of this.#open) {
      if (performance.now() - open.heardAt < DOUBT_MS) continue;
      clearTimeout(open.timer);
      open.timer = this.#listenFor(handle, DOUBT_MS);
      // Once is enough.
      open.heardAt = Infinity;
    }
  }

  /** Ends everything, and waits a while for it to be finished. */
  async close(): Promise<void> {
    this.#recovery.close();
    clearInterval(this.#touching);
    for (const handle of this.#open.keys()) void this.#end(handle).catch(() => undefined);
    await Promise.allSettled(this.#ending);
    const all = Promise.allSettled([...this.#finishing.values(), this.#ends.settled()]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
    await Promise.race([all, late]);
    clearTimeout(timer);
  }

  /** Says, in the files themselves, that they are worked on, also in a pause. */
  async #touch(): Promise<void> {
    const now = new Date();
    const open = [...this.#open.values()].map(({ writer }) => writer.path);
    const paths = [...open, ...this.#closing, ...this.#finishing.keys()];
    await Promise.all(paths.map((path) => utimes(path, now, now).catch(() => undefined)));
  }

  #of(handle: string): Open {
    const open = this.#open.get(handle);
    if (!open) throw hasEnded();
    return open;
  }

  #listenFor(handle: string, patience = this.#options.silenceMs ?? SILENCE_MS): NodeJS.Timeout {
    return wakefulTimeout(patience, (slept) => {
      const open = this.#of(handle);
      // A page that waits for a slow disk has nothing to say; and one that slept, too, says it soon.
      if (open.writing > 0 || slept) open.timer = this.#listenFor(handle);
      else this.#cutOff(handle);
    });
  }

  /** Ends what lost its page, and says so. */
  #cutOff(handle: string): void {
    const { writer, whole } = this.#of(handle);
    const ended = this.#end(handle).catch(() => undefined);
    // Of one that was only just begun there is nothing to be told.
    if (writer.chunks === 0) return;
    const message =
      whole === null
        ? 'A recording was ended because its window is gone. It is saved.'
        : `A video was not repainted to its end because its window is gone. What was done of it is saved as ${writer.name}.`;
    this.#options.tell({ level: 'warning', message });
    void ended.then(() => writer.failure && this.#options.tell({ level: 'error', message: writer.failure.message })); // prettier-ignore
  }

  /** The end of the app waits for it, too. */
  #waitedFor(task: Promise<void>): Promise<void> {
    const work = task.finally(() => this.#ending.delete(work));
    this.#ending.add(work);
    return work;
  }

  /** Closes the file and begins to finish it. */
  #end(handle: string, all = false): Promise<void> {
    const { writer, whole } = this.#of(handle);
    let finished: (file: Promise<string | null> | null) => void = () => undefined;
    const file = new Promise<string | null>((resolve) => (finished = resolve));
    const work = this.#waitedFor(this.#ended(handle, all, finished).finally(() => finished(null)));
    this.#ends.add(handle, { writer, whole: all || whole === null, work, file });
    return work;
  }

  async #ended(
    handle: string,
    all: boolean,
    finished: (file: Promise<string | null>) => void,
  ): Promise<void> {
    const { writer, whole, timer } = this.#of(handle);
    const { path, name, type } = writer;
    clearTimeout(timer);
    this.#open.delete(handle);
    const taken: string[] = [];
    const take = (file: string): void => {
      taken.push(file);
      this.#closing.add(file);
    };
    take(path);
    let work: Promise<string | null>;
    try {
      await writer.close();
      work =
        all && whole !== null && !writer.failure
          ? this.#complete(await wholeFile(path, whole, type, take).catch(() => path), whole, type)
          : this.#complete(path, name, type);
    } finally {
      for (const file of taken) this.#closing.delete(file);
    }
    finished(work);
    // A picture only takes its place; whoever asked may show it at once.
    if (!isClip(type)) await work;
  }

  /** Makes an ordinary file of a written one, and says so; gives its path, null when there was nothing in it. */
  #complete(path: string, name: string, type: RecordingType): Promise<string | null> {
    const work = complete(path, name, type, this.#options.tell).then(
      (file) => {
        this.#finishing.delete(path);
        this.#failures.delete(path);
        const finished = file === null ? undefined : join(dirname(path), file);
        this.#options.changed(finished);
        return finished ?? null;
      },
      async (error: unknown) => {
        this.#finishing.delete(path);
        await this.#failed(path, error);
        this.#options.changed();
        return null;
      },
    );
    this.#finishing.set(path, work);
    return work;
  }

  /** A message may name a file that was made for it alone, so the same failure is known by its code. */
  async #failed(path: string, error: unknown): Promise<void> {
    const message = await problemWith(path, error);
    const { code = message } = error as NodeJS.ErrnoException;
    if (this.#failures.get(path) === code) return;
    this.#failures.set(path, code);
    this.#options.tell({ level: 'error', message: `${basename(path)} could not be finished: ${message}` });
  }
}
