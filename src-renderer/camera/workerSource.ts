/** A camera whose frames are read and converted in a worker. */
import type { Size } from './cover.ts';
import { FrameReader } from './frames.ts';
import type { Picture, PictureSource } from './source.ts';
import { VideoSource } from './videoSource.ts';

/** What the page asks of the capture worker. */
export type CaptureRequest =
  | { type: 'start'; readable: ReadableStream<VideoFrame> }
  | { type: 'grab'; id: number; which: 'next' | 'peek'; size: Size };

/** What the capture worker answers. */
export type CaptureAnswer =
  | { type: 'picture'; id: number; picture: Picture; rate: number }
  | { type: 'failed'; id: number; message: string }
  | { type: 'ended' };

/** Chromium's way from a track to its frames; other browsers have it in workers only, or not at all. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
type TrackProcessorClass = new (init: { track: MediaStreamTrack }) => TrackProcessor;

/** The best way that this browser has of reading a camera track. */
export async function openTrack(track: MediaStreamTrack): Promise<PictureSource> {
  const Processor = (window as { MediaStreamTrackProcessor?: TrackProcessorClass }).MediaStreamTrackProcessor;
  if (!Processor) return VideoSource.open(track);
  const { readable } = new Processor({ track });
  try {
    return new WorkerSource(readable);
  } catch {
    // No workers here (or none that take streams): the page reads the frames itself.
    return new PageSource(readable);
  }
}

interface Waiting {
  resolve(picture: Picture): void;
  reject(reason: Error): void;
}

class WorkerSource implements PictureSource {
  readonly kind = 'camera';
  rate = 0;
  readonly #worker = new Worker(new URL('./capture.worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #over: Error | null = null;

  constructor(readable: ReadableStream<VideoFrame>) {
    this.#worker.onmessage = ({ data }: MessageEvent<CaptureAnswer>) => this.#receive(data);
    this.#worker.onerror = () => this.#end(new Error('The camera reader stopped.'));
    this.#post({ type: 'start', readable }, [readable]);
  }

  next(size: Size): Promise<Picture> {
    return this.#grab('next', size);
  }

  peek(size: Size): Promise<Picture> {
    return this.#grab('peek', size);
  }

  close(): void {
    this.#end(new Error('The camera was closed.'));
    this.#worker.terminate();
  }

  #grab(which: 'next' | 'peek', size: Size): Promise<Picture> {
    if (this.#over) return Promise.reject(this.#over);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ type: 'grab', id, which, size: { width: size.width, height: size.height } });
    });
  }

  #post(request: CaptureRequest, transfer: Transferable[] = []): void {
    this.#worker.postMessage(request, transfer);
  }

  #receive(message: CaptureAnswer): void {
    if (message.type === 'ended') return this.#end(new Error('The camera stopped.'));
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'failed') return waiting?.reject(new Error(message.message));
    this.rate = message.rate;
    waiting?.resolve(message.picture);
  }

  #end(reason: Error): void {
    this.#over ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#over);
    this.#waiting.clear();
  }
}

class PageSource implements PictureSource {
  readonly kind = 'camera';
  readonly #reader: FrameReader;

  constructor(readable: ReadableStream<VideoFrame>) {
    this.#reader = new FrameReader(readable, () => undefined);
  }

  get rate(): number {
    return this.#reader.rate;
  }

  next(size: Size): Promise<Picture> {
    return this.#reader.next(size);
  }

  peek(size: Size): Promise<Picture> {
    return this.#reader.peek(size);
  }

  close(): void {
    this.#reader.close();
  }
}
