import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.ts';

/** A pacer that has learned: painting takes 100 ms, the way there and back 10 ms. */
function learned(): Pacer {
  const pacer = new Pacer();
  pacer.sent(0);
  pacer.answered(110, 0, 100);
  return pacer;
}

describe('frames in flight', () => {
  it('are at most two', () => {
    const pacer = new Pacer();
    expect(pacer.wait(0)).toBe(0);
    pacer.sent(0);
    expect(pacer.wait(0)).toBe(0);
    pacer.sent(0);
    expect(pacer.wait(0)).toBeNull();
    pacer.answered(30, 0, 20);
    expect(pacer.wait(30)).not.toBeNull();
  });

  it('leave in time to arrive when the painter is free, not earlier', () => {
    const pacer = learned();
    pacer.sent(200);
    // Free at 200 + 5 (way there) + 100; sent 5 + 6 earlier.
    expect(pacer.wait(200)).toBeCloseTo(94, 5);
    expect(pacer.wait(290)).toBeCloseTo(4, 5);
    expect(pacer.wait(300)).toBe(0);
  });

  it('are sent at once when nothing is being painted', () => {
    expect(learned().wait(500)).toBe(0);
  });

  it('that failed free their place and teach nothing', () => {
    const pacer = learned();
    pacer.sent(200);
    pacer.answered(201, 200, null);
    expect(pacer.inFlight).toBe(0);
    pacer.sent(300);
    expect(pacer.wait(300)).toBeCloseTo(94, 5);
  });
});
