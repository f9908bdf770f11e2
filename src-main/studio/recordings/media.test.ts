import { expect, it } from 'vitest';
import { parseRange } from './media.ts';

it.each([
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=20-10', null],
  ['bytes=0-1,5-6', null],
  ['bytes=-', null],
  ['lines=0-1', null],
  ['bytes=99999999999999999999-', null],
  [null, null],
])('of 100 bytes, %s means %o', (header, expected) => {
  expect(parseRange(header, 100)).toEqual(expected);
});

it('knows that an empty file has no parts', () => {
  expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
});
