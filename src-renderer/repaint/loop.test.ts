import { expect, it } from 'vitest';
import { planLoop } from './loop.ts';

it('takes pictures evenly, small enough, and no longer than a loop may be', () => {
  const { width, height, times } = planLoop({ width: 1280, height: 720 }, 2, 3);
  expect([width, height]).toEqual([480, 270]);
  expect(times).toHaveLength(13);
  expect(times[0]).toBe(2);
  expect(times.at(-1)).toBeCloseTo(2.96);
  expect(planLoop({ width: 128, height: 96 }, 0, 60)).toMatchObject({ width: 128, height: 96 });
  expect(planLoop({ width: 128, height: 96 }, 0, 60).times).toHaveLength(125);
  expect(planLoop({ width: 128, height: 2 }, 5, 5)).toEqual({ width: 128, height: 16, times: [5] });
});
