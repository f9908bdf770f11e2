/** Two painters in one process, either of which may hang. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { both, open } from './testing/playedHands.ts';

describe('two hands', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are watched one by one: either may hang while the other paints large pictures', () => {
    for (const hung of ['first', 'second'] as const) {
      const { [hung]: silent, first, second, tell, heard, deaths } = both();
      const other = silent === first ? second : first;
      const paintFor = (ms: number): void => {
        for (let now = 0; now < ms; now += 5000) {
          other.say({ type: 'patience', ms: 12_000 });
          vi.advanceTimersByTime(5000);
          other.say({ type: 'patience', ms: 0 });
        }
      };
      silent.say({ type: 'patience', ms: 30_000 });
      paintFor(45_000);
      expect(deaths(), 'it said that it will take so long').toBe(0);
      silent.say({ type: 'patience', ms: 0 });
      paintFor(15_000);
      expect([silent.sent.at(-1)?.type, deaths()]).toEqual(['ping', 0]);
      paintFor(15_000);
      expect(deaths()).toBe(1);
      tell({ type: 'ping', request: 3 });
      expect(heard('patience'), 'the supervisor watches their process').toEqual([]);
    }
  });

  it('leave a first one that has left the processor for a card to the supervisor, which blames the card', () => {
    const { first, second, tell, heard, deaths } = both();
    first.say({ type: 'ready', device: 'webgpu' });
    tell({ type: 'ping', request: 3 });
    expect(heard('pong'), 'nobody answers for it').toEqual([]);
    expect(first.sent.at(-1)).toEqual({ type: 'ping', request: 3 });
    first.say({ type: 'pong', request: 3 });
    expect(heard('pong')).toEqual([{ type: 'pong', request: 3 }]);
    first.say({ type: 'patience', ms: 5000 });
    second.say({ type: 'patience', ms: 7000 });
    expect(heard('patience')).toEqual([{ type: 'patience', ms: 5000 }]);
    vi.advanceTimersByTime(120_000);
    expect(deaths()).toBe(0);
  });

  it('end their process with a first one that hangs before it can paint', () => {
    const { unable, deaths } = open();
    vi.advanceTimersByTime(30_000);
    expect([unable.length, deaths()]).toEqual([0, 1]);
  });
});
