import { expect, it } from 'vitest';
import { loadNow, wasBusy } from './load.ts';

const before = { all: 10_000, idle: 4000, own: 700 };

it.each([
  ['nothing else runs', { all: 12_000, idle: 5000, own: 1700 }, false],
  ['another process takes half of the processors', { all: 12_000, idle: 4000, own: 1700 }, true],
  ['this process waits for the other', { all: 12_000, idle: 5000, own: 750 }, true],
  ['too little time has passed to tell', { all: 10_100, idle: 4000, own: 710 }, false],
])('tells whether the machine is busy where %s', (_what, after, busy) => {
  expect(wasBusy(before, after)).toBe(busy);
});

it('reads what this process uses of all that there is', () => {
  const first = loadNow();
  while (loadNow().own < first.own + 20);
  const then = loadNow();
  expect(then.all).toBeGreaterThan(then.idle);
  expect(then.all).toBeGreaterThan(then.own);
});
