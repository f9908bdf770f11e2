import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Placed, SoundLine } from './soundLine.ts';

const RATE = 48_000;
const PIECE = 480;

function tone(length: number, from = 0): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * 440 * (from + i)) / RATE));
}

/** Every piece begins where the one before ended: what an encoder takes for granted. */
function expectNoGaps(pieces: readonly Placed[]): void {
  let samples = 0;
  for (const { time, channels } of pieces) {
    expect(Math.round(time * RATE)).toBe(samples);
    samples += channels[0]!.length;
  }
}

describe('sound', () => {
  it('that comes in time is left as it is', () => {
    const line = new SoundLine(RATE, 1);
    const samples = tone(PIECE);
    const [piece] = [...line.add(0, [samples])];
    expect(piece).toEqual({ time: 0, channels: [samples] });
    expect(line.end).toBe(0.01);
  });

  it.each([
    ['slow', 1 + 120e-6],
    ['fast', 1 - 120e-6],
  ])('of a %s microphone is within 15 ms of its place after twenty minutes', (_case, drift) => {
    const line = new SoundLine(RATE, 1);
    const samples = tone(PIECE);
    let last = 0;
    for (let i = 0; i < 120_000; i++) {
      last = (i * PIECE * drift) / RATE;
      for (const { channels } of line.add(last, [samples])) expect(channels[0]).toBeDefined();
    }
    expect(Math.abs(line.end - (last + PIECE / RATE))).toBeLessThan(0.015);
  });

  it('is not disturbed by times that are only roughly right', () => {
    const line = new SoundLine(RATE, 1);
    let added = 0;
    let pieces = 0;
    fc.sample(fc.integer({ min: -5, max: 5 }), 3000).forEach((jitterMs, i) => {
      for (const { channels } of line.add((i * PIECE) / RATE + jitterMs / 1000, [tone(PIECE)])) {
        added += channels[0]!.length;
        pieces++;
      }
    });
    expect(pieces).toBe(3000);
    expect(Math.abs(added - 3000 * PIECE)).toBeLessThan(0.006 * RATE);
  });

  it('has silence where there was none to hear', () => {
    const line = new SoundLine(RATE, 2);
    const pieces = [...line.add(1.5, [tone(PIECE), tone(PIECE)])];
    expectNoGaps(pieces);
    expect(line.end).toBeCloseTo(1.51, 6);
    const silent = pieces.slice(0, -1).flatMap(({ channels }) => channels);
    expect(silent.every((samples) => samples.every((sample) => sample === 0))).toBe(true);
    expect(pieces.at(-1)!.channels).toHaveLength(2);
  });

  it('that comes after its place was filled is left out, but for what sticks out', () => {
    const line = new SoundLine(RATE, 1);
    const filled = [...line.fill(2)];
    expect([...line.add(1, [tone(PIECE)])]).toEqual([]);
    const late = [...line.add(1.8, [tone(0.3 * RATE)])];
    expectNoGaps([...filled, ...late]);
    expect(line.end).toBeCloseTo(2.1, 3);
  });

  it('is without gaps whatever comes', () => {
    const moments = fc.array(
      fc.record({
        time: fc.double({ min: 0, max: 20, noNaN: true }),
        length: fc.integer({ min: 0, max: 5000 }),
        fill: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(moments, (all) => {
        const line = new SoundLine(RATE, 1);
        expectNoGaps(
          all.flatMap(({ time, length, fill }) =>
            fill ? [...line.fill(time)] : [...line.add(time, [new Float32Array(length)])],
          ),
        );
      }),
    );
  });

  it('stays the same tone when it is stretched', () => {
    const line = new SoundLine(RATE, 1);
    const pieces = Array.from({ length: 100 }, (_, i) => [
      ...line.add((i * PIECE) / RATE + 0.05, [tone(PIECE, i * PIECE)]),
    ]).flat();
    const samples = pieces.flatMap(({ channels }) => [...channels[0]!]);
    expect(samples.length).toBeGreaterThan(100 * PIECE);
    const steps = samples.slice(1).map((sample, i) => Math.abs(sample - samples[i]!));
    // The steepest step of the tone itself is 0.0576.
    expect(Math.max(...steps)).toBeLessThan(0.07);
  });
});
