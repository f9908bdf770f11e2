import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Work } from '../studio/work.ts';
import { Wakefulness } from './wakefulness.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const nothing: Work = { recording: false, repainting: false, training: false, still: false };

it('keeps the screen on while a clip is recorded, the machine awake while it works, and neither otherwise', () => {
  let work = nothing;
  let last = 0;
  const held = new Map<number, string>();
  const gaps: number[] = [];
  const blocker = {
    start: (kind: string) => {
      held.set(++last, kind);
      return last;
    },
    stop: (id: number) => {
      held.delete(id);
      gaps.push(held.size);
      return true;
    },
  };
  new Wakefulness(blocker, () => work);
  const during = (change: Partial<Work>): string[] => {
    work = { ...nothing, ...change };
    vi.advanceTimersByTime(5000);
    return [...held.values()];
  };
  expect(during({})).toEqual([]);
  expect(during({ training: true })).toEqual(['prevent-app-suspension']);
  expect(during({ training: true, repainting: true })).toEqual(['prevent-app-suspension']);
  expect(last).toBe(1);
  expect(during({ training: true, recording: true })).toEqual(['prevent-display-sleep']);
  expect(gaps, 'the new one is had before the old one is let go').toEqual([1]);
  expect(during({ repainting: true })).toEqual(['prevent-app-suspension']);
  expect(during({})).toEqual([]);
});
