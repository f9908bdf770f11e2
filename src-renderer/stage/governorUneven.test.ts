import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LADDER } from './ladder.ts';
import { costOf, simulate } from './testing/machine.ts';

const rates = fc.constantFrom(15, 24, 30, 60);

describe('where the typical picture is in time, but many are not', () => {
  const uneven = fc.record({
    ...{ fixedMs: fc.constant(1), usualMs: fc.double({ min: 5, max: 80, noNaN: true }), seed: fc.integer() },
    noise: fc.double({ min: 0, max: 0.1, noNaN: true }),
    slowPart: fc.double({ min: 0.2, max: 0.4, noNaN: true }),
    slowTimes: fc.double({ min: 1.2, max: 1.6, noNaN: true }),
  });

  it('ends at a size at which the slow ones are in time, too', () => {
    fc.assert(
      fc.property(uneven, rates, (machine, fps) => {
        const { governor } = simulate(machine, 300, fps);
        const slow = costOf(machine, governor.size) * machine.slowTimes;
        expect(governor.size === LADDER[0] || slow <= 1020 / fps).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('finds that size within ten seconds, and does not flap there', () => {
    const machine = { fixedMs: 0, usualMs: 28, noise: 0.05, seed: 1, slowPart: 0.25, slowTimes: 1.6 };
    const { changes } = simulate(machine, 900);
    expect(changes.filter(({ at }) => at < 10).at(-1)!.size.width).toBe(512);
    expect(changes.filter(({ at }) => at > 10)).toEqual([]);
  });

  it('does not flap, whatever part of them it is', () => {
    const any = fc.double({ min: 0, max: 0.3, noNaN: true });
    const times = fc.double({ min: 1, max: 3, noNaN: true });
    fc.assert(
      fc.property(uneven, any, times, rates, (machine, slowPart, slowTimes, fps) => {
        const { changes } = simulate({ ...machine, slowPart, slowTimes }, 900, fps);
        // By chance three of ten are sometimes ten of twelve; one that does not learn would change every ten seconds.
        expect(changes.filter(({ at }) => at > 120).length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['one in twenty', { slowPart: 0.05, slowMs: 100 }],
    ['a second of them every minute', { slowness: (s: number) => (s % 60 > 59 ? 1.2 : 1) }],
  ])('is not moved by %s, such as while garbage is collected', (_, hiccups) => {
    const { changes } = simulate({ fixedMs: 0, usualMs: 26, noise: 0.05, seed: 1, ...hiccups }, 600);
    expect(changes).toHaveLength(1);
  });

  it('gives up only so much for slow ones that smaller pictures would not end', () => {
    const machine = { fixedMs: 0, usualMs: 10, noise: 0.05, seed: 1, slowPart: 0.25, slowMs: 60 };
    const { governor, changes } = simulate(machine, 300);
    expect(costOf(machine, governor.size)).toBeGreaterThan(250 / 30);
    expect(changes.filter(({ at }) => at > 120).length).toBeLessThanOrEqual(2);
  });
});
