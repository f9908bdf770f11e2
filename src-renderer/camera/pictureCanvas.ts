/** A picture's pixels on a canvas of their own, from which they can be scaled. */
import type { Picture } from './source.ts';

/** Puts them there. The canvas has a copy: the pixels' memory may be used again. */
export function pictureCanvas({ width, height, pixels }: Omit<Picture, 'capturedAt'>): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const image = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, width * height * 4);
  canvas.getContext('2d', { alpha: false })?.putImageData(new ImageData(image, width, height), 0, 0);
  return canvas;
}
