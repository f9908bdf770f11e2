import { expect, it } from 'vitest';
import { closedKind, dragKind, kindOf } from './kinds.ts';
import { coarse, secondsLeft } from './pace.ts';

it.each([
  ['a.JPG', '', 'picture'],
  ['a.avif', 'image/avif', 'picture'],
  ['IMG_1.HEIC', '', 'picture'],
  ['a', 'image/heif', 'picture'],
  ['a.mkv', '', 'video'],
  ['a', 'video/mp4', 'video'],
  ['holiday.M2TS', '', 'video'],
  ['a.AVI', 'video/x-msvideo', null],
  ['a.gif', 'image/gif', null],
  ['a.onnx', '', null],
  ['jpg', '', null],
])('takes %s of type "%s" for %s', (name, type, kind) => {
  expect(kindOf({ name, type })).toBe(kind);
});

it('knows videos that have to be converted first', () => {
  expect(['a.AVI', 'a.wmv', 'a.mp4', 'avi'].map(closedKind)).toEqual(['AVI', 'WMV', null, null]);
});

it('tells what is dragged by its types alone', () => {
  expect(dragKind(['image/png', 'video/mp4'])).toBe('files');
  expect(dragKind([''])).toBe('styles');
  expect(dragKind(['', 'image/png'])).toBe('both');
  expect(dragKind([])).toBe('styles');
});

it('says how long it takes once it can be known, and coarsely', () => {
  expect(secondsLeft(500, 0.5)).toBeNull();
  expect(secondsLeft(9000, 0.001)).toBeNull();
  expect(secondsLeft(10_000, 0.25)).toBe(30);
  expect(secondsLeft(10_000, 1)).toBe(0);
  expect(secondsLeft(10_000, 0.28, 0.1), 'a tenth was done before').toBe(40);
  expect([0, 31, 59, 61, 3599].map(coarse)).toEqual([5, 35, 60, 120, 3600]);
});
