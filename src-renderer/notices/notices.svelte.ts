/** Sentences for the person, each shown for a while. */
import type { Notice } from '../bridge/contract.ts';

/** A notice on the page. */
export interface ShownNotice extends Notice {
  readonly id: number;
}

const SHOWN_MS: Record<Notice['level'], number> = { info: 5000, warning: 8000, error: 12_000 };
const MOST = 3;

/** The notices on the page; the same sentence is not shown twice at a time. */
export class Notices {
  list = $state.raw<ShownNotice[]>([]);
  /** What is only said to those who do not see the page, the last of it. */
  spoken = $state('');
  #nextId = 1;

  add(notice: Notice): void {
    if (this.list.some(({ message }) => message === notice.message)) return;
    const id = this.#nextId++;
    this.list = [...this.list, { ...notice, id }].slice(-MOST);
    setTimeout(() => this.dismiss(id), SHOWN_MS[notice.level]);
  }

  /** Says what anybody else sees by itself: `the recording has begun`. */
  say(sentence: string): void {
    this.spoken = sentence;
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
