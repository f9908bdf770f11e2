import { describe, expect, it } from 'vitest';
import { Resampler } from './resampler.ts';

/** A second of a tone through a resampler in pieces as a microphone gives them, without the first and last bit. */
function resampled(hertz: number, from: number, to: number): Float32Array {
  const resampler = new Resampler(from, to, 1);
  const out: number[] = [];
  for (let at = 0; at < from;) {
    // Uneven on purpose.
    const length = Math.min(from - at, at % 3 === 0 ? 441 : 480);
    const piece = Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hertz * (at + i)) / from));
    out.push(...resampler.add([piece])[0]!);
    at += length;
  }
  return Float32Array.from(out);
}

const decibels = (power: number, of: number): number => 10 * Math.log10(power / of);

describe('sound at another rate', () => {
  it.each([
    [16_000, 48_000, 1000],
    [16_000, 48_000, 6000],
    [96_000, 48_000, 1000],
    [44_100, 48_000, 15_000],
    [8000, 44_100, 440],
  ])('from %s to %s Hz keeps a tone of %s Hz as it was, across all seams', (from, to, hertz) => {
    const out = resampled(hertz, from, to);
    expect(Math.abs(out.length - to)).toBeLessThan(to / 100);
    let error = 0;
    let power = 0;
    const margin = Math.round(to / 50);
    for (let i = margin; i < out.length - margin; i++) {
      const expected = Math.sin((2 * Math.PI * hertz * i) / to);
      error += (out[i]! - expected) ** 2;
      power += expected ** 2;
    }
    expect(decibels(error, power)).toBeLessThan(-55);
  });

  it('leaves out what the lower rate cannot hold, instead of mirroring it', () => {
    const out = resampled(30_000, 96_000, 48_000).slice(1000, -1000);
    const power = out.reduce((sum, sample) => sum + sample ** 2, 0) / out.length;
    expect(decibels(power, 0.5)).toBeLessThan(-60);
  });

  it('keeps channels apart', () => {
    const resampler = new Resampler(16_000, 48_000, 2);
    const [left, right] = resampler.add([new Float32Array(4000).fill(0.5), new Float32Array(4000)]);
    expect(left!.length).toBe(right!.length);
    expect(left![6000]).toBeCloseTo(0.5, 2);
    expect(right!.every((sample) => sample === 0)).toBe(true);
  });
});
