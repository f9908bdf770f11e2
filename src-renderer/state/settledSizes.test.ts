import { expect, it } from 'vitest';
import { recall, withSize } from './settledSizes.ts';

const work = { device: 'cpu', network: 'swift', fps: 30 };
const size = { width: 512, height: 384 };

it('the size of the same shape is recalled', () => {
  const sizes = withSize(withSize([], work, size), work, { width: 640, height: 360 });
  expect(recall(sizes, work, { width: 640, height: 480 })).toEqual({ ...work, ...size });
  expect(recall(sizes, work, { width: 1920, height: 1080 })).toMatchObject({ width: 640 });
  expect(recall(sizes, { ...work, fps: 60 }, size)).toBeNull();
});

it('a newer size takes the place of the one before; the same one changes nothing', () => {
  const sizes = withSize([], work, size);
  expect(withSize(sizes, work, size)).toBe(sizes);
  expect(withSize(sizes, work, { width: 640, height: 480 })).toEqual([{ ...work, width: 640, height: 480 }]);
});

it('the latest are kept', () => {
  let sizes = withSize([], work, size);
  for (let i = 0; i < 50; i++) sizes = withSize(sizes, { ...work, network: `n${i}` }, size);
  expect(sizes).toHaveLength(32);
  expect(sizes[0]?.network).toBe('n49');
});
