/**
 * Pictures from a video element: a camera in browsers that do not give out the frames themselves, or a video
 * file that plays in a camera's place, again and again.
 */
import { RateMeter } from '../state/meter.ts';
import type { Size } from './cover.ts';
import { Scaler } from './frames.ts';
import { Latest } from './latest.ts';
import { wallClock, type Picture, type PictureSource } from './source.ts';
import { Thinning } from './thinning.ts';

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
  readonly #thinning = new Thinning();

  readonly #onClose: () => void;
  #open = true;

  private constructor(video: HTMLVideoElement, onClose: () => void) {
    this.#video = video;
    this.#onClose = onClose;
    video.addEventListener('error', () => this.close());
    this.#watch();
  }

  /** A camera. One that is silent is opened like any other, so that it is noticed and opened anew. */
  static open(track: MediaStreamTrack): VideoSource {
    const video = silentVideo();
    video.srcObject = new MediaStream([track]);
    // Stays pending until the first picture.
    void video.play().catch(() => undefined);
    const source = new VideoSource(video, () => (video.srcObject = null));
    track.addEventListener('ended', () => source.close());
    return source;
  }

  /** A video file; rejects when this browser cannot play it. */
  static async openFile(file: Blob): Promise<VideoSource> {
    const video = silentVideo();
    const url = URL.createObjectURL(file);
    const release = (): void => {
      video.pause();
      video.removeAttribute('src');
      video.load();
      URL.revokeObjectURL(url);
    };
    try {
      video.loop = true;
      video.src = url;
      await video.play();
      if (video.videoWidth === 0) throw new Error('There are no pictures in it.');
    } catch (error) {
      release();
      throw error;
    }
    return new VideoSource(video, release);
  }

  /** How large its pictures are. */
  get size(): Size {
    return { width: this.#video.videoWidth, height: this.#video.videoHeight };
  }

  get rate(): number {
    return this.#arrivals.rate(wallClock());
  }

  limit(fps: number): void {
    this.#thinning.wanted = fps;
  }

  async next(size: () => Size): Promise<Picture> {
    return this.#picture(await this.#latest.next(), size(), this.#liveScaler);
  }

  async peek(size: Size): Promise<Picture> {
    return this.#picture(await this.#latest.peek(), size, this.#peekScaler);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#latest.close(new Error('The camera was closed.'));
    this.#onClose();
  }

  #watch(): void {
    this.#video.requestVideoFrameCallback((now, metadata) => {
      const capturedAt = performance.timeOrigin + (metadata.captureTime ?? now);
      const arrived = wallClock();
      if (this.#thinning.passes(arrived)) {
        this.#arrivals.add(arrived);
        this.#latest.put({ capturedAt, close: () => undefined });
      }
      if (this.#open) this.#watch();
    });
  }

  #picture(shown: Shown, { width, height }: Size, scaler: Scaler): Picture {
    const size = { width, height };
    return { ...size, pixels: scaler.pixels(this.#video, this.size, size), capturedAt: shown.capturedAt };
  }
}

function silentVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  return video;
}
