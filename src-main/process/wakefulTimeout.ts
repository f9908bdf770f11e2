/** Waiting for a page, a disk or a process, on a machine that may sleep. */

/** A timer that comes this late slept, with the machine. */
const LATE_MS = 5000;

/**
 * `setTimeout` that tells whether the machine slept meanwhile: whoever is waited for slept, too, and is to have the
 * same time once more.
 */
export function wakefulTimeout(ms: number, done: (slept: boolean) => void): NodeJS.Timeout {
  const since = performance.now();
  return setTimeout(() => done(performance.now() - since > ms + LATE_MS), ms);
}

/** The silence of one of them: when it has lasted for so long, what that was busy with is over. */
export class Silence {
  readonly #ms: number;
  readonly #over: () => void;
  #timer: NodeJS.Timeout;

  constructor(ms: number, over: () => void) {
    [this.#ms, this.#over] = [ms, over];
    this.#timer = this.#begin();
  }

  /** It says something: its silence begins anew. */
  broken(): void {
    this.end();
    this.#timer = this.#begin();
  }

  /** Nobody waits for it any more. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #begin(): NodeJS.Timeout {
    return wakefulTimeout(this.#ms, (slept) => {
      if (slept) this.broken();
      else this.#over();
    }).unref();
  }
}
