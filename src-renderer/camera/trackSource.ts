/**
 * A camera track whose frames are read here and converted in a worker.
 *
 * Chromium lets a page hold two of a camera's frames; while it does, the camera is silent. So one is kept and one is
 * converted, and both are closed at once. The stream of frames is not given to the worker, though that would be
 * simpler: what waits in it when it changes hands is lost to both until the page's garbage is collected, which
 * counts as held, and the view stood still for as long as twenty seconds after its first picture.
 */
import type { Pixels } from '../bridge/bridge.ts';
import type { Video } from '../bridge/contract.ts';
import { Pending } from '../bridge/pending.ts';
import { RateMeter } from '../state/meter.ts';
import { CaptureClock } from './captureClock.ts';
import type { Size } from './cover.ts';
import { FrameConverter, type Purpose } from './frames.ts';
import { Latest } from './latest.ts';
import { wallClock, type Picture, type PictureSource } from './source.ts';
import { Thinning } from './thinning.ts';
import { isWhole, videoOf, type Shape } from './videoFrame.ts';
import { VideoSource } from './videoSource.ts';

/** What the page asks of the worker. */
export interface ToConvert {
  readonly id: number;
  readonly frame: VideoFrame;
  readonly shape: Shape;
  readonly purpose: Purpose;
}

/** What the worker answers. */
export type Converted =
  | { readonly id: number; readonly pixels: Pixels }
  | { readonly id: number; readonly pixels: null; readonly message: string };

/** Makes pixels of frames, which it closes. */
export interface Converter {
  convert(frame: VideoFrame, shape: Shape, purpose: Purpose): Promise<Pixels>;
  close?(): void;
}

/** Chromium's way from a track to its frames; other browsers have it in workers only, or not at all. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type TrackProcessorClass = new (init: { track: MediaStreamTrack }) => TrackProcessor;

/**
 * The best way that this browser has of reading a camera track; where that stayed silent (`otherwise`), the way that
 * is left: slower, but it shares nothing with the first.
 */
export function openTrack(track: MediaStreamTrack, otherwise = false): PictureSource {
  const Processor = (window as { MediaStreamTrackProcessor?: TrackProcessorClass }).MediaStreamTrackProcessor;
  if (!Processor || otherwise) return VideoSource.open(track);
  return new TrackSource(new Processor({ track }).readable, openWorker);
}

/** A video frame with the time at which it was seen. */
interface Seen {
  readonly frame: VideoFrame;
  readonly capturedAt: number;
  /** How its pixels lie by themselves. */
  readonly video: Video | null;
  close(): void;
}

/** Reads a stream of video frames to its end and gives out pixels of the newest. */
export class TrackSource implements PictureSource {
  readonly kind = 'camera';
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  readonly #latest = new Latest<Seen>();
  readonly #arrivals = new RateMeter(2000);
  readonly #clock = new CaptureClock();
  readonly #thinning = new Thinning();
  #converter: Converter;
  #video: Video | null = null;
  /** The browser does not give this camera's own pixels out, though it says what they are. */
  #noVideo = false;

  /** Where `openConverter` gives none, or what it gives fails, the page converts by itself. */
  constructor(readable: ReadableStream<VideoFrame>, openConverter: () => Converter | null) {
    this.#reader = readable.getReader();
    this.#converter = openConverter() ?? new FrameConverter();
    const ended = (): void => this.#latest.close(new Error('The camera stopped.'));
    void this.#read().then(ended, ended);
  }

  get rate(): number {
    return this.#arrivals.rate(wallClock());
  }

  limit(fps: number): void {
    this.#thinning.wanted = fps;
  }

  get video(): Video | null {
    return this.#noVideo ? null : this.#video;
  }

  async next(shape: () => Shape): Promise<Picture> {
    const seen = await this.#latest.next();
    return (await this.#picture(seen, this.#given(seen, shape()), 'live')) ?? this.next(shape);
  }

  async peek({ width, height }: Size): Promise<Picture> {
    const size = { width, height };
    return (await this.#picture(await this.#latest.peek(), size, 'peek')) ?? this.peek(size);
  }

  close(): void {
    this.#latest.close(new Error('The camera was closed.'));
    this.#converter.close?.();
    void this.#reader.cancel().catch(() => undefined);
  }

  async #read(): Promise<void> {
    for (;;) {
      const { done, value: frame } = await this.#reader.read();
      if (done) break;
      const arrived = wallClock();
      const capturedAt = captureTime(frame) ?? this.#clock.seenAt(frame.timestamp / 1000, arrived);
      if (!this.#thinning.passes(arrived)) {
        frame.close();
        continue;
      }
      this.#arrivals.add(arrived);
      const video = (this.#video = videoOf(frame));
      this.#latest.put({ frame, capturedAt, video, close: () => frame.close() });
    }
  }

  /** Video as the frame has it, should that be another than is wanted: the painter learns it as soon as any. */
  #given(seen: Seen, { width, height, video, onlyWhole }: Shape): Shape {
    const size = { width, height };
    const own = video && !this.#noVideo ? seen.video : null;
    const fits = own && (!onlyWhole || isWhole(own, size));
    return { ...size, ...(fits && { video: own }) };
  }

  /** Null where the converter failed and another one has taken its place, or what is asked of it from now on. */
  async #picture(seen: Seen, shape: Shape, purpose: Purpose): Promise<Picture | null> {
    const converter = this.#converter;
    try {
      // Its holder may close the frame at any time; a clone is the converter's own.
      const pixels = await converter.convert(seen.frame.clone(), shape, purpose);
      return { ...shape, pixels, capturedAt: seen.capturedAt };
    } catch (error) {
      if (shape.video) {
        this.#noVideo = true;
        return null;
      }
      if (converter instanceof FrameConverter) throw error;
      if (converter === this.#converter) {
        this.#converter = new FrameConverter();
        converter.close?.();
      }
      return null;
    }
  }
}

/** When the camera took the frame, where the browser knows it; newer than the library's types. */
function captureTime(frame: VideoFrame): number | null {
  const { metadata } = frame as { metadata?: () => { captureTime?: number } };
  const time = metadata?.call(frame).captureTime;
  return time === undefined ? null : performance.timeOrigin + time;
}

/** Null where there are no workers. */
function openWorker(): Converter | null {
  try {
    return new WorkerConverter();
  } catch {
    return null;
  }
}

class WorkerConverter implements Converter {
  readonly #worker = new Worker(new URL('./convert.worker.ts', import.meta.url), { type: 'module' });
  readonly #asked = new Pending<Converted>();
  #over: Error | null = null;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Converted>) => this.#asked.settle(data.id, data);
    this.#worker.onerror = () => this.#end(new Error('The converter of camera frames stopped.'));
  }

  async convert(frame: VideoFrame, { width, height, video }: Shape, purpose: Purpose): Promise<Pixels> {
    if (this.#over) {
      frame.close();
      throw this.#over;
    }
    const { id, answer } = this.#asked.open();
    const message: ToConvert = { id, frame, shape: { width, height, video }, purpose };
    this.#worker.postMessage(message, [frame]);
    const converted = await answer;
    if (converted.pixels) return converted.pixels;
    throw new Error(converted.message);
  }

  close(): void {
    this.#end(new Error('The camera was closed.'));
    this.#worker.terminate();
  }

  #end(reason: Error): void {
    this.#over ??= reason;
    const { message } = this.#over;
    this.#asked.settleAll((id) => ({ id, pixels: null, message }));
  }
}
