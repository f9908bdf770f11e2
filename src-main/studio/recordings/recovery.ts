/**
 * Finds what was left unfinished in the recordings folder. What is being recorded is touched every now and then
 * (see {@link TOUCH_MS}); what nobody touches any more, whoever's it is, is finished here.
 */
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { extname, join } from 'node:path';
import process from 'node:process';
import type { Notice } from '../contract.ts';
import { isOrphan, stateOfWriter } from './abandoned.ts';
import { wasFinished } from './finishedBefore.ts';
import { type ShelfName, shelfName, unfinishedEnding } from './names.ts';
import { placeFile } from './place.ts';
import { clearNoted, isSpent, removeSpent } from './spent.ts';

/** A file that is worked on changes at least so often. */
export const TOUCH_MS = 15_000;
/** What is the same at so many looks, this far apart, is touched by nobody: a network drive may be a minute late. */
const LOOK_MS = 30_000;
const SAME_LOOKS = 4;
/** What is finished takes its name first, with an empty file, and its place a moment later. */
const EMPTY_MS = 60_000;

/** What a recovery needs of the workshop. */
export interface RecoveryOptions {
  folder(): string;
  /** Whether this process works on a file. */
  isBusy(path: string): boolean;
  /** Makes an ordinary file of one; false where there is nothing in it. */
  finish(path: string, known: ShelfName): Promise<boolean>;
  /** One that was finished before is removed. */
  removed(): void;
  /** These are saved. */
  finished(names: readonly string[]): void;
  /** Shorter in tests. */
  lookMs?: number | undefined;
}

/** What was seen of a file, and at how many looks since then it was the same. */
interface Watch {
  readonly version: string;
  readonly at: number;
  readonly looks: number;
}

/** Looks for unfinished files, again and again while there are some of which it is not known whose they are. */
export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #lookMs: number;
  /** Files of which it is not known whether they are worked on. */
  #watched = new Map<string, Watch>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    this.#lookMs = options.lookMs ?? LOOK_MS;
  }

  /** Looks now; resolves when what is certainly left behind is finished. Never rejects. */
  look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One after the other: of two at once both would finish the same file.
    this.#work = this.#work.then(() => this.#look()).catch(() => undefined);
    return this.#work;
  }

  /** A file was seen that this process does not work on: it is looked at, unless that goes on already. */
  seen(): void {
    if (this.#timer === undefined) void this.look();
  }

  /** Resolves when no look is under way. */
  get idle(): Promise<void> {
    return this.#work;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const folder = this.#options.folder();
    const watched = new Map<string, Watch>();
    const left: ShelfName[] = [];
    for (const file of await readdir(folder).catch(() => [])) {
      // What cannot be looked at has just been finished by somebody else.
      const isLeft = await this.#isLeft(folder, file, watched).catch(() => null);
      if (isLeft) left.push(isLeft);
    }
    this.#watched = watched;
    const names: string[] = [];
    // One after the other: they are large, and a person may be recording already.
    for (const known of left) {
      if (this.#closed) return;
      if (await wasFinished(folder, known)) {
        await removeSpent(join(folder, known.file));
        this.#options.removed();
        continue;
      }
      const path = await claimed(folder, known).catch(() => null);
      if (path !== null && (await this.#options.finish(path, known))) names.push(known.name);
    }
    if (names.length > 0) this.#options.finished(names);
    if (watched.size === 0 || this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.look(), this.#lookMs).unref();
  }

  /** What a file is called that nobody works on any more; null for others. What only holds a name is removed. */
  async #isLeft(folder: string, file: string, watched: Map<string, Watch>): Promise<ShelfName | null> {
    const path = join(folder, file);
    if (await isOrphan(folder, file)) await rm(path, { force: true });
    await clearNoted(folder, file, this.#options.isBusy);
    const known = shelfName(file);
    if (!known || this.#options.isBusy(path)) return null;
    if (known.writer === null) {
      const facts = await stat(path);
      if (facts.size > 0) return null;
      if (facts.mtimeMs < Date.now() - EMPTY_MS) await removeName(folder, known);
      else watched.set(path, this.#watch(path, facts));
      return null;
    }
    if (await isSpent(path)) return null;
    if ((await stateOfWriter(path, known.writer)) === 'gone') return known;
    // What is ours and not worked on could not be finished: its drive was away, perhaps. It is tried again.
    const watch = this.#watch(path, await stat(path));
    if (watch.looks >= SAME_LOOKS) return known;
    watched.set(path, watch);
    return null;
  }

  /** Looks are counted, not hours: a machine that slept has seen nothing, and a file's time may be another clock's. */
  #watch(path: string, { mtimeMs, size }: { mtimeMs: number; size: number }): Watch {
    const [version, at] = [`${mtimeMs} ${size}`, performance.now()];
    const before = this.#watched.get(path);
    if (before?.version !== version) return { version, at, looks: 0 };
    // One that comes by the way is none.
    return at - before.at < this.#lookMs / 2 ? before : { version, at, looks: before.looks + 1 };
  }
}

/** Takes a file over, so that of several who find it one finishes it; gives its path. */
async function claimed(folder: string, { file, name, type }: ShelfName): Promise<string> {
  const ending = unfinishedEnding(process.pid, type);
  const path = join(folder, await placeFile(join(folder, file), folder, name, ending));
  const now = new Date();
  await utimes(path, now, now);
  return path;
}

/**
 * Removes a file that holds a name and nothing else. Whoever took that name may have slept, and fill it just now: so
 * it is moved away before it is looked at once more, and put back if it holds something. Should that fail, too, it is
 * an unfinished recording of ours, which is found later.
 */
async function removeName(folder: string, known: ShelfName): Promise<void> {
  const path = await claimed(folder, known);
  if ((await stat(path)).size === 0) await rm(path, { force: true });
  else await placeFile(path, folder, known.name, extname(known.file).slice(1));
}

/** What is said of recordings that were found and are saved. */
export function aboutSaved(names: readonly string[]): Notice {
  const message =
    names.length === 1
      ? `A recording that was cut short is saved: ${names[0]}.`
      : `${names.length} recordings that were cut short are saved.`;
  return { level: 'info', message };
}
