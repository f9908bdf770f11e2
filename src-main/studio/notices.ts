/** What is said to the person while no page is there: it waits for one. */
import type { Notice } from './contract.ts';
import type { StudioEvents } from './events.ts';
import type { Log, LogSource } from './log.ts';

/** A page that was away for long is told the latest of what it missed, and no more than that. */
const MOST_HELD = 20;

/** Says notices as soon as there is a page to show them. */
export class Notices {
  readonly #log: Log;
  readonly #events: StudioEvents;
  #held: Notice[] = [];
  #hasPage = false;

  constructor(log: Log, events: StudioEvents) {
    this.#log = log;
    this.#events = events;
  }

  /** Says something, or keeps it for the next page. */
  hold(notice: Notice, source: LogSource = 'main'): void {
    this.#log.write(notice.level, source, notice.message);
    if (this.#hasPage) this.#events.emit('notice', notice);
    else this.#held = [...this.#held, notice].slice(-MOST_HELD);
  }

  /** A page is there: it is told what happened before. */
  pageCame(): void {
    this.#hasPage = true;
    for (const notice of this.#held.splice(0)) this.#events.emit('notice', notice);
  }

  /** No page is there any more. */
  pageGone(): void {
    this.#hasPage = false;
  }
}
