/** Numbered questions that wait for their answers. */

interface Waiting<T> {
  readonly settle: (answer: T) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** What becomes of a question that nobody answers. */
interface Silence<T> {
  readonly afterMs: number;
  answer(id: number): T;
}

/** Hands out ids and settles each exactly once: by its answer, by time, or all together when a line is cut. */
export class Pending<T> {
  readonly #waiting = new Map<number, Waiting<T>>();
  readonly #silence: Silence<T> | undefined;
  #nextId = 1;

  /** Without a `silence` every question is patient. */
  constructor(silence?: Silence<T>) {
    this.#silence = silence;
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
      const silence = patient ? undefined : this.#silence;
      const timer = silence && setTimeout(() => this.settle(id, silence.answer(id)), silence.afterMs);
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
