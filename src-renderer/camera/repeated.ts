/** The waiting of a source that has one picture, which is wanted again when something about it changes. */
import type { Size } from './cover.ts';
import { Latest } from './latest.ts';
import type { Picture } from './source.ts';

/** Gives what `picture` makes once, and once more after every {@link Repeated.again}. */
export abstract class Repeated {
  readonly #latest = new Latest<{ close(): void }>();
  readonly #gone: string;

  /** `gone` is what those are told that wait when it is closed. */
  constructor(gone: string) {
    this.#gone = gone;
    this.again();
  }

  /** Asks for the picture to be painted anew: the style, the strength or the size has changed. */
  again(): void {
    this.#latest.put({ close: () => undefined });
  }

  /** The picture, as soon as it is wanted again. */
  async next(size: Size): Promise<Picture> {
    await this.#latest.next();
    return this.picture(size);
  }

  /** The picture, without taking it from whoever waits for the next one. */
  async peek(size: Size): Promise<Picture> {
    await this.#latest.peek();
    return this.picture(size);
  }

  /** Those that wait get an error. */
  close(): void {
    this.#latest.close(new Error(this.#gone));
  }

  /** The picture at a size. */
  protected abstract picture(size: Size): Picture;
}
