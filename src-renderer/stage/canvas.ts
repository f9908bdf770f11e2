/** Puts pictures on canvases. */
import type { Pixels } from '../bridge/bridge.ts';
import type { Shown } from './pump.ts';

/** Draws RGBA pixels so that they fill the canvas, which takes their size. */
export function drawPixels(canvas: HTMLCanvasElement, width: number, height: number, pixels: Pixels): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const view = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  canvas.getContext('2d', { alpha: false })?.putImageData(new ImageData(view, width, height), 0, 0);
}

/** The stage's canvas. Its `data-style` and `data-frame` say what hangs there, for tests and the curious. */
export class StageCanvas {
  #canvas: HTMLCanvasElement | null = null;
  #frames = 0;
  #style = '';

  /** How many pictures have been drawn. */
  get frames(): number {
    return this.#frames;
  }

  attach(canvas: HTMLCanvasElement | null): void {
    this.#canvas = canvas;
    this.#style = '';
  }

  /** Lets go of a canvas that is taken down, unless another one hangs already. */
  detach(canvas: HTMLCanvasElement | null): void {
    if (this.#canvas === canvas) this.attach(null);
  }

  draw(shown: Shown): void {
    const canvas = this.#canvas;
    if (!canvas) return;
    drawPixels(canvas, shown.width, shown.height, shown.pixels);
    canvas.dataset['frame'] = String(++this.#frames);
    const style = shown.styleId ?? 'camera';
    if (style === this.#style) return;
    canvas.dataset['style'] = style;
    this.#style = style;
  }
}
