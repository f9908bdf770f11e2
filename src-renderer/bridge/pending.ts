/** Numbered questions that wait for their answers. */

interface Waiting<T> {
  readonly settle: (answer: T) => void;
  readonly timer: ReturnType<typeof setTimeout>;
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

  /** Opens a question. Ids are never used twice, not even across reconnections. */
  open(): { id: number; answer: Promise<T> } {
    const id = this.#nextId++;
    const answer = new Promise<T>((resolve) => {
      const timer = setTimeout(() => this.settle(id, this.#onSilence(id)), this.#timeoutMs);
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
