/** A picture's pixels on a canvas of their own, from which they can be scaled. */
import { drawOn, ownSize, type Laid } from './videoFrame.ts';

/** Puts them there. The canvas has a copy: the pixels' memory may be used again. */
export function pictureCanvas(picture: Laid): OffscreenCanvas {
  const { width, height } = ownSize(picture);
  const canvas = new OffscreenCanvas(width, height);
  drawOn(canvas.getContext('2d', { alpha: false }), picture);
  return canvas;
}
