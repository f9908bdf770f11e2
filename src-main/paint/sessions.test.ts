import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Session } from '../runtime/types.ts';
import { SessionShelf } from './sessions.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const load = (): Promise<Session> =>
  Promise.resolve({
    inputs: [],
    outputs: [],
    run: () => Promise.resolve({}),
    release: () => Promise.resolve(),
  });

it('has room where what is loaded is of no use any more', async () => {
  const shelf = new SessionShelf(100);
  for (const key of ['a', 'b']) await shelf.obtain(key, 40, [], load);
  expect(shelf.hasRoom(30, 0)).toBe(false);
  vi.advanceTimersByTime(1000);
  const since = performance.now();
  expect(shelf.hasRoom(30, since)).toBe(true);
  expect(shelf.hasRoom(40, since), 'what is as large is of use').toBe(false);
  await shelf.obtain('a', 40, [], load);
  expect(shelf.hasRoom(30, since), 'and what is used').toBe(true);
  shelf.hold(['b']);
  expect(shelf.hasRoom(30, since), 'and what paints live').toBe(false);
});
