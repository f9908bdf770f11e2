/**
 * Films whose pictures are two half-pictures, line by line, as camcorders and television have them: what moves is combed,
 * and painted it would be all strokes. The page and the command line take the comb out alike.
 */
import type { Size } from '../camera/cover.ts';

/** How far a line must be from both of its neighbours, on the same side: the product of both, in levels of green. */
const COMBED = 150;
/** A picture of which less than this is combed is not, or too little to be seen. */
const COMBED_PART = 0.005;

/** Takes the comb out of a picture, RGBA, in place: where a line of the second half-picture stands out, it is made of its neighbours. */
export function uncomb(pixels: Uint8Array, { width, height }: Size): void {
  if (!isCombed(pixels, { width, height })) return;
  const row = width * 4;
  for (let y = 1; y + 1 < height; y += 2) {
    for (let at = y * row; at < (y + 1) * row; at += 4) {
      const green = pixels[at + 1]!;
      if ((green - pixels[at + 1 - row]!) * (green - pixels[at + 1 + row]!) <= COMBED) continue;
      for (let channel = at; channel < at + 3; channel++) {
        pixels[channel] = (pixels[channel - row]! + pixels[channel + row]!) >> 1;
      }
    }
  }
}

/**
 * Whether enough of a picture is like a comb, which is more than one tooth: five lines of which every other one stands
 * out. A single thin line, as in drawings and writing, is none.
 */
function isCombed(pixels: Uint8Array, { width, height }: Size): boolean {
  const row = width * 4;
  let combed = 0;
  for (let y = 3; y + 2 < height; y += 2) {
    for (let at = y * row + 1; at < (y + 1) * row; at += 4) {
      const [above, below] = [pixels[at - row]!, pixels[at + row]!];
      const [up, down] = [pixels[at]! - above, pixels[at]! - below];
      if (up * down <= COMBED) continue;
      if (up * (pixels[at - 2 * row]! - above) > COMBED && down * (pixels[at + 2 * row]! - below) > COMBED)
        combed++;
    }
  }
  return combed > (COMBED_PART * width * height) / 2;
}
