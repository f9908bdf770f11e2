/**
 * Watches the folder of own styles: what changes in it, and whether it is there and can be written. It may
 * go (a drive that is unplugged) and come back while the app runs.
 */
import { constants, type FSWatcher, watch } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Notice } from '../contract.ts';

/** `read-only`: its styles hang, but none can be added. */
export type FolderState = 'there' | 'read-only' | 'gone';

/** What a watch tells. */
export interface FolderNews {
  /** Something in it changed, or all of it. */
  changed(): void;
  /** Called when the state is another than before; `there` at first. */
  state(state: FolderState): void;
}

/** News is told after so many milliseconds without more. */
const REST_MS = 300;
/** The folder itself is looked at so often; where the system cannot watch, this finds the changes too. */
const LOOK_MS = 2000;

/** A watched folder. */
export class FolderWatch {
  readonly #folder: string;
  readonly #news: FolderNews;
  readonly #look: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  #rest: NodeJS.Timeout | undefined;
  #mark = '';
  #inode = NaN;
  #state: FolderState = 'there';
  #closed = false;
  #underWay: Promise<void> | null = null;

  constructor(folder: string, news: FolderNews, lookMs = LOOK_MS) {
    this.#folder = folder;
    this.#news = news;
    this.#look = setInterval(() => void this.look(), lookMs);
    // It alone keeps nothing alive.
    this.#look.unref();
  }

  get state(): FolderState {
    return this.#state;
  }

  /**
   * Looks at the folder now; the first call starts the watching. One at a time: on a network drive that hangs, looks
   * would pile up until nothing else got to any disk.
   */
  look(): Promise<void> {
    this.#underWay ??= this.#lookNow().finally(() => (this.#underWay = null));
    return this.#underWay;
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#look);
    clearTimeout(this.#rest);
    this.#unwatch();
  }

  async #lookNow(): Promise<void> {
    try {
      const { ino, mtimeMs } = await stat(this.#folder);
      const writable = await access(this.#folder, constants.W_OK).then(
        () => true,
        () => false,
      );
      if (this.#closed) return;
      const first = this.#mark === '';
      const mark = `${ino} ${mtimeMs}`;
      if (ino !== this.#inode) this.#watch(ino);
      if (mark !== this.#mark && !first) this.#changed();
      this.#mark = mark;
      this.#is(writable ? 'there' : 'read-only');
    } catch {
      if (this.#closed) return;
      if (this.#state !== 'gone') this.#changed();
      this.#unwatch();
      this.#mark = 'gone';
      this.#is('gone');
    }
  }

  #watch(inode: number): void {
    this.#unwatch();
    try {
      this.#watcher = watch(this.#folder, () => this.#changed());
      this.#watcher.on('error', () => this.#unwatch());
      this.#inode = inode;
    } catch {
      // Looking every now and then has to do.
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#inode = NaN;
  }

  #changed(): void {
    clearTimeout(this.#rest);
    if (!this.#closed) this.#rest = setTimeout(() => this.#news.changed(), REST_MS);
  }

  #is(state: FolderState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#news.state(state);
  }
}

/** What the person is told of the folder of own styles. */
export function folderNotice(folder: string, state: FolderState): Notice {
  const notices: Record<FolderState, Notice> = {
    there: { level: 'info', message: `The folder of your own styles is back: ${folder}` },
    'read-only': {
      level: 'warning',
      message: `The folder of your own styles, ${folder}, is read-only: none can be added until writing is allowed.`,
    },
    gone: {
      level: 'warning',
      message: `The folder of your own styles, ${folder}, cannot be found. They hang again when it is back.`,
    },
  };
  return notices[state];
}
