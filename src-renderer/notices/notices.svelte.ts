/** Sentences for the person, each shown for a while. */
import { createContext, untrack } from 'svelte';
import type { Notice } from '../bridge/contract.ts';

/** What a notice offers to do, once. */
export interface NoticeAction {
  readonly label: string;
  run(): void;
}

/** A notice to be shown; `untold`: in the main side's words, which are put into the page's language when it is. */
export interface NewNotice extends Notice {
  readonly untold?: true;
}

/** A notice on the page. */
export interface ShownNotice extends NewNotice {
  readonly id: number;
  readonly action?: NoticeAction;
}

/** For each line of it. */
const SHOWN_MS: Record<Notice['level'], number> = { info: 5000, warning: 8000, error: 12_000 };
/** Time enough to read what was done, and to think better of it. */
const SHOWN_WITH_ACTION_MS = 12_000;
const MOST = 3;
/** How often it is looked whether a notice's time is over. */
const TICK_MS = 500;

/** The notices on the page; the same sentence is not shown twice at a time. */
export class Notices {
  list = $state.raw<ShownNotice[]>([]);
  /** What is only said to those who do not see the page, the last of it. */
  spoken = $state('');
  /** Whether somebody points at the notices or has the focus there: their time stands still meanwhile. */
  attended: () => boolean = () => false;
  #dialogs = $state.raw<readonly string[]>([]);
  #nextId = 1;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing shows it
  readonly #left = new Map<number, number>();
  #clock: ReturnType<typeof setInterval> | undefined;
  readonly #hidden: () => boolean;

  /** @param hidden whether nobody can see the page: the notices' time stands still then, too. */
  constructor(hidden: () => boolean = () => false) {
    this.#hidden = hidden;
  }

  /** The dialog that lies over everything else; null for none. Only what is in it can be seen, heard and reached. */
  get dialog(): string | null {
    return this.#dialogs.at(-1) ?? null;
  }

  /** A dialog opens over the page and shows the notices from now on; the returned function says that it closes. */
  over(dialog: string): () => void {
    this.#stack([...this.#dialogs, dialog]);
    return () => this.#stack(this.#dialogs.filter((each) => each !== dialog));
  }

  add(notice: NewNotice, action?: NoticeAction): void {
    // The same words with an action are about something else: its action is its own.
    if (!action && this.list.some(({ message }) => message === notice.message)) return;
    const id = this.#nextId++;
    if (this.list.length === MOST) this.dismiss(leastOf(this.list).id);
    this.list = [...this.list, { ...notice, id, ...(action && { action }) }];
    const lines = notice.message.split('\n').length;
    this.#left.set(id, action ? SHOWN_WITH_ACTION_MS : SHOWN_MS[notice.level] * lines);
    this.#clock ??= setInterval(() => this.#pass(), TICK_MS);
  }

  /** Does what a notice offers, and takes it away. */
  act(id: number): void {
    const notice = this.list.find((shown) => shown.id === id);
    this.dismiss(id);
    notice?.action?.run();
  }

  /** Says what anybody else sees by itself: `the recording has begun`. */
  say(sentence: string): void {
    // The same words are read out again only where they differ in something.
    this.spoken = sentence === untrack(() => this.spoken) ? `${sentence}\u00a0` : sentence;
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  #stack(dialogs: readonly string[]): void {
    // What was said before is not to be said again in another place.
    this.spoken = '';
    this.#dialogs = dialogs;
  }

  #pass(): void {
    if (this.#hidden() || this.attended()) return;
    for (const { id } of this.list) {
      const left = (this.#left.get(id) ?? 0) - TICK_MS;
      this.#left.set(id, left);
      if (left <= 0) this.dismiss(id);
    }
    if (this.list.length > 0) return;
    this.#left.clear();
    clearInterval(this.#clock);
    this.#clock = undefined;
  }
}

/** Which makes way for another: the oldest, but what can be undone and what went wrong only after mere words. */
function leastOf(list: readonly ShownNotice[]): ShownNotice {
  const weight = ({ action, level }: ShownNotice): number => (action ? 2 : level === 'info' ? 0 : 1);
  return list.reduce((least, notice) => (weight(notice) < weight(least) ? notice : least));
}

/** The page's notices, for the dialogs on it. */
export const [noticesOfPage, provideNotices] = createContext<Notices>();
