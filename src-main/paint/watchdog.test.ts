/** When silence counts as a hang. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Watchdog } from './watchdog.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watching(): { watchdog: Watchdog; hung: () => number } {
  const onHang = vi.fn();
  const watchdog = new Watchdog({ hangMs: 1000, ping: () => undefined, onHang });
  watchdog.watch();
  return { watchdog, hung: () => onHang.mock.calls.length };
}

it('is told once of a process that says nothing', () => {
  const { watchdog, hung } = watching();
  vi.advanceTimersByTime(900);
  watchdog.alive();
  vi.advanceTimersByTime(900);
  expect(hung()).toBe(0);
  vi.advanceTimersByTime(5000);
  expect(hung()).toBe(1);
});

it('trusts an announced silence, even when a word of before comes after the announcement', () => {
  const { watchdog, hung } = watching();
  watchdog.patience(10_000);
  watchdog.alive();
  vi.advanceTimersByTime(10_500);
  expect(hung()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(hung()).toBe(1);
});

it('trusts everything at rest', () => {
  const { watchdog, hung } = watching();
  watchdog.rest();
  vi.advanceTimersByTime(5000);
  expect(hung()).toBe(0);
});
