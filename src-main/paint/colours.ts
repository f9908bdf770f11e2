/**
 * How a painting shows on a frame, as one matrix of colours: out = frame + M (painting - frame).
 * Strength and "keep original colours" are both in M, which is fed for each frame, so that changing them
 * loads nothing. Luminance is linear, hence the painting's luminance on the frame's own chrominance is
 * frame + Y(painting - frame) in each channel; measured against a plain strength that costs 0.1 ms at
 * 640x480, whether it is used or not.
 */

/** The shares of red, green and blue in luminance, of ITU-R BT.601 as in JPEG. */
export const LUMINANCE = [0.299, 0.587, 0.114] as const;

/** M as rows of 3: what each channel of the result takes from the difference in each channel. */
export function colourMatrix(strength: number, keepColours: boolean): Float32Array {
  const matrix = new Float32Array(9);
  for (let to = 0; to < 3; to++) {
    for (let from = 0; from < 3; from++) {
      const share = keepColours ? LUMINANCE[from]! : to === from ? 1 : 0;
      matrix[to * 3 + from] = strength * share;
    }
  }
  return matrix;
}
