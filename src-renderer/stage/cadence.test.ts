import { describe, expect, it } from 'vitest';
import { Cadence } from './cadence.ts';

/** Pictures of a camera, each with what it takes to paint it. */
interface Run {
  readonly periodMs: number;
  readonly count: number;
  age(i: number): number;
  /** How far from its beat the camera takes a picture. */
  off?(i: number): number;
}

/** When each is ready, and when it is due. */
function play({ periodMs, count, age, off = () => 0 }: Run, cadence = new Cadence()) {
  let ready = 0;
  return Array.from({ length: count }, (_, i) => {
    const capturedAt = 1000 + i * periodMs + off(i);
    ready = Math.max(ready, capturedAt + age(i));
    return { capturedAt, ready, due: cadence.due(capturedAt, ready) };
  });
}

const gaps = (times: readonly number[]) => times.slice(1).map((time, i) => time - times[i]!);
const p95 = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(0.95 * values.length)]!;
/** Between 0 and 1, without a pattern, and the same each time. */

const chance = (i: number) => Math.abs((Math.sin(i * 12.9898) * 43758.5453) % 1);

describe('the beat of the stage', () => {
  it('holds nothing back that comes evenly', () => {
    for (const { ready, due } of play({ periodMs: 1000 / 30, count: 100, age: () => 12 }))
      expect(due - ready).toBeLessThan(0.001);
  });

  it('evens out what is painted unevenly', () => {
    const played = play({ periodMs: 1000 / 30, count: 600, age: (i) => 15 + 30 * chance(i) }).slice(60);
    expect(p95(gaps(played.map(({ ready }) => ready)))).toBeGreaterThan(50);
    expect(p95(gaps(played.map(({ due }) => due)))).toBeLessThan(40);
  });

  it('evens out what the camera takes unevenly', () => {
    const off = (i: number) => 20 * (chance(i) - 0.5);
    const played = play({ periodMs: 1000 / 30, count: 600, age: () => 12, off }).slice(60);
    expect(p95(gaps(played.map(({ ready }) => ready)))).toBeGreaterThan(44);
    expect(p95(gaps(played.map(({ due }) => due)))).toBeLessThan(42);
  });

  it('keeps the order, holds no picture longer than a thirtieth of a second, and makes none older than 80 ms', () => {
    const age = (i: number) => (chance(i) < 0.1 ? 150 * chance(i + 1) : 60 * chance(i + 2));
    let last = -Infinity;
    for (const { capturedAt, ready, due } of play({ periodMs: 1000 / 30, count: 1000, age })) {
      const least = Math.max(ready, last);
      expect(due).toBeGreaterThanOrEqual(least);
      expect(due - least).toBeLessThanOrEqual(34);
      if (due > least) expect(due - capturedAt).toBeLessThan(80.001);
      last = due;
    }
  });

  it('begins anew after a pause', () => {
    const cadence = new Cadence();
    play({ periodMs: 1000 / 30, count: 60, age: (i) => 15 + 30 * chance(i) }, cadence);
    const now = 20_000;
    expect(cadence.due(now - 45, now)).toBeLessThanOrEqual(now + 1);
  });
});
