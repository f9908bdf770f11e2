/** A picture to try models on: light and dark, edges and slopes in every colour, the same every time. */
import type { FrameSize } from './painter.ts';

/** float32 (1, 3, H, W), 0 to 255. */
export function testPicture({ width, height }: FrameSize): Float32Array {
  const values = new Float32Array(3 * width * height);
  let at = 0;
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const slope = (255 * (x + y)) / (width + height);
        const tile = (Math.floor(x / 8) * (channel + 2) + Math.floor(y / 8) * (5 - channel)) % 7;
        values[at++] = 0.5 * slope + (0.5 * 255 * tile) / 6;
      }
    }
  }
  return values;
}
