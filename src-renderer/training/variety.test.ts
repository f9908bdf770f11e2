import { expect, it } from 'vitest';
import { isNew, signature } from './variety.ts';

const [width, height] = [64, 48];
/** A bright square on grey, with the noise of a camera. */
function frame(left: number, noise: number, exposure = 0): Float32Array {
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const x = i % width;
    const level = (x >= left && x < left + 20 ? 220 : 90) + exposure + ((i * 31 + noise) % 7);
    pixels.fill(level, 4 * i, 4 * i + 4);
  }
  return signature(pixels, width, height);
}

it('takes the first frame, and those in which something has moved', () => {
  expect(isNew(frame(0, 0), [])).toBe(true);
  expect(isNew(frame(0, 3), [frame(0, 0)])).toBe(false);
  expect(isNew(frame(30, 0), [frame(0, 0)])).toBe(true);
  expect(isNew(frame(30, 5), [frame(0, 0), frame(30, 0)])).toBe(false);
});

it('sees nothing new in a camera that adjusts its exposure', () => {
  expect(isNew(frame(0, 3, -30), [frame(0, 0)])).toBe(false);
  expect(isNew(frame(30, 3, -30), [frame(0, 0)])).toBe(true);
});
