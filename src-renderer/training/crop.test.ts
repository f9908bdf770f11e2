import { describe, expect, it } from 'vitest';
import { cropBetween, nudge, WHOLE } from './crop.ts';

describe('a crop', () => {
  it('lies between two corners, whichever is pressed first, and inside the painting', () => {
    const crop = { x: 0.25, y: 0.5, width: 0.5, height: 0.25 };
    expect(cropBetween(0.25, 0.5, 0.75, 0.75)).toEqual(crop);
    expect(cropBetween(0.75, 0.75, 0.25, 0.5)).toEqual(crop);
    expect(cropBetween(-1, 0.5, 2, 3)).toEqual({ x: 0, y: 0.5, width: 1, height: 0.5 });
  });

  it('is the whole painting after a mere click', () => {
    expect(cropBetween(0.5, 0.5, 0.51, 0.5)).toEqual(WHOLE);
  });

  it('is moved and resized by keys without leaving the painting', () => {
    const crop = { x: 0.5, y: 0.5, width: 0.25, height: 0.25 };
    expect(nudge(crop, 1, -0.25, false)).toEqual({ ...crop, x: 0.75, y: 0.25 });
    expect(nudge(crop, 1, -1, true)).toEqual({ ...crop, width: 0.5, height: 0.1 });
    expect(nudge(WHOLE, 0.1, 0.1, false)).toEqual(WHOLE);
  });
});
