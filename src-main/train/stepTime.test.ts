import { expect, it } from 'vitest';
import { StepTime } from './stepTime.ts';

it('what the first steps take says nothing of those that follow', () => {
  const time = new StepTime();
  expect(time.add(6000)).toBe(6000);
  expect(time.add(300)).toBe(300);
  expect(time.add(50)).toBe(50);
});

it('is the mean of the steps since, and soon follows another pace', () => {
  const time = new StepTime();
  [900, 90, 40, 60, 50].forEach((ms) => time.add(ms));
  expect(time.add(50)).toBeCloseTo(50);
  for (let step = 0; step < 100; step++) time.add(80);
  expect(time.add(80)).toBeGreaterThan(78);
});
