import { expect, it } from 'vitest';
import { CaptureClock } from './captureClock.ts';

it('counts what a frame took longer than the quickest as its age', () => {
  const clock = new CaptureClock();
  expect(clock.seenAt(5000, 100)).toBe(100);
  expect(clock.seenAt(5033, 173)).toBe(133);
  expect(clock.seenAt(5066, 160)).toBe(160);
  // The last one was quicker than the first by 6 ms.
  expect(clock.seenAt(5100, 200)).toBe(194);
});

it('starts anew when the timestamps do', () => {
  const clock = new CaptureClock();
  clock.seenAt(900_000, 1000);
  expect(clock.seenAt(0, 1033)).toBe(1033);
  expect(clock.seenAt(33, 1070)).toBe(1066);
});
