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

/** Arrivals every ten milliseconds, each `late` after its timestamp. */
function* every10Ms(from: number, to: number, late: (at: number) => number): Generator<[number, number]> {
  for (let at = from; at < to; at += 10) yield [at - late(at), at];
}

it('follows timestamps that fall behind for good within a second, as of a microphone that stalls at its start', () => {
  const clock = new CaptureClock();
  for (const [stamp, at] of every10Ms(0, 300, () => 5)) clock.seenAt(stamp, at);
  // Timestamps count samples: what a stall of two seconds lost is missing in them.
  const seen = [...every10Ms(2600, 4600, () => 2305)].map(([stamp, at]) => at - clock.seenAt(stamp, at));
  expect(seen[0]).toBe(2300);
  expect(seen.slice(100).every((late) => late === 0)).toBe(true);
});

it('follows a clock that runs slower than ours', () => {
  const clock = new CaptureClock();
  let latest = 0;
  for (const [stamp, at] of every10Ms(0, 600_000, (at) => at * 1e-4)) latest = at - clock.seenAt(stamp, at);
  expect(latest).toBeLessThan(1);
});

it('keeps the times of what was held up and comes in one go', () => {
  const clock = new CaptureClock();
  for (const [stamp, at] of every10Ms(0, 1000, () => 5)) clock.seenAt(stamp, at);
  const held = Array.from({ length: 200 }, (_, i) => clock.seenAt(995 + 10 * i, 3000 + i / 10));
  expect(held[0]).toBe(1000);
  expect(held.at(-1)).toBe(2990);
});
