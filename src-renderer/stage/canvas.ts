/** Puts pictures on canvases. */
import type { Size } from '../camera/cover.ts';
import { drawOn, ownSize, type Laid } from '../camera/videoFrame.ts';
import { FineCanvas, fineSize } from './fineCanvas.ts';
import type { Shown } from './pump.ts';

/** Draws a picture so that it fills the canvas, which takes its size. */
export function drawPicture(canvas: HTMLCanvasElement, picture: Laid): void {
  const { width, height } = ownSize(picture);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  drawOn(canvas.getContext('2d', { alpha: false }), picture);
}

/**
 * The stage's canvases: the painted picture and, while somebody looks, the original that it was painted
 * from. Both are drawn in one go, so that they are always of the same moment. The painted one's
 * `data-style` and `data-frame` say what hangs there, for tests and the curious. Where there is a graphics
 * card and the stage is larger than the picture, a canvas over the painted one shows it enlarged instead.
 */
export class StageCanvas {
  #canvas: HTMLCanvasElement | null = null;
  #original: HTMLCanvasElement | null = null;
  #fine: { canvas: HTMLCanvasElement; on: FineCanvas } | null = null;
  #last: Shown | null = null;
  #frames = 0;
  #style = '';
  #drawMs = 0;

  /** How many pictures have been drawn. */
  get frames(): number {
    return this.#frames;
  }

  /** Milliseconds spent on drawing since the page opened. */
  get drawMs(): number {
    return this.#drawMs;
  }

  /** The size of what shows the picture, in the screen's own pixels; part of the picture may be cut off there. */
  get size(): Size {
    const { clientWidth = 0, clientHeight = 0 } = this.#canvas ?? {};
    return { width: clientWidth * devicePixelRatio, height: clientHeight * devicePixelRatio };
  }

  /** What hangs there; null until something does. */
  get last(): Shown | null {
    return this.#last;
  }

  attach(canvas: HTMLCanvasElement | null): void {
    this.#canvas = canvas;
    this.#style = '';
    if (this.#last) this.#put(this.#last);
  }

  /** The canvas for the original; null when nobody looks at it. */
  attachOriginal(canvas: HTMLCanvasElement | null): void {
    this.#original = canvas;
    if (canvas && this.#last) drawPicture(canvas, this.#last.original);
  }

  /** The canvas for the enlarged picture; without a graphics card it stays hidden. Null takes it away. */
  attachFine(canvas: HTMLCanvasElement | null): void {
    this.#fine?.on.close();
    const on = canvas && FineCanvas.open(canvas);
    this.#fine = on && { canvas, on };
    if (canvas) canvas.hidden = true;
    if (this.#last) this.#put(this.#last);
  }

  /** Lets go of a canvas that is taken down, unless another one hangs already. */
  detach(canvas: HTMLCanvasElement | null): void {
    if (this.#canvas === canvas) this.attach(null);
  }

  draw(shown: Shown): void {
    this.#last = shown;
    this.#frames++;
    this.#put(shown);
  }

  #put(shown: Shown): void {
    const canvas = this.#canvas;
    if (!canvas) return;
    const from = performance.now();
    if (!this.#putFine(shown)) drawPicture(canvas, shown);
    if (this.#original) drawPicture(this.#original, shown.original);
    this.#drawMs += performance.now() - from;
    canvas.dataset['frame'] = String(this.#frames);
    const style = shown.styleId ?? 'camera';
    if (style === this.#style) return;
    canvas.dataset['style'] = style;
    this.#style = style;
  }

  /** Whether it is shown enlarged. */
  #putFine(shown: Shown): boolean {
    if (!this.#fine) return false;
    const { canvas, on } = this.#fine;
    const size = shown.styleId === null || on.lost ? null : fineSize(shown, this.size);
    if (size) on.draw(shown, shown.original, size);
    canvas.hidden = size === null;
    return size !== null;
  }
}
