import { describe, expect, it } from 'vitest';
import {
  type Abilities,
  bitrate,
  clipSize,
  chooseFormat,
  type EncoderName,
  pictureEncoder,
} from './format.ts';

function machine(...things: string[]): Abilities {
  return {
    video: (codec, hardware) => Promise.resolve(things.includes(hardware ? `${codec}!` : codec)),
    audio: (codec, sound) =>
      Promise.resolve(
        things.includes(codec) || things.includes(`${codec} ${sound?.rate}/${sound?.channels}`),
      ),
  };
}

const microphone = { rate: 44_100, channels: 1 };

describe('the form of a clip', () => {
  it.each([
    ['a laptop with everything', machine('avc!', 'avc', 'av1!', 'vp9!', 'vp8', 'aac', 'opus'), 'mp4 avc aac'],
    ['no AAC', machine('avc', 'av1', 'vp9', 'vp8', 'opus'), 'mp4 avc opus'],
    ['AV1 in hardware, H.264 not', machine('avc', 'av1!', 'vp8', 'aac'), 'mp4 av1 aac'],
    ['a Chromium without H.264', machine('av1', 'vp9', 'vp8', 'opus'), 'webm vp8 opus'],
    ['VP9 in hardware', machine('vp9!', 'vp8', 'opus', 'aac'), 'webm vp9 opus'],
    ['no sound at all', machine('vp8'), 'webm vp8 null'],
  ])('with %s', async (_case, can, expected) => {
    const { format, sound } = (await chooseFormat(can, microphone))!;
    expect(`${format.container} ${format.video} ${format.audio}`).toBe(expected);
    expect(sound).toEqual(format.audio && microphone);
  });

  it('is none where nothing can be encoded', async () => {
    expect(await chooseFormat(machine('aac'), microphone)).toBeNull();
  });

  it('is silent where nothing is to be heard', async () => {
    expect(await chooseFormat(machine('avc', 'aac'), null)).toMatchObject({
      format: { audio: null },
      sound: null,
    });
  });

  it.each([
    ['at the usual rate', machine('avc', 'aac 48000/1', 'opus'), 'aac', { rate: 48_000, channels: 1 }],
    [
      'at the usual rate, as two channels',
      machine('avc', 'aac 48000/2'),
      'aac',
      { rate: 48_000, channels: 2 },
    ],
    ['by another encoder', machine('avc', 'opus 16000/1'), 'opus', { rate: 16_000, channels: 1 }],
  ])('encodes what a microphone really gives, or else %s', async (_how, can, audio, sound) => {
    const choice = await chooseFormat(can, { rate: 16_000, channels: 1 });
    expect(choice).toMatchObject({ format: { audio }, sound });
  });

  it('passes over what has failed', async () => {
    const can = machine('avc!', 'avc', 'vp8', 'aac', 'opus');
    const choose = async (...failed: EncoderName[]) => {
      const choice = await chooseFormat(can, microphone, failed);
      return choice && `${pictureEncoder(choice.format)} ${choice.format.audio}`;
    };
    expect(await choose()).toBe('avc-hard aac');
    expect(await choose('avc-hard')).toBe('avc-soft aac');
    expect(await choose('avc-hard', 'aac')).toBe('avc-soft opus');
    expect(await choose('avc-hard', 'avc-soft', 'opus')).toBe('vp8-soft null');
    expect(await choose('avc-hard', 'avc-soft', 'vp8-soft')).toBeNull();
  });
});

it('has more bits for larger pictures, but fewer for each pixel', () => {
  expect(bitrate('good', { width: 640, height: 480 })).toBe(2_500_000);
  const large = bitrate('good', { width: 1280, height: 960 });
  expect(large).toBeGreaterThan(2 * 2_500_000);
  expect(large).toBeLessThan(4 * 2_500_000);
});

it('has an even size, of the same shape and never small', () => {
  const sizes = [641, 480, 256, 192, 256, 144, 1920, 1080, 90, 160];
  const clips = [640, 480, 640, 480, 640, 360, 1920, 1080, 360, 640];
  for (let at = 0; at < sizes.length; at += 2) {
    const [painted, clip] = [sizes, clips].map((all) => ({ width: all[at]!, height: all[at + 1]! }));
    expect(clipSize(painted!)).toEqual(clip);
  }
});
