import { expect, it } from 'vitest';
import type { Abilities } from '../recorder/format.ts';
import { chooseFilmFormat } from './filmFormat.ts';

const able = (video: readonly string[], audio: readonly string[] = []): Abilities => ({
  video: (codec, hardware) => Promise.resolve(!hardware && video.includes(codec)),
  audio: (codec) => Promise.resolve(audio.includes(codec)),
});
const shape = { rate: 44_100, channels: 2 };
const encoded = (codec: string): object => ({ codec, sound: shape });

it.each([
  ['aac', true, ['avc', 'vp9'], [], { container: 'mp4', video: 'avc', sounds: ['copy'] }],
  ['vorbis', true, ['avc', 'vp9'], ['opus'], { container: 'webm', video: 'vp9', sounds: ['copy'] }],
  ['vorbis', true, ['avc'], ['opus'], { container: 'mp4', video: 'avc', sounds: [encoded('opus')] }],
  ['pcm-s16', true, ['vp8'], ['aac'], { container: 'webm', video: 'vp8', sounds: [null] }],
  // A browser that decodes it makes of it what every player plays.
  ['ac3', true, ['avc'], ['aac'], { container: 'mp4', video: 'avc', sounds: [encoded('aac')] }],
  ['ac3', false, ['avc', 'vp9'], ['aac'], { container: 'mp4', video: 'avc', sounds: ['copy'] }],
  ['dts', false, ['vp9', 'av1'], ['opus'], { container: 'mp4', video: 'av1', sounds: ['copy'] }],
  ['eac3', false, ['vp9'], ['opus'], { container: 'webm', video: 'vp9', sounds: [null] }],
  [null, false, ['avc'], ['aac', 'opus'], { container: 'mp4', video: 'avc', sounds: [null] }],
] as const)('keeps %s (decodable: %s) where %j and %j can be encoded', async (codec, decodable, video, audio, expected) => {
  const format = await chooseFilmFormat(able(video, audio), [{ codec, decodable, ...shape }]);
  expect(format).toEqual({ ...expected, hardware: false });
}); // prettier-ignore

it('encodes sound in a shape that the encoder takes', async () => {
  const usual: Abilities = { ...able(['avc']), audio: (codec, sound) => Promise.resolve(codec === 'aac' && sound?.rate === 48_000) }; // prettier-ignore
  const sound = { codec: 'pcm-s16', decodable: true, rate: 8000, channels: 1 };
  const { sounds } = (await chooseFilmFormat(usual, [sound]))!;
  expect(sounds).toEqual([{ codec: 'aac', sound: { rate: 48_000, channels: 1 } }]);
});

it('keeps further tracks as the container of the main one allows', async () => {
  const tracks = ['vorbis', 'opus', 'aac', null].map((codec) => ({ codec, decodable: codec === 'aac', ...shape }));
  const format = await chooseFilmFormat(able(['avc', 'vp9'], ['opus']), tracks);
  expect(format).toMatchObject({ container: 'webm', sounds: ['copy', 'copy', encoded('opus'), null] });
}); // prettier-ignore

it('prefers hardware, passes over what has failed, and gives up where nothing can be encoded', async () => {
  const hardware: Abilities = { ...able([]), video: (codec) => Promise.resolve(codec === 'avc') };
  expect(await chooseFilmFormat(hardware, [])).toMatchObject({ video: 'avc', hardware: true });
  const failed = new Set(['avc-hard'] as const);
  expect(await chooseFilmFormat(hardware, [], failed)).toMatchObject({ video: 'avc', hardware: false });
  expect(await chooseFilmFormat(able([]), [{ codec: 'aac', decodable: true, ...shape }])).toBeNull();
  expect(await chooseFilmFormat(able(['av1']), [])).toMatchObject({ container: 'mp4', sounds: [] });
});
