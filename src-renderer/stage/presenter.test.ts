import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Presenter } from './presenter.ts';
import type { Shown } from './pump.ts';

const PERIOD_MS = 40;

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function stage() {
  const drawn: [name: number, at: number][] = [];
  const presenter = new Presenter(
    (shown) => drawn.push([shown.paintMs, Date.now()]),
    () => Date.now(),
  );
  /** Picture number `n`, taken on the camera's beat; `paintMs` is its name. */
  const picture = (n: number): Shown => {
    const taken = { width: 1, height: 1, pixels: new Uint8Array(4), capturedAt: n * PERIOD_MS };
    return { ...taken, original: taken, styleId: 'wave', paintMs: n };
  };
  /** Shows the next pictures, which are ready so long after they were taken; then lets time pass. */
  let next = 0;
  const play = (ages: readonly number[]): void => {
    for (const age of ages) {
      const n = next++;
      vi.advanceTimersByTime(Math.max(0, n * PERIOD_MS + age - Date.now()));
      presenter.show(picture(n), false);
    }
  };
  return { presenter, drawn, picture, play };
}

const unevenly = Array.from({ length: 20 }, (_, i) => (i % 2 ? 30 : 10));

describe('the stage', () => {
  it('shows pictures that come evenly as they come', () => {
    const { drawn, play } = stage();
    play([10, 10, 10]);
    expect(drawn).toEqual([
      [0, 10],
      [1, 50],
      [2, 90],
    ]);
  });

  it('shows each that came unevenly once, in order and evenly', () => {
    const { drawn, play } = stage();
    play(unevenly);
    vi.advanceTimersByTime(100);
    expect(drawn.map(([name]) => name)).toEqual(unevenly.map((_, i) => i));
    const late = drawn.slice(10).map(([, at]) => at);
    for (const [i, at] of late.slice(1).entries())
      expect(Math.abs(at - late[i]! - PERIOD_MS)).toBeLessThanOrEqual(5);
  });

  it('shows at once what may not wait, after what still waits', () => {
    const { presenter, drawn, picture, play } = stage();
    play([...unevenly, 10]);
    expect(drawn.at(-1)?.[0]).toBe(19);
    presenter.show(picture(21), true);
    expect(drawn.slice(-2).map(([name]) => name)).toEqual([20, 21]);
    const { length } = drawn;
    vi.advanceTimersByTime(1000);
    expect(drawn).toHaveLength(length);
  });

  it('forgets what waits when it is told to', () => {
    const { presenter, drawn, play } = stage();
    play([...unevenly, 10]);
    const { length } = drawn;
    presenter.clear();
    vi.advanceTimersByTime(1000);
    expect(drawn).toHaveLength(length);
  });
});
