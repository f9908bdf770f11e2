/** Numbered questions that wait for their answers. */

interface Waiting<T> {
  readonly settle: (answer: T) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** Hands out ids and settles each exactly once: by its answer, by time, or all together when a line is cut. */
export class Pending<T> {
  readonly #waiting = new Map<number, Waiting<T>>();
  readonly #timeoutMs: number;
  readonly #onSilence: (id: number) => T;
  #nextId = 1;

  /** `onSilence` makes the answer to a question that got none within `timeoutMs`. */
  constructor(timeoutMs: number, onSilence: (id: number) => T) {
    this.#timeoutMs = timeoutMs;
    this.#onSilence = onSilence;
  }

  /** How many questions wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Opens a question; one that is patient waits until it is answered or the line is cut. Ids are never used
   * twice, not even across reconnections.
   */
  open(patient = false): { id: number; answer: Promise<T> } {
    const id = this.#nextId++;
    const answer = new Promise<T>((resolve) => {
      const silent = (): unknown => this.settle(id, this.#onSilence(id));
      const timer = patient ? undefined : setTimeout(silent, this.#timeoutMs);
      this.#waiting.set(id, { settle: resolve, timer });
    });
    return { id, answer };
  }

  /** Settles one question; false when nobody waits for it (any more). */
  settle(id: number, answer: T): boolean {
    const waiting = this.#waiting.get(id);
    if (!waiting) return false;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.settle(answer);
    return true;
  }

  /** Settles every waiting question. */
  settleAll(answerFor: (id: number) => T): void {
    for (const id of [...this.#waiting.keys()]) this.settle(id, answerFor(id));
  }
}
