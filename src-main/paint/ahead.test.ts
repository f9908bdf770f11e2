import { expect, it } from 'vitest';
import { Ahead } from './ahead.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];
const small = { width: 16, height: 16 };
const large = { width: 32, height: 32 };
const rest = (ahead: Ahead): string[] => {
  const taken: string[] = [];
  while (ahead.any) taken.push(ahead.take()!);
  return taken;
};

it('begins with the styles that hang nearest, without the ones in use', () => {
  const ahead = new Ahead();
  ahead.plan(ids, small, 'd', null, 0);
  expect(rest(ahead)).toEqual(['c', 'e', 'b', 'a']);
  ahead.plan(ids, small, 'd', 'c', 0);
  expect(rest(ahead)).toEqual(['e', 'b', 'a']);
});

it('waits for a size to hold, but not for the first one', () => {
  const ahead = new Ahead();
  ahead.plan(ids, small, 'a', null, 0);
  expect([ahead.untilDue(0, -Infinity), ahead.isOverdue(2000)]).toEqual([0, true]);
  ahead.plan(ids, large, 'a', null, 5000);
  expect(ahead.untilDue(5000, -Infinity)).toBe(10_000);
  expect([ahead.isOverdue(14_999), ahead.isOverdue(15_000)]).toEqual([false, true]);
  // Another style at the same size has to wait no longer for that.
  ahead.plan(ids, large, 'b', null, 14_000);
  expect(ahead.untilDue(14_000, 14_000)).toBe(1000);
  ahead.plan(ids, large, 'b', null, 30_000);
  expect([ahead.untilDue(30_000, 30_000), ahead.isOverdue(31_999)], 'in a gap').toEqual([300, false]);
});
