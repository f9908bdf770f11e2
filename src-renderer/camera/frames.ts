/** From a video frame to pixels at the working size. Runs in the worker, or in the page without one. */
import type { Pixels } from '../bridge/bridge.ts';
import type { Video } from '../bridge/contract.ts';
import { coverCrop, type Size } from './cover.ts';
import { isAlike, isUpright, videoOf, type Shape } from './videoFrame.ts';

/** Cuts and scales anything drawable to exact sizes; keeps one canvas for each size in use. */
export class Scaler {
  #canvas: OffscreenCanvas | null = null;
  #context: OffscreenCanvasRenderingContext2D | null = null;

  pixels(image: CanvasImageSource, source: Size, target: Size): Pixels {
    const context = this.#contextFor(target);
    const crop = coverCrop(source, target);
    context.drawImage(image, crop.x, crop.y, crop.width, crop.height, 0, 0, target.width, target.height);
    const { data } = context.getImageData(0, 0, target.width, target.height);
    return new Uint8Array(data.buffer);
  }

  #contextFor(size: Size): OffscreenCanvasRenderingContext2D {
    if (this.#context && this.#canvas?.width === size.width && this.#canvas.height === size.height) {
      return this.#context;
    }
    this.#canvas = new OffscreenCanvas(size.width, size.height);
    this.#context = this.#canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!this.#context) throw new Error('This browser cannot draw on an OffscreenCanvas.');
    this.#context.imageSmoothingQuality = 'medium';
    return this.#context;
  }
}

/** What a picture is for: each has a size of its own, and with it a canvas. */
export type Purpose = 'live' | 'peek';

/** Converts frames, each purpose in a size of its own. */
export class FrameConverter {
  readonly #scalers: Readonly<Record<Purpose, Scaler>> = { live: new Scaler(), peek: new Scaler() };

  /** A frame in a shape; video only as the frame is. The frame is closed afterwards, whatever comes of it. */
  async convert(frame: VideoFrame, shape: Shape, purpose: Purpose): Promise<Pixels> {
    try {
      if (shape.video) return await copyVideo(frame, shape.video);
      const copied = isWhole(frame, shape) ? await copyRgba(frame, shape) : null;
      if (copied) return copied;
      const source = { width: frame.displayWidth, height: frame.displayHeight };
      return this.#scalers[purpose].pixels(frame, source, shape);
    } finally {
      frame.close();
    }
  }
}

/** Whether a frame has just this size, so that it can be copied as it is: it may be shown smaller than it is. */
function isWhole(frame: VideoFrame, { width, height }: Size): boolean {
  const { visibleRect, displayWidth, displayHeight } = frame;
  const isVisible = visibleRect?.width === width && visibleRect.height === height;
  return isVisible && displayWidth === width && displayHeight === height && isUpright(frame);
}

async function copyVideo(frame: VideoFrame, video: Video): Promise<Pixels> {
  if (!isAlike(videoOf(frame), video)) throw new Error('A frame lies in another way than it was to.');
  const pixels = new Uint8Array(frame.allocationSize());
  await frame.copyTo(pixels);
  return pixels;
}

/** The browser's own conversion, several times as fast as drawing; null where it has none for this frame. */
async function copyRgba(frame: VideoFrame, size: Size): Promise<Pixels | null> {
  const pixels = new Uint8Array(size.width * size.height * 4);
  try {
    await frame.copyTo(pixels, { format: 'RGBA' });
    return pixels;
  } catch {
    return null;
  }
}
