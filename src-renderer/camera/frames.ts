/** From a video frame to pixels at the working size. Runs in the worker, or in the page without one. */
import { RateMeter } from '../state/meter.ts';
import type { Pixels } from '../bridge/bridge.ts';
import { CaptureClock } from './captureClock.ts';
import { coverCrop, type Size } from './cover.ts';
import { Latest } from './latest.ts';
import { wallClock, type Picture } from './source.ts';

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

/** A video frame with the time at which it was seen. */
interface Seen {
  readonly frame: VideoFrame;
  readonly capturedAt: number;
  close(): void;
}

/** Reads a stream of video frames to its end and gives out pixels of the newest. */
export class FrameReader {
  readonly #latest = new Latest<Seen>();
  readonly #liveScaler = new Scaler();
  readonly #peekScaler = new Scaler();
  readonly #arrivals = new RateMeter(2000);
  readonly #clock = new CaptureClock();
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;

  constructor(readable: ReadableStream<VideoFrame>, onEnd: () => void) {
    this.#reader = readable.getReader();
    void this.#read().finally(onEnd);
  }

  get rate(): number {
    return this.#arrivals.rate(wallClock());
  }

  async next(size: Size): Promise<Picture> {
    return toPicture(await this.#latest.next(), size, this.#liveScaler);
  }

  async peek(size: Size): Promise<Picture> {
    return toPicture(await this.#latest.peek(), size, this.#peekScaler);
  }

  close(): void {
    this.#latest.close(new Error('The camera was closed.'));
    void this.#reader.cancel();
  }

  async #read(): Promise<void> {
    for (;;) {
      const { done, value: frame } = await this.#reader.read();
      if (done) break;
      const arrived = wallClock();
      this.#arrivals.add(arrived);
      this.#latest.put({
        frame,
        capturedAt: captureTime(frame) ?? this.#clock.seenAt(frame.timestamp / 1000, arrived),
        close: () => frame.close(),
      });
    }
    this.#latest.close(new Error('The camera stopped.'));
  }
}

/** When the camera took the frame, where the browser knows it; newer than the library's types. */
function captureTime(frame: VideoFrame): number | null {
  const { metadata } = frame as { metadata?: () => { captureTime?: number } };
  const time = metadata?.call(frame).captureTime;
  return time === undefined ? null : performance.timeOrigin + time;
}

async function toPicture(seen: Seen, size: Size, scaler: Scaler): Promise<Picture> {
  // The reader may close its frame while this waits; a clone is this function's own to close.
  const frame = seen.frame.clone();
  try {
    const source = { width: frame.displayWidth, height: frame.displayHeight };
    const sameSize = source.width === size.width && source.height === size.height;
    const pixels = (sameSize && (await copyRgba(frame, size))) || scaler.pixels(frame, source, size);
    return { ...size, pixels, capturedAt: seen.capturedAt };
  } finally {
    frame.close();
  }
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
