import { expect, it } from 'vitest';
import { moveSlider } from './slider.ts';

it.each([
  ['ArrowRight', 0.5, 0.51],
  ['ArrowUp', 1, 1],
  ['ArrowLeft', 0.5, 0.49],
  ['ArrowDown', 0, 0],
  ['PageUp', 0.95, 1],
  ['PageDown', 0.5, 0.4],
  ['Home', 0.5, 0],
  ['End', 0.5, 1],
  ['a', 0.5, null],
] as const)('%s moves a slider from %s to %s', (key, at, to) => {
  expect(moveSlider(key, at)).toBe(to);
});
