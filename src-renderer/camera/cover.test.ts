import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverCrop } from './cover.ts';

describe('cutting to a shape', () => {
  it('takes everything when the shapes agree', () => {
    expect(coverCrop({ width: 1280, height: 960 }, { width: 640, height: 480 })).toEqual({
      x: 0,
      y: 0,
      width: 1280,
      height: 960,
    });
  });

  it('cuts the sides of a wider picture and the top and bottom of a taller one', () => {
    expect(coverCrop({ width: 1280, height: 720 }, { width: 640, height: 480 })).toEqual({
      x: 160,
      y: 0,
      width: 960,
      height: 720,
    });
    expect(coverCrop({ width: 480, height: 640 }, { width: 640, height: 480 })).toEqual({
      x: 0,
      y: 140,
      width: 480,
      height: 360,
    });
  });

  it('stays inside, keeps the shape and touches two edges, for any sizes', () => {
    const edge = fc.integer({ min: 16, max: 4096 });
    const size = fc.record({ width: edge, height: edge });
    fc.assert(
      fc.property(size, size, (source, target) => {
        const crop = coverCrop(source, target);
        expect(crop.x).toBeGreaterThanOrEqual(-1e-9);
        expect(crop.y).toBeGreaterThanOrEqual(-1e-9);
        expect(crop.x + crop.width).toBeLessThanOrEqual(source.width + 1e-9);
        expect(crop.y + crop.height).toBeLessThanOrEqual(source.height + 1e-9);
        expect(crop.width / crop.height).toBeCloseTo(target.width / target.height, 6);
        expect(Math.min(crop.x, crop.y)).toBeCloseTo(0, 6);
      }),
    );
  });
});
