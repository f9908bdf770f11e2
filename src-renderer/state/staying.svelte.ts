/** Keeps a page that works from being cut off: by a screen that goes dark, or by a person who has forgotten. */
import type { Studio } from './studio.svelte.ts';

/** What of the browser is used. */
export interface StayingPage {
  readonly window: EventTarget;
  readonly document: EventTarget & Pick<Document, 'visibilityState'>;
  /** Missing where the browser has none. */
  readonly wakeLock?: Pick<WakeLock, 'request'> | undefined;
}

/** Follows what a page does. Only in a browser: the desktop app sees to its own. */
export function stayWithWork(studio: Studio): () => void {
  const staying = new Staying({ window, document, wakeLock: navigator.wakeLock });
  const stop = $effect.root(() => {
    $effect(() => {
      const { recorder, repaint } = studio.recording;
      const { shown, saved } = studio.trainings.stills;
      const browser = studio.info?.shell === 'browser';
      const busy = browser && (recorder.status !== 'idle' || repaint.current !== null);
      // A server that opened the window ends with it.
      staying.while(busy || (browser && shown && !saved), busy);
    });
  });
  return () => {
    stop();
    staying.while(false);
  };
}

/** Holds on to the page. */
export class Staying {
  readonly #page: StayingPage;
  #awake = false;
  #lock: Promise<WakeLockSentinel | null> | undefined;

  constructor(page: StayingPage) {
    this.#page = page;
  }

  /** Says whether something would be cut off now, and whether that needs the page awake. */
  while(asks: boolean, awake = asks): void {
    const { window, document } = this.#page;
    if (asks) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
    if (awake === this.#awake) return;
    this.#awake = awake;
    if (awake) {
      document.addEventListener('visibilitychange', this.#again);
      this.#keepAwake();
    } else {
      document.removeEventListener('visibilitychange', this.#again);
      void this.#lock?.then((lock) => lock?.release());
      this.#lock = undefined;
    }
  }

  /** A page that was hidden has lost its lock. */
  readonly #again = (): void => {
    if (this.#page.document.visibilityState === 'visible') this.#keepAwake();
  };

  #keepAwake(): void {
    // A browser that refuses, on a battery that is low for instance, has its reasons.
    this.#lock = this.#page.wakeLock?.request('screen').catch(() => null);
  }
}

/** Has the browser ask, in its own words, whether to leave. */
function ask(event: Event): void {
  event.preventDefault();
}
