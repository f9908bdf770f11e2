/** The waiting of a source that has one picture, which is wanted again when something about it changes. */
import type { Size } from './cover.ts';
import { Latest } from './latest.ts';
import type { Picture } from './source.ts';
import type { Shape } from './videoFrame.ts';

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
  async next(shape: () => Shape): Promise<Picture> {
    await this.#latest.next();
    return this.picture(shape());
  }

  /** The picture, without taking it from whoever waits for the next one. */
  async peek({ width, height }: Size): Promise<Picture> {
    await this.#latest.peek();
    return this.picture({ width, height });
  }

  /** Those that wait get an error. */
  close(): void {
    this.#latest.close(new Error(this.#gone));
  }

  /** The picture at a size; as video where that is wanted and it is so by itself, else in RGBA. */
  protected abstract picture(shape: Shape): Picture;
}
