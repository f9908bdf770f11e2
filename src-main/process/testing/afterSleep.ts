/** For tests with fake timers: a machine that slept. */
import { vi } from 'vitest';

/** What was set for so many milliseconds is due, an hour late. */
export function afterSleep(ms: number): void {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
  vi.advanceTimersByTime(ms);
  clock.mockRestore();
}
