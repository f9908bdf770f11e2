/**
 * The local log: what went wrong, in a file on this machine. Nothing is sent anywhere. It is bounded (a few
 * files of limited size, the oldest goes) and names no folder of the person's home.
 */
import { appendFileSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolderSync } from '../train/makeFolder.ts';

/** Where an entry comes from. */
export type LogSource = 'main' | 'page' | 'painter' | 'trainer' | 'system';
export type LogLevel = 'info' | 'warning' | 'error';

/** What a log is made with. */
export interface LogOptions {
  /** Made when the first entry is written. */
  folder: string;
  /** Rewrites what must not be kept; see {@link maskHome}. */
  mask(text: string): string;
  /** The time, for the tests. */
  now?: () => Date;
  /** Largest size of one file in bytes. */
  maxBytes?: number;
}

const MAX_BYTES = 256 * 1024;
/** The present file, and so many older ones. */
const OLDER_FILES = 2;
const MAX_ENTRY_CHARS = 8000;

/** Writes entries, each at once, so that the last words before a crash are on disk. Never throws. */
export class Log {
  readonly folder: string;
  /** Takes out what the log must not keep; for other texts too. */
  readonly mask: (text: string) => string;
  readonly #now: () => Date;
  readonly #maxBytes: number;
  #last = '';
  #repeats = 0;

  constructor({ folder, mask, now = () => new Date(), maxBytes = MAX_BYTES }: LogOptions) {
    this.folder = folder;
    this.mask = mask;
    this.#now = now;
    this.#maxBytes = maxBytes;
  }

  /** Writes an entry. The same entry again and again is counted instead, so that it pushes nothing out. */
  write(level: LogLevel, source: LogSource, message: string): void {
    // Masked before it is cut: half a name would not be found.
    const entry = `${level} ${source}: ${this.mask(message.slice(0, 4 * MAX_ENTRY_CHARS)).slice(0, MAX_ENTRY_CHARS)}`;
    if (entry === this.#last) {
      this.#repeats += 1;
      return;
    }
    this.flush();
    this.#last = entry;
    this.#append(entry);
  }

  /** Writes down how often the last entry came again. */
  flush(): void {
    if (this.#repeats > 0) this.#append(`info main: the same ${this.#repeats} times more`);
    this.#repeats = 0;
  }

  /** The last lines, the latest last. */
  tail(lines: number): string[] {
    this.flush();
    const text = [this.#file(1), this.#file(0)].map(readOrNothing).join('');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .slice(-lines);
  }

  #append(entry: string): void {
    try {
      makeFolderSync(this.folder);
      // The lines of a stack are indented, so that an entry is told from the next.
      const text = `${this.#now().toISOString()} ${entry.trimEnd().replaceAll(/\r?\n/g, '\n  ')}\n`;
      if (sizeOf(this.#file(0)) + Buffer.byteLength(text) > this.#maxBytes) this.#rotate();
      appendFileSync(this.#file(0), text, { mode: 0o600 });
    } catch {
      // A full or read-only disk: there is nowhere to say so.
    }
  }

  #rotate(): void {
    for (let age = OLDER_FILES; age > 0; age--) {
      try {
        renameSync(this.#file(age - 1), this.#file(age));
      } catch {
        // That one is not there yet.
      }
    }
  }

  #file(age: number): string {
    return join(this.folder, age === 0 ? 'pastiche.log' : `pastiche.${age}.log`);
  }
}

/** Puts `~` for the person's home folder, however it is written: with either slash, or in a file's URL. */
export function maskHome(home: string): (text: string) => string {
  const plain = home.replace(/[\\/]+$/, '');
  // A home at the root of the disk names nobody.
  if (plain.length < 2) return (text) => text;
  const forward = plain.replaceAll('\\', '/');
  const forms = new Set([plain, forward, plain.replaceAll('\\', '\\\\'), encodeURI(forward)]);
  const pattern = [...forms]
    .sort((a, b) => b.length - a.length)
    .map((form) => form.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|');
  // Only whole names: /home/ann is not the beginning of /home/anna.
  const matcher = new RegExp(`(?:${pattern})(?![\\p{L}\\p{N}_.-])`, 'giu');
  return (text) => text.replaceAll(matcher, '~');
}

/** The text of anything that was thrown, with its stack and causes where it has them. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? text : `${text}\ncaused by ${describeError(error.cause)}`;
}

/** The part of a process whose failures are recorded. */
export interface FailingProcess {
  on(event: 'uncaughtExceptionMonitor', listener: (error: unknown) => void): unknown;
  on(event: 'unhandledRejection', listener: (reason: unknown) => void): unknown;
}

/**
 * Records what nobody caught. An exception still ends the process, or is shown, as it would have been; a
 * rejected promise nobody waits for does not, since a recording or a training may be under way.
 */
export function recordFailures(from: FailingProcess, log: Pick<Log, 'write'>): void {
  from.on('uncaughtExceptionMonitor', (error) => log.write('error', 'main', describeError(error)));
  from.on('unhandledRejection', (reason) =>
    log.write('error', 'main', `unhandled: ${describeError(reason)}`),
  );
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
