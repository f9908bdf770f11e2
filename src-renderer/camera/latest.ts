/** The newest of a stream of things that must be closed: the rule "newest frame wins". */

/** Something with one owner, who closes it. */
export interface Closable {
  close(): void;
}

/**
 * Holds the newest item and owns it. Each item is handed out as fresh at most once; an older item is closed
 * as soon as a newer one comes.
 */
export class Latest<T extends Closable> {
  #item: T | null = null;
  #fresh = false;
  #waiting: { resolve: (item: T) => void; reject: (reason: Error) => void }[] = [];
  #closed: Error | null = null;

  /** Takes ownership of `item`. */
  put(item: T): void {
    if (this.#closed) {
      item.close();
      return;
    }
    this.#item?.close();
    this.#item = item;
    this.#fresh = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) {
      this.#fresh = false;
      resolve(item);
    }
  }

  /**
   * An item that has not been handed out before: the held one, or the next to come. It still belongs to
   * this holder: use it at once, before anything else can be put. @throws the error it was closed with.
   */
  next(): Promise<T> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (this.#item && this.#fresh) {
      this.#fresh = false;
      return Promise.resolve(this.#item);
    }
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** The newest item, fresh or not, without using up its freshness; waits for the first. */
  peek(): Promise<T> {
    return this.#item ? Promise.resolve(this.#item) : this.next();
  }

  /** Closes the held item and turns away everybody who waits. */
  close(reason: Error): void {
    if (this.#closed) return;
    this.#closed = reason;
    this.#item?.close();
    this.#item = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(reason);
  }
}
