import { describe, expect, it } from 'vitest';
import { placePicture } from './fit.ts';

const picture = { width: 640, height: 480 };

describe('a picture on the stage', () => {
  it('runs to the edges where little of it is lost', () => {
    expect(placePicture({ width: 1000, height: 800 }, picture)).toEqual({
      mode: 'bleed',
      width: 1000,
      height: 800,
    });
  });

  it('hangs whole, with room around it, where much would be lost', () => {
    const placed = placePicture({ width: 1600, height: 600 }, picture);
    expect(placed.mode).toBe('hung');
    expect(placed.height).toBeLessThan(600);
    expect(placed.width / placed.height).toBeCloseTo(4 / 3, 2);
  });

  it('takes no room on a stage without room', () => {
    expect(placePicture({ width: 0, height: 0 }, picture)).toEqual({ mode: 'hung', width: 0, height: 0 });
  });
});
