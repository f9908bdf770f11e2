import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Thinning } from './thinning.ts';

/** When pictures passed that came at this rate, each up to `jitterMs` early or late; after the first two seconds. */
function passed(wanted: number, rate: number, { jitterMs = 0, seconds = 12 } = {}): number[] {
  const thinning = new Thinning();
  thinning.wanted = wanted;
  const times: number[] = [];
  for (let i = 0; i < rate * seconds; i++) {
    const now = (i * 1000) / rate + jitterMs * Math.sin(i * 12.9898);
    if (thinning.passes(now) && now > 2000) times.push(now);
  }
  return times;
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, i) => time - times[i]!);

describe('of a source that gives more pictures than are wanted', () => {
  it.each([
    [15, 60],
    [24, 60],
    [30, 60],
    [24, 30],
    [15, 25],
    [12, 15],
    [30, 144],
  ])('%i a second pass of %i, as evenly as they come', (wanted, rate) => {
    const times = passed(wanted, rate);
    expect(times.length / 10).toBeCloseTo(wanted, 0);
    for (const gap of gaps(times)) expect(Math.abs(gap - 1000 / wanted)).toBeLessThan(1000 / rate);
  });

  it('every second one passes of twice as many, though none comes on time', () => {
    const times = passed(30, 60, { jitterMs: 4 });
    for (const gap of gaps(times)) expect(Math.abs(gap - 1000 / 30)).toBeLessThanOrEqual(8);
  });

  it('those after a pause are as even as before it', () => {
    const thinning = new Thinning();
    thinning.wanted = 15;
    const times: number[] = [];
    for (let i = 0; i < 480; i++) {
      const now = i * (1000 / 60) + (i < 240 ? 0 : 5000);
      if (thinning.passes(now)) times.push(now);
    }
    const after = gaps(times.filter((time) => time > 11_500));
    for (const gap of after) expect(gap).toBeCloseTo(1000 / 15, 5);
  });
});

it('all pass of a source that gives about as many as are wanted, or fewer', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(15, 24, 30, 60),
      fc.double({ min: 0.2, max: 1.1, noNaN: true }),
      (wanted, part) => {
        const rate = wanted * part;
        const all = Math.ceil(rate * 12) - 1 - Math.floor(rate * 2);
        expect(passed(wanted, rate, { jitterMs: 2 }).length).toBeGreaterThanOrEqual(all - 1);
      },
    ),
  );
});

it('all pass while nothing is said of how many are wanted', () => {
  expect(passed(Infinity, 60)).toHaveLength(600 - 1);
});
