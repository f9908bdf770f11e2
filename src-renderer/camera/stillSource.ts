/** A single picture as a source: what hangs on the stage while there is no camera. */
import type { Size } from './cover.ts';
import { Scaler } from './frames.ts';
import { Latest } from './latest.ts';
import { wallClock, type Picture, type PictureSource } from './source.ts';

/** Gives its picture once, and once more after every {@link StillSource.again}. */
export class StillSource implements PictureSource {
  readonly kind = 'still';
  readonly rate = 0;
  readonly #image: ImageBitmap;
  readonly #scaler = new Scaler();
  readonly #latest = new Latest<{ close(): void }>();

  constructor(image: ImageBitmap) {
    this.#image = image;
    this.again();
  }

  /** Asks for the picture to be painted anew: the style, the strength or the size has changed. */
  again(): void {
    this.#latest.put({ close: () => undefined });
  }

  async next(size: Size): Promise<Picture> {
    await this.#latest.next();
    return this.#picture(size);
  }

  async peek(size: Size): Promise<Picture> {
    await this.#latest.peek();
    return this.#picture(size);
  }

  close(): void {
    this.#latest.close(new Error('The picture was taken down.'));
  }

  #picture(size: Size): Picture {
    return { ...size, pixels: this.#scaler.pixels(this.#image, this.#image, size), capturedAt: wallClock() };
  }
}
