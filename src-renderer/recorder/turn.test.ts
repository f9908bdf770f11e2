import { expect, it } from 'vitest';
import { turnedRound } from './turn.ts';

it('exchanges left and right, wherever the pixels lie in memory, and leaves them as they were', () => {
  const memory = Uint8Array.from({ length: 3 + 16 }, (_, i) => i - 3);
  const pixels = memory.subarray(3);
  const turned = turnedRound(pixels, 2, 2);
  expect([...turned]).toEqual([4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11]);
  expect(pixels[0]).toBe(0);
});
