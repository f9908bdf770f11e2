/** The demo scene as a source: for machines without a camera, and for looking around first. */
import type { Size } from './cover.ts';
import type { DemoScene } from './demo/scene.ts';
import { Latest } from './latest.ts';
import { wallClock, type Picture, type PictureSource } from './source.ts';

const FRAME_MS = 1000 / 25;
/** Standing still, it is given out again just so that a change of style shows soon. */
const STILL_FRAME_MS = 250;
/** A moment at which the boat is well placed. */
const STILL_SECONDS = 4;

interface Moment {
  readonly seconds: number;
  close(): void;
}

/** Draws the scene as it is at the moment that is asked for; it stands still for those who want less motion. */
export class DemoSource implements PictureSource {
  readonly kind = 'camera';
  readonly #live: Drawer;
  readonly #peek: Drawer;
  readonly #latest = new Latest<Moment>();
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #since = wallClock();
  #wanted = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(Scene: typeof DemoScene) {
    this.#live = new Drawer(new Scene());
    this.#peek = new Drawer(new Scene());
    this.#tick();
  }

  /** Most people have a camera, so the page comes without the scene; rejects when it cannot be loaded. */
  static async open(): Promise<DemoSource> {
    return new DemoSource((await import('./demo/scene.ts')).DemoScene);
  }

  get rate(): number {
    return 1000 / this.#frameMs;
  }

  limit(fps: number): void {
    this.#wanted = fps;
  }

  async next(size: () => Size): Promise<Picture> {
    const { seconds } = await this.#latest.next();
    return this.#live.picture(size(), seconds);
  }

  async peek(size: Size): Promise<Picture> {
    return this.#peek.picture(size, (await this.#latest.peek()).seconds);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#latest.close(new Error('The demo scene was left.'));
  }

  get #frameMs(): number {
    return this.#calm.matches ? STILL_FRAME_MS : Math.max(FRAME_MS, 1000 / this.#wanted);
  }

  #tick(): void {
    const seconds = this.#calm.matches ? STILL_SECONDS : STILL_SECONDS + (wallClock() - this.#since) / 1000;
    this.#latest.put({ seconds, close: () => undefined });
    this.#timer = setTimeout(() => this.#tick(), this.#frameMs);
  }
}

/** A canvas of the size that is in use, with the scene on it. */
class Drawer {
  readonly #scene: DemoScene;
  #canvas = new OffscreenCanvas(1, 1);

  constructor(scene: DemoScene) {
    this.#scene = scene;
  }

  picture(size: Size, seconds: number): Picture {
    const { width, height } = size;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas = new OffscreenCanvas(width, height);
    }
    const brush = this.#canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!brush) throw new Error('This browser cannot draw on an OffscreenCanvas.');
    this.#scene.draw(brush, size, seconds);
    const { data } = brush.getImageData(0, 0, width, height);
    return { width, height, pixels: new Uint8Array(data.buffer), capturedAt: wallClock() };
  }
}
