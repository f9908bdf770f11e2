import { describe, expect, it } from 'vitest';
import type { LossPoint } from '../bridge/contract.ts';
import { appended, latest, MOST_POINTS } from './lossSeries.ts';

const at = (step: number, content = step): LossPoint => ({ step, total: 1, content, style: 2, tv: 3 });

describe('the losses on the chart', () => {
  it('grow; steps that are taken again replace the old ones', () => {
    const series = appended([at(1), at(2), at(3)], [at(2, 9), at(3, 8)]);
    expect(series).toEqual([at(1), at(2, 9), at(3, 8)]);
    expect(appended(series, [])).toEqual(series);
  });

  it('stay few: neighbours are put together, the last step stays the last', () => {
    let series: LossPoint[] = [];
    for (let step = 1; step <= 5000; step++) series = appended(series, [at(step)]);
    expect(series.length).toBeLessThanOrEqual(MOST_POINTS);
    expect(series.at(-1)?.step).toBe(5000);
    expect(series.map(({ step }) => step)).toEqual([...series.map(({ step }) => step)].sort((a, b) => a - b));
  });

  it('end in a mean of the last', () => {
    expect(latest([])).toBeNull();
    expect(latest([at(1, 2), at(2, 4)])).toEqual(at(2, 3));
  });
});
