import { expect, it, vi } from 'vitest';
import { USUAL_NETWORK } from '../nets/index.ts';
import { describeModel } from '../paint/describe.ts';
import { timed, usualStyle } from './measure.ts';

it('measures with the network of the shipped styles before there is one', () => {
  // The studio files the figure under this name.
  expect(describeModel(usualStyle().bytes).network).toBe(USUAL_NETWORK);
});

it.each([
  ['as often as was asked, warm', 10, 4],
  ['once only where that takes long', 9000, 9000],
  ['less often where time is short', 2000, 2000],
])('times %s', async (_, ms, median) => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    let done = 0;
    const timing = await timed(10, 5000, () => {
      done += 1;
      // Compiling, and a second time that is not warm yet.
      vi.advanceTimersByTime(done === 1 ? 60_000 : ms === 10 && done > 3 ? 4 : ms);
      return Promise.resolve();
    });
    expect(timing.median).toBe(median);
    expect(done).toBe(ms === 10 ? 13 : ms === 2000 ? 4 : 2);
  } finally {
    vi.useRealTimers();
  }
});
