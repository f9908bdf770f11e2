/** A picture as a mirror shows it. */

/** RGBA pixels with left and right exchanged, in new memory. */
export function turnedRound(
  pixels: Uint8Array<ArrayBuffer>,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  // A copy begins at a multiple of four, as reading whole pixels needs.
  const copy = pixels.slice(0, width * height * 4);
  for (let row = 0; row < height; row++) new Uint32Array(copy.buffer, row * width * 4, width).reverse();
  return copy;
}
