import { describe, expect, it } from 'vitest';
import { type Abilities, bitrate, chooseFormat, evenSize } from './format.ts';

function machine(...things: string[]): Abilities {
  return {
    video: (codec, hardware) => Promise.resolve(things.includes(hardware ? `${codec}!` : codec)),
    audio: (codec) => Promise.resolve(things.includes(codec)),
  };
}

describe('the form of a clip', () => {
  it.each([
    ['a laptop with everything', machine('avc!', 'avc', 'av1!', 'vp9!', 'vp8', 'aac', 'opus'), 'mp4 avc aac'],
    ['no AAC', machine('avc', 'av1', 'vp9', 'vp8', 'opus'), 'mp4 avc opus'],
    ['AV1 in hardware, H.264 not', machine('avc', 'av1!', 'vp8', 'aac'), 'mp4 av1 aac'],
    ['a Chromium without H.264', machine('av1', 'vp9', 'vp8', 'opus'), 'webm vp8 opus'],
    ['VP9 in hardware', machine('vp9!', 'vp8', 'opus', 'aac'), 'webm vp9 opus'],
    ['no sound at all', machine('vp8'), 'webm vp8 null'],
  ])('with %s', async (_case, can, expected) => {
    const format = await chooseFormat(can);
    expect(`${format?.container} ${format?.video} ${format?.audio}`).toBe(expected);
  });

  it('is none where nothing can be encoded', async () => {
    expect(await chooseFormat(machine('aac'))).toBeNull();
  });
});

it('has more bits for larger pictures, but fewer for each pixel', () => {
  expect(bitrate('good', { width: 640, height: 480 })).toBe(2_500_000);
  const large = bitrate('good', { width: 1280, height: 960 });
  expect(large).toBeGreaterThan(2 * 2_500_000);
  expect(large).toBeLessThan(4 * 2_500_000);
});

it('has an even size', () => {
  expect(evenSize({ width: 641, height: 480 })).toEqual({ width: 640, height: 480 });
});
