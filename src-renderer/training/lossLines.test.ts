import { describe, expect, it } from 'vitest';
import type { LossPoint } from '../bridge/contract.ts';
import { lossPath, namedSteps, placeOf } from './lossLines.ts';

const AREA = { left: 10, right: 110, top: 0, bottom: 120 };
const at = (step: number, content = 1): LossPoint => ({ step, total: 1, content, style: 2, tv: 3 });
const upTo = (first: number, last: number): LossPoint[] => [at(first), at(last)];

describe('the lines of the losses', () => {
  it('reach from the first step at the left to the last at the right', () => {
    const place = placeOf(upTo(20, 40), AREA);
    expect([20, 25, 40].map(place)).toEqual([10, 35, 110]);
  });

  it('fall from the top to the bottom, with a margin', () => {
    expect(lossPath([at(1, 4), at(2, 3), at(3, 2)], 'content', AREA)).toBe(
      'M10.0 10.0L60.0 60.0L110.0 110.0',
    );
  });

  it('are each on a scale of its own, in the middle for what does not change', () => {
    const series = [at(1, 9), at(2, 0)];
    expect(lossPath(series, 'style', AREA)).toBe('M10.0 60.0L110.0 60.0');
    expect(lossPath(series, 'tv', AREA)).toBe(lossPath(series, 'style', AREA));
  });

  it('begin with the second point', () => {
    expect(lossPath([], 'content', AREA)).toBe('');
    expect(lossPath([at(5)], 'content', AREA)).toBe('');
    expect(placeOf([at(5)], AREA)(5)).toBe(10);
  });
});

describe('the steps that are named', () => {
  it('are round, and within the series', () => {
    expect(namedSteps(upTo(1, 500), 6)).toEqual([100, 200, 300, 400, 500]);
    expect(namedSteps(upTo(130, 170), 4)).toEqual([130, 140, 150, 160, 170]);
    expect(namedSteps(upTo(1, 12_000), 3)).toEqual([5000, 10_000]);
  });

  it('are whole, also of a training that has only begun', () => {
    expect(namedSteps(upTo(1, 3), 6)).toEqual([1, 2, 3]);
    expect(namedSteps([at(7)], 6)).toEqual([]);
    expect(namedSteps([], 6)).toEqual([]);
  });

  it('are as far apart as there is room for', () => {
    for (let last = 2; last < 3000; last += 7) {
      const named = namedSteps(upTo(1, last), 5);
      const gaps = named.slice(1).map((step, i) => step - named[i]!);
      expect(Math.min(...gaps, Infinity)).toBeGreaterThanOrEqual((last - 1) / 5);
    }
  });
});
