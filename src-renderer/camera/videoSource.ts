/** A camera read through a video element, for browsers that do not give out the frames themselves. */
import { RateMeter } from '../state/meter.ts';
import type { Size } from './cover.ts';
import { Scaler } from './frames.ts';
import { Latest } from './latest.ts';
import { wallClock, type Picture, type PictureSource } from './source.ts';

interface Shown {
  readonly capturedAt: number;
  close(): void;
}

/** Draws the element's current frame whenever a picture is asked for. */
export class VideoSource implements PictureSource {
  readonly kind = 'camera';
  readonly #video: HTMLVideoElement;
  readonly #latest = new Latest<Shown>();
  readonly #liveScaler = new Scaler();
  readonly #peekScaler = new Scaler();
  readonly #arrivals = new RateMeter(2000);

  private constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#watch();
  }

  static async open(track: MediaStreamTrack): Promise<VideoSource> {
    const video = document.createElement('video');
    video.muted = true;
    video.playsInline = true;
    video.srcObject = new MediaStream([track]);
    await video.play();
    const source = new VideoSource(video);
    track.addEventListener('ended', () => source.close());
    return source;
  }

  get rate(): number {
    return this.#arrivals.rate(wallClock());
  }

  async next(size: Size): Promise<Picture> {
    return this.#picture(await this.#latest.next(), size, this.#liveScaler);
  }

  async peek(size: Size): Promise<Picture> {
    return this.#picture(await this.#latest.peek(), size, this.#peekScaler);
  }

  close(): void {
    this.#latest.close(new Error('The camera was closed.'));
    this.#video.srcObject = null;
  }

  #watch(): void {
    this.#video.requestVideoFrameCallback((now, metadata) => {
      const capturedAt = performance.timeOrigin + (metadata.captureTime ?? now);
      this.#arrivals.add(wallClock());
      this.#latest.put({ capturedAt, close: () => undefined });
      if (this.#video.srcObject) this.#watch();
    });
  }

  #picture(shown: Shown, size: Size, scaler: Scaler): Picture {
    const source = { width: this.#video.videoWidth, height: this.#video.videoHeight };
    return { ...size, pixels: scaler.pixels(this.#video, source, size), capturedAt: shown.capturedAt };
  }
}
