/** A part of the page that comes later, and may not come at once. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loaded } from './loaded.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('is asked for until it comes', async () => {
  const load = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new TypeError(''))
    .mockResolvedValue('words');
  const part = loaded(load, () => true);
  await vi.advanceTimersByTimeAsync(2000);
  expect(load).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await part).toBe('words');
});

it('is not asked for any more once it is not wanted', async () => {
  let wanted = true;
  const load = vi.fn(() => Promise.reject(new TypeError('')));
  const part = loaded(load, () => wanted);
  await vi.advanceTimersByTimeAsync(0);
  wanted = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await part).toBeNull();
  expect(load).toHaveBeenCalledTimes(1);
});
