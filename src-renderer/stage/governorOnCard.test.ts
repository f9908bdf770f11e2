import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOnCard, ON_CARD } from './costs.ts';
import { Governor } from './governor.ts';
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

it('what pixels cost a card is known of the next style, too', () => {
  const governor = new Governor(60);
  governor.aim(60, ON_CARD);
  governor.suit(native);
  // 0.7 of the time at 640x360, and 1.01 at the next size.
  const paint = (seconds: number): Set<number> => {
    const widths = new Set<number>();
    for (let i = 0; i < seconds * 60; i++) {
      const { size } = governor;
      widths.add(size.width);
      const ms = (0.7 * (1000 / 60) * size.width * size.height) / (640 * 360);
      governor.sample({ now: (now += 1000 / 60), ms, ...size, fps: 60, sourceFps: 60 });
    }
    return widths;
  };
  let now = 0;
  expect([...paint(20)]).toEqual([640, 768]);
  governor.reset();
  expect([...paint(30)], 'no stumble any more').toEqual([640]);
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
