import { describe, expect, it } from 'vitest';
import { randomStream } from './random.ts';
import { colourStatistics, recoloured } from './recolour.ts';
import type { Planes } from './step.ts';

/** Colours spread along one direction, with a little of all others. */
function cloud(seed: number, mean: readonly number[], along: readonly number[]): Planes {
  const random = randomStream(seed);
  const area = 900;
  const data = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) {
    const t = 2 * random() - 1;
    for (let c = 0; c < 3; c++) data[c * area + i] = mean[c]! + along[c]! * t + 36 * (random() - 0.5);
  }
  return { width: 30, height: 30, data };
}

const painting = cloud(1, [60, 80, 160], [20, 30, -35]);
const photo = cloud(2, [150, 120, 95], [40, 25, 10]);

describe('a recoloured painting', () => {
  it('has the mean and the covariance of the photo’s colours', () => {
    const towards = colourStatistics([photo]);
    const { mean, covariance } = colourStatistics([recoloured(painting, towards)]);
    mean.forEach((value, i) => expect(value).toBeCloseTo(towards.mean[i]!, 0));
    covariance.forEach((value, i) => {
      expect(Math.abs(value - towards.covariance[i]!)).toBeLessThan(0.05 * towards.covariance[0]! + 2);
    });
  });

  it('in its own colours is as it was', () => {
    const { data } = recoloured(painting, colourStatistics([painting]));
    data.forEach((value, i) => expect(value).toBeCloseTo(painting.data[i]!, 1));
  });

  it('of one colour becomes the photo’s mean, and stays within 0-255', () => {
    const grey = { width: 2, height: 2, data: new Float32Array(12).fill(200) };
    const towards = colourStatistics([cloud(3, [250, 128, 5], [40, 40, 40])]);
    const { data } = recoloured(grey, towards);
    expect([...data].every((value) => value >= 0 && value <= 255)).toBe(true);
    expect(data[4]).toBeCloseTo(towards.mean[1]!, 3);
  });

  it('takes several photos as one', () => {
    const together = colourStatistics([painting, photo]);
    expect(together.mean[0]).toBeCloseTo((colourStatistics([painting]).mean[0]! + colourStatistics([photo]).mean[0]!) / 2, 6); // prettier-ignore
  });
});
