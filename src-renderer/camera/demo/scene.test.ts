import { describe, expect, it } from 'vitest';
import { boatAt } from './life.ts';
import { randomNumbers } from './random.ts';
import { drift } from './weather.ts';

describe('what drifts', () => {
  it('moves on, and comes in again at the left after leaving at the right', () => {
    const at = (seconds: number): number => drift(0, 0.1, seconds, 1, 0.25);
    expect(at(0)).toBeCloseTo(-0.25);
    expect(at(10)).toBeCloseTo(0.75);
    expect(at(14.9)).toBeCloseTo(1.24);
    expect(at(15)).toBeCloseTo(-0.25);
    expect(at(15 * 1000 + 10)).toBeCloseTo(0.75);
  });

  it('never jumps while it is in sight', () => {
    let before = boatAt(0, 4 / 3);
    for (let seconds = 0.1; seconds < 200; seconds += 0.1) {
      const now = boatAt(seconds, 4 / 3);
      const inSight = before.x > -0.15 && before.x < 4 / 3 + 0.15;
      if (inSight) expect(Math.hypot(now.x - before.x, now.y - before.y)).toBeLessThan(0.01);
      before = now;
    }
  });
});

it('the same seed gives the same numbers, all of them parts of one', () => {
  const take = (seed: number): number[] => Array.from({ length: 200 }, randomNumbers(seed));
  expect(take(5)).toEqual(take(5));
  expect(take(5)).not.toEqual(take(6));
  expect(Math.min(...take(5))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...take(5))).toBeLessThan(1);
});
