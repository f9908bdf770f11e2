import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fineSize, isSoftware } from './fineCanvas.ts';

const edges = fc.integer({ min: 16, max: 4096 });

it('covers the stage without losing the shape of the picture, within bounds', () => {
  fc.assert(
    fc.property(edges, edges, edges, edges, (width, height, stageWidth, stageHeight) => {
      const size = fineSize({ width, height }, { width: stageWidth, height: stageHeight });
      if (!size) return;
      expect(size.width).toBeGreaterThan(width);
      expect(size.width).toBeLessThanOrEqual(4 * width);
      expect(size.width * size.height).toBeLessThanOrEqual(2560 * 1920 * 1.01 + size.width + size.height);
      expect(Math.abs(size.width / width - size.height / height)).toBeLessThan(0.1);
    }),
  );
});

it('leaves a picture alone that is about as large as the stage, and a stage that is not there', () => {
  const picture = { width: 640, height: 480 };
  expect(fineSize(picture, { width: 660, height: 480 })).toBeNull();
  expect(fineSize(picture, { width: 300, height: 200 })).toBeNull();
  expect(fineSize(picture, { width: 0, height: 0 })).toBeNull();
  expect(fineSize(picture, { width: 1280, height: 700 })).toEqual({ width: 1280, height: 960 });
});

it.each([
  ['ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)', true],
  ['llvmpipe (LLVM 15.0.7, 256 bits)', true],
  ['ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)', true],
  ['ANGLE (NVIDIA, NVIDIA GeForce RTX 4090 Direct3D11)', false],
  ['Apple M3', false],
])('%s is software: %s', (renderer, software) => {
  expect(isSoftware(renderer)).toBe(software);
});
