import { describe, expect, it } from 'vitest';
import { Settings } from './contract.ts';
import { lastLook } from './lastLook.ts';

const styles = [
  { id: 'wave', network: 'swift 16x4' },
  { id: 'night', network: 'swift 16x4' },
  { id: 'mine', network: undefined },
];
const settled = (network: string, width: number, fps = 30, device = 'cpu') => ({
  ...{ device, network, fps, width, height: (width * 3) / 4 },
});
const look = (settings: object) => lastLook(Settings.parse(settings), styles);

describe('what the page will most likely ask for first', () => {
  it('is the first style at the usual size where nothing is remembered', () => {
    const size = { width: 640, height: 480 };
    expect(look({})).toEqual({ styleId: 'wave', blendId: null, size });
    expect(look({ styleId: 'deleted', blend: { styleId: 'deleted-too', amount: 0.5 } })?.styleId).toBe(
      'wave',
    );
  });

  it('is the style, the mixture and the size that were chosen', () => {
    const size = { width: 320, height: 240 };
    const blend = { styleId: 'mine', amount: 0.5 };
    expect(look({ styleId: 'night', blend, resolution: size })).toEqual({
      ...{ styleId: 'night', blendId: 'mine', size },
    });
  });

  it('is the latest size that the processor settled on with this network at this rate', () => {
    const others = [
      settled('swift 16x4', 1024, 30, 'webgpu'),
      settled('swift 16x4', 448, 15),
      settled('mine', 320),
    ];
    const settledSizes = [...others, settled('swift 16x4', 384), settled('swift 16x4', 256)];
    expect(look({ styleId: 'night', settledSizes })?.size).toEqual({ width: 384, height: 288 });
    expect(look({ styleId: 'mine', settledSizes })?.size).toEqual({ width: 320, height: 240 });
    expect(look({ settledSizes: others })?.size).toEqual({ width: 640, height: 480 });
  });

  it('is nothing without a style', () => {
    expect(lastLook(Settings.parse({}), [])).toBeNull();
  });
});
