import { expect, it, vi } from 'vitest';
import { FrameConverter } from './frames.ts';

const SIZE = { width: 2, height: 2 };
const [COPIED, DRAWN] = [1, 2];

/** A canvas on which everything that is drawn comes out as one number. */
class FakeCanvas {
  readonly width: number;
  readonly height: number;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }

  getContext(): object {
    const data = new Uint8ClampedArray(this.width * this.height * 4);
    return { drawImage: () => data.fill(DRAWN), getImageData: () => ({ data }) };
  }
}

function frame(turned: object): VideoFrame {
  return {
    ...{ visibleRect: SIZE, displayWidth: SIZE.width, displayHeight: SIZE.height, ...turned },
    copyTo: (pixels: Uint8Array) => Promise.resolve(pixels.fill(COPIED)),
    close: () => undefined,
  } as unknown as VideoFrame;
}

it('a frame is copied where it lies as it is seen, and drawn where it is to be turned or mirrored', async () => {
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  const converter = new FrameConverter();
  const first = async (turned: object): Promise<number | undefined> =>
    (await converter.convert(frame(turned), SIZE, 'live'))[0];
  expect(await first({})).toBe(COPIED);
  expect(await first({ rotation: 0, flip: false })).toBe(COPIED);
  expect(await first({ rotation: 180 })).toBe(DRAWN);
  // A square stays as large when it is turned.
  expect(await first({ rotation: 90 })).toBe(DRAWN);
  expect(await first({ flip: true })).toBe(DRAWN);
});
