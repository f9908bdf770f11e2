import { expect, it } from 'vitest';
import type { Abilities } from '../recorder/format.ts';
import { chooseFilmFormat } from './filmFormat.ts';

const able = (video: readonly string[], audio: readonly string[] = []): Abilities => ({
  video: (codec, hardware) => Promise.resolve(!hardware && video.includes(codec)),
  audio: (codec) => Promise.resolve(audio.includes(codec)),
});

it.each([
  ['aac', true, ['avc', 'vp9'], [], { container: 'mp4', video: 'avc', sound: 'copy' }],
  ['vorbis', true, ['avc', 'vp9'], ['opus'], { container: 'webm', video: 'vp9', sound: 'copy' }],
  ['vorbis', true, ['avc'], ['opus'], { container: 'mp4', video: 'avc', sound: 'opus' }],
  ['pcm-s16', true, ['vp8'], ['aac'], { container: 'webm', video: 'vp8', sound: null }],
  // A browser that decodes it makes of it what every player plays.
  ['ac3', true, ['avc'], ['aac'], { container: 'mp4', video: 'avc', sound: 'aac' }],
  ['ac3', false, ['avc', 'vp9'], ['aac'], { container: 'mp4', video: 'avc', sound: 'copy' }],
  ['dts', false, ['vp9', 'av1'], ['opus'], { container: 'mp4', video: 'av1', sound: 'copy' }],
  ['eac3', false, ['vp9'], ['opus'], { container: 'webm', video: 'vp9', sound: null }],
  [null, false, ['avc'], ['aac', 'opus'], { container: 'mp4', video: 'avc', sound: null }],
] as const)('keeps %s (decodable: %s) where %j and %j can be encoded', async (codec, decodable, video, audio, expected) => {
  const format = await chooseFilmFormat(able(video, audio), { codec, decodable });
  expect(format).toEqual({ ...expected, hardware: false });
}); // prettier-ignore

it('prefers hardware, and gives up where nothing can be encoded', async () => {
  const hardware: Abilities = { ...able([]), video: (codec, on) => Promise.resolve(codec === 'avc' && on) };
  expect(await chooseFilmFormat(hardware, null)).toMatchObject({ video: 'avc', hardware: true });
  expect(await chooseFilmFormat(able([]), { codec: 'aac', decodable: true })).toBeNull();
  expect(await chooseFilmFormat(able(['av1']), null)).toMatchObject({ container: 'mp4', sound: null });
});
