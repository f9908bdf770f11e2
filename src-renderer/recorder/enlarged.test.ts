import fc from 'fast-check';
import { expect, it } from 'vitest';
import { snapshotSize } from './enlarged.ts';

const edges = fc.integer({ min: 16, max: 4096 });
const sizes = fc.record({ width: edges, height: edges });
const painted = { width: 320, height: 240 };
const none = { width: 0, height: 0 };

it.each([
  ['covers every pixel of the stage', { width: 1000, height: 600 }, null, { width: 1000, height: 750 }],
  ['is the camera\'s where that sees more', { width: 400, height: 300 }, { width: 1920, height: 1080 }, { width: 1440, height: 1080 }], // prettier-ignore
  ['is the stage\'s where the camera sees less', { width: 960, height: 720 }, { width: 640, height: 480 }, { width: 960, height: 720 }], // prettier-ignore
  [
    'is never smaller than what was painted',
    { width: 100, height: 80 },
    { width: 160, height: 120 },
    painted,
  ],
  ['is that of the painting without a stage', none, null, painted],
  ['ends at 4K', { width: 9000, height: 6750 }, null, { width: 3326, height: 2494 }],
])('a snapshot %s', (_, stage, camera, size) => {
  expect(snapshotSize(painted, stage, camera)).toEqual(size);
});

it('a snapshot keeps the shape of the picture and its bounds, whatever the stage and the camera', () => {
  fc.assert(
    fc.property(sizes, sizes, fc.option(sizes), (picture, stage, camera) => {
      const { width, height } = snapshotSize(picture, stage, camera);
      expect(width).toBeGreaterThanOrEqual(picture.width);
      expect(height).toBeGreaterThanOrEqual(picture.height);
      expect(Math.abs(width / picture.width - height / picture.height)).toBeLessThan(0.1);
      const most = Math.max(3840 * 2160, picture.width * picture.height);
      expect(width * height).toBeLessThanOrEqual(most + width + height);
      if (width * height > 3800 * 2100) return;
      expect(width).toBeGreaterThanOrEqual(stage.width - 1);
      expect(height).toBeGreaterThanOrEqual(stage.height - 1);
    }),
  );
});
