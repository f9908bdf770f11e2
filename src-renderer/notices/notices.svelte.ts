/** Sentences for the person, each shown for a while. */
import { createContext } from 'svelte';
import type { Notice } from '../bridge/contract.ts';

/** What a notice offers to do, once. */
export interface NoticeAction {
  readonly label: string;
  run(): void;
}

/** A notice on the page. */
export interface ShownNotice extends Notice {
  readonly id: number;
  readonly action?: NoticeAction;
}

const SHOWN_MS: Record<Notice['level'], number> = { info: 5000, warning: 8000, error: 12_000 };
/** Time enough to read what was done, and to think better of it. */
const SHOWN_WITH_ACTION_MS = 12_000;
const MOST = 3;

/** The notices on the page; the same sentence is not shown twice at a time. */
export class Notices {
  list = $state.raw<ShownNotice[]>([]);
  /** What is only said to those who do not see the page, the last of it. */
  spoken = $state('');
  #dialogs = $state.raw<readonly string[]>([]);
  #nextId = 1;

  /** The dialog that lies over everything else; null for none. Only what is in it can be seen, heard and reached. */
  get dialog(): string | null {
    return this.#dialogs.at(-1) ?? null;
  }

  /** A dialog opens over the page and shows the notices from now on; the returned function says that it closes. */
  over(dialog: string): () => void {
    this.#dialogs = [...this.#dialogs, dialog];
    return () => (this.#dialogs = this.#dialogs.filter((each) => each !== dialog));
  }

  add(notice: Notice, action?: NoticeAction): void {
    // The same words with an action are about something else: its action is its own.
    if (!action && this.list.some(({ message }) => message === notice.message)) return;
    const id = this.#nextId++;
    this.list = [...this.list, { ...notice, id, ...(action && { action }) }].slice(-MOST);
    setTimeout(() => this.dismiss(id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS[notice.level]);
  }

  /** Does what a notice offers, and takes it away. */
  act(id: number): void {
    const notice = this.list.find((shown) => shown.id === id);
    this.dismiss(id);
    notice?.action?.run();
  }

  /** Says what anybody else sees by itself: `the recording has begun`. */
  say(sentence: string): void {
    this.spoken = sentence;
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}

/** The page's notices, for the dialogs on it. */
export const [noticesOfPage, provideNotices] = createContext<Notices>();
