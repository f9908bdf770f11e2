import { describe, expect, it } from 'vitest';
import { FrozenSource } from './frozenSource.ts';

const held = { width: 2, height: 1, pixels: new Uint8Array(8).fill(7), capturedAt: 42 };
const scale = ({ width, height }: { width: number; height: number }) =>
  new Uint8Array(width * height * 4).fill(9);

describe('a held picture', () => {
  it('is given out once, and once more whenever it would come out differently', async () => {
    const source = new FrozenSource(held, scale);
    expect(await source.next(() => held)).toBe(held);
    let given = false;
    const next = source
      .next(() => held)
      .then((picture) => {
        given = true;
        return picture;
      });
    await Promise.resolve();
    expect(given).toBe(false);
    source.again();
    source.again();
    expect(await next).toBe(held);
  });

  it('keeps its age, and takes the size that is asked for', async () => {
    const picture = await new FrozenSource(held, scale).next(() => ({ width: 1, height: 1 }));
    expect(picture).toMatchObject({ width: 1, height: 1, capturedAt: 42 });
    expect(picture.pixels).toHaveLength(4);
  });

  it('takes the size that is wanted once it is asked for again, which may be another than when it was waited for', async () => {
    const source = new FrozenSource(held, scale);
    let size = { width: 2, height: 1 };
    await source.next(() => size);
    const next = source.next(() => size);
    size = { width: 4, height: 2 };
    source.again();
    expect(await next).toMatchObject(size);
  });

  it('may be looked at without being used up, for the gallery', async () => {
    const source = new FrozenSource(held, scale);
    expect(await source.peek(held)).toBe(held);
    expect(await source.next(() => held)).toBe(held);
  });

  it('that is video is given so where that is wanted, and to the gallery in RGBA', async () => {
    const video = { planes: 'i420', matrix: 'bt601', full: true, width: 8, height: 4 } as const;
    const taken = { width: 4, height: 2, video, pixels: new Uint8Array(48), capturedAt: 42 };
    const source = new FrozenSource(taken, scale);
    expect(source.video).toEqual(video);
    const seen = await source.peek(taken);
    expect([seen.video, seen.pixels.length]).toEqual([undefined, 32]);
    expect(await source.next(() => ({ width: 6, height: 4, video }))).toEqual({
      ...taken,
      width: 6,
      height: 4,
    });
    source.again();
    expect((await source.next(() => ({ width: 4, height: 2, video: null }))).pixels).toHaveLength(32);
  });
});
