import { describe, expect, it } from 'vitest';
import { RateMeter, WindowStats } from './meter.ts';

describe('the rate', () => {
  it('is that of evenly spaced events', () => {
    const meter = new RateMeter(2000);
    for (let t = 0; t <= 3000; t += 40) meter.add(t);
    expect(meter.rate(3000)).toBeCloseTo(25, 1);
  });

  it('is known soon after the start', () => {
    const meter = new RateMeter(2000);
    for (const t of [0, 50, 100]) meter.add(t);
    expect(meter.rate(100)).toBeCloseTo(20, 5);
  });

  it('is 0 before the second event, and again when they have stopped', () => {
    const meter = new RateMeter(1000);
    expect(meter.rate(0)).toBe(0);
    meter.add(0);
    expect(meter.rate(10)).toBe(0);
    meter.add(20);
    expect(meter.rate(2000)).toBe(0);
  });

  it('falls while nothing comes', () => {
    const meter = new RateMeter(2000);
    for (let t = 0; t <= 1000; t += 50) meter.add(t);
    expect(meter.rate(1900)).toBeLessThan(12);
  });
});

describe('values of the last moments', () => {
  it('have a mean and a maximum, and are forgotten', () => {
    const stats = new WindowStats(1000);
    stats.add(0, 300);
    stats.add(900, 40);
    stats.add(1000, 60);
    expect(stats.read(1000)).toEqual({ mean: 400 / 3, max: 300 });
    expect(stats.read(1500)).toEqual({ mean: 50, max: 60 });
    expect(stats.read(9000)).toBeNull();
  });
});
