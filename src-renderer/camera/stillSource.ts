/** A single picture as a source: what hangs on the stage while there is no camera. */
import type { Size } from './cover.ts';
import { Scaler } from './frames.ts';
import { Repeated } from './repeated.ts';
import { wallClock, type Picture, type PictureSource } from './source.ts';

/** Gives its picture once, and once more after every {@link StillSource.again}. */
export class StillSource extends Repeated implements PictureSource {
  readonly kind = 'still';
  readonly rate = 0;
  readonly #image: ImageBitmap;
  readonly #scaler = new Scaler();

  constructor(image: ImageBitmap) {
    super('The picture was taken down.');
    this.#image = image;
  }

  protected picture({ width, height }: Size): Picture {
    const size = { width, height };
    return { ...size, pixels: this.#scaler.pixels(this.#image, this.#image, size), capturedAt: wallClock() };
  }
}
