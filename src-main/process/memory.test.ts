import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { collectNowAndThen, collector, LOOK_MS } from './memory.ts';

const MB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval'] }));
afterEach(() => void vi.useRealTimers());

it('collects garbage once that has become much, and not for a little', () => {
  let used = 20 * MB;
  const collect = vi.fn(() => (used = 18 * MB));
  collectNowAndThen(() => used, collect);
  const look = (grown: number): void => {
    used += grown * MB;
    vi.advanceTimersByTime(LOOK_MS);
  };
  look(5);
  expect(collect).not.toHaveBeenCalled();
  look(4);
  expect(collect).toHaveBeenCalledOnce();
  // From what was left then.
  look(7);
  expect(collect).toHaveBeenCalledOnce();
  look(2);
  expect(collect).toHaveBeenCalledTimes(2);
});

it('reckons from the least after V8 has collected by itself', () => {
  let used = 40 * MB;
  const collect = vi.fn();
  collectNowAndThen(() => used, collect);
  for (used of [10 * MB, 17 * MB]) vi.advanceTimersByTime(LOOK_MS);
  expect(collect).not.toHaveBeenCalled();
  used = 19 * MB;
  vi.advanceTimersByTime(LOOK_MS);
  expect(collect).toHaveBeenCalledOnce();
});

it('really collects', async () => {
  const dropped = new WeakRef({});
  const collect = collector();
  // Who made or looked at it keeps it for as long as this turn of the loop lasts.
  await pause(1);
  collect();
  expect(dropped.deref()).toBeUndefined();
});
