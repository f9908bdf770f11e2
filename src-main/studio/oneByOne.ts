import { setTimeout as pause } from 'node:timers/promises';

/** Work that is done one after the other, whatever became of what was before. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  /** Begins once all that was given before is through; gives what comes of it. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that was given is through; or, where that is said, has taken so many milliseconds from now. */
  async settled(mostMs?: number): Promise<void> {
    if (mostMs === undefined) await this.#last;
    else await Promise.race([this.#last, pause(mostMs, undefined, { ref: false })]);
  }
}
