/** A camera's picture that is held, to be painted again in other styles and strengths. */
import type { Video } from '../bridge/contract.ts';
import type { Size } from './cover.ts';
import { Scaler } from './frames.ts';
import { pictureCanvas } from './pictureCanvas.ts';
import { Repeated } from './repeated.ts';
import type { Picture, PictureSource } from './source.ts';
import type { Shape } from './videoFrame.ts';

/** Gives the held picture once, and once more after every {@link FrozenSource.again}. */
export class FrozenSource extends Repeated implements PictureSource {
  readonly kind = 'camera';
  readonly frozen = true;
  readonly rate = 0;
  readonly #held: Picture;
  readonly #scale: (size: Size) => Picture['pixels'];

  /** `scale` gives the held picture at another size; tests have no canvas to do it on. */
  constructor(held: Picture, scale = scalerOf(held)) {
    super('The picture is let go.');
    this.#held = held;
    this.#scale = scale;
  }

  get video(): Video | null {
    return this.#held.video ?? null;
  }

  protected picture({ width, height, video }: Shape): Picture {
    const held = this.#held;
    // Video is as large as it is, whatever is painted of it.
    if (held.video && video) return { ...held, width, height };
    if (!held.video && width === held.width && height === held.height) return held;
    return { width, height, pixels: this.#scale({ width, height }), capturedAt: held.capturedAt };
  }
}

function scalerOf(held: Picture): (size: Size) => Picture['pixels'] {
  const scaler = new Scaler();
  let canvas: OffscreenCanvas | null = null;
  return (size) => {
    canvas ??= pictureCanvas(held);
    return scaler.pixels(canvas, canvas, size);
  };
}
