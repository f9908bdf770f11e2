import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOnCard, ON_CARD } from './costs.ts';
import { costOf, simulate } from './testing/machine.ts';

const native = { width: 1920, height: 1080 };
const card = { noise: 0.15, seed: 7, costs: ON_CARD, native };

it('a card that is mostly waited for soon paints all that the camera sees', () => {
  // As an H100 behind a browser did: 9.3 and 12.5 ms of painting on ways of 20 and 16.7.
  const [small, large] = [costOnCard(20, 9.3), costOnCard(16.7, 12.5)];
  const perPicture = (large - small) / (1920 * 1080 - 640 * 480);
  const usualMs = perPicture * 640 * 480;
  const fast = { ...card, fixedMs: small - usualMs, usualMs };
  const { changes } = simulate(fast, 60, 60, 60);
  expect(changes.at(-1)!.size.width).toBe(1920);
  expect(changes.at(-1)!.at).toBeLessThan(30);
});

describe('a card that works for its pixels, too', () => {
  const cards = fc.record({
    fixedMs: fc.double({ min: 2, max: 8, noNaN: true }),
    usualMs: fc.double({ min: 1, max: 20, noNaN: true }),
    seed: fc.integer(),
  });

  it('ends at a size that holds the rate', () => {
    fc.assert(
      fc.property(cards, fc.constantFrom(30, 60), (machine, fps) => {
        const { governor } = simulate({ ...card, ...machine }, 300, fps, fps);
        const smallest = governor.size.width === 256;
        expect(smallest || costOf({ ...card, ...machine }, governor.size) <= 1000 / fps).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('does not flap', () => {
    fc.assert(
      fc.property(cards, fc.constantFrom(30, 60), (machine, fps) => {
        const { changes } = simulate({ ...card, ...machine }, 600, fps, fps);
        expect(changes.filter(({ at }) => at > 120).length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 8 },
    );
  });
});
