/** For tests: a machine that slept. */
import { stat } from 'node:fs/promises';
import { expect, vi } from 'vitest';

/** With fake timers: what was set for so many milliseconds is due, an hour late. */
export function afterSleep(ms: number): void {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
  vi.advanceTimersByTime(ms);
  clock.mockRestore();
}

/** Turns of the loop after which who does not wait on has said so. */
const TURNS = 20;

/**
 * What waits for so many milliseconds waits as long again where the machine slept meanwhile; gives what comes then.
 * @param begun when it waits; left out, at once.
 */
export async function outlastsSleep<T>(
  ms: number,
  begin: () => Promise<T>,
  begun?: Promise<unknown>,
): Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const waits = begin();
    // Not what it came to: of a failure that told of it, too, tests would take that for what came in the end.
    let settled = false;
    const settle = (): void => void (settled = true);
    waits.then(settle, settle);
    await begun;
    expect(vi.getTimerCount(), 'it waits').toBeGreaterThan(0);
    afterSleep(ms);
    // Who gave up may first end a request, or look at a file.
    for (let turns = 0; turns < TURNS; turns++) {
      await stat(import.meta.filename);
      await new Promise(setImmediate);
    }
    expect(settled, 'it waits on').toBe(false);
    vi.advanceTimersByTime(ms);
    return await waits;
  } finally {
    vi.useRealTimers();
  }
}
