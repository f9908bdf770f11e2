import { expect, it } from 'vitest';
import {
  formatBytes,
  formatDate,
  formatDuration,
  formatPlace,
  formatList,
  formatNumber,
  formatPercent,
} from './format.ts';

it('writes numbers and parts', () => {
  expect(formatNumber('en', 12345.6)).toBe('12,345.6');
  expect(formatPercent('en', 0.256)).toBe('26%');
  expect(formatPercent('ja', 1)).toBe('100%');
});

it('writes dates in the order of the language', () => {
  const moment = new Date(2026, 2, 9, 17, 5);
  expect(formatDate('en', moment)).toBe('Mar 9, 2026');
  expect(formatDate('ja', moment)).toBe('2026/03/09');
  expect(formatDate('ja', moment, true)).toContain('17:05');
});

it.each([
  [0, '0:00'],
  [7.9, '0:07'],
  [725, '12:05'],
  [3723, '1:02:03'],
  [-1, '0:00'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it('writes a place in a clip to a tenth of a second', () => {
  expect([0.04, 7.96, 59.97, 3723.5].map(formatPlace)).toEqual(['0:00.0', '0:08.0', '1:00.0', '1:02:03.5']);
});

it.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1500, '1.5 kB'],
  [15_400, '15 kB'],
  [2_000_000_000, '2 GB'],
  [5e16, '50,000 TB'],
])('writes %d bytes as %s', (count, text) => {
  expect(formatBytes('en', count)).toBe(text);
});

it('lists things', () => {
  expect(formatList('en', ['a', 'b', 'c'])).toBe('a, b, and c');
  expect(formatList('ja', ['a', 'b', 'c'])).toBe('a、b、c');
});
