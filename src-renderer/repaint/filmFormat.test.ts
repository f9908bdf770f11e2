import { expect, it } from 'vitest';
import type { Abilities } from '../recorder/format.ts';
import { chooseFilmFormat } from './filmFormat.ts';

const able = (video: readonly string[], audio: readonly string[] = []): Abilities => ({
  video: (codec, hardware) => Promise.resolve(!hardware && video.includes(codec)),
  audio: (codec) => Promise.resolve(audio.includes(codec)),
});

it.each([
  ['aac', ['avc', 'vp9'], [], { container: 'mp4', video: 'avc', sound: 'copy' }],
  ['vorbis', ['avc', 'vp9'], ['opus'], { container: 'webm', video: 'vp9', sound: 'copy' }],
  ['vorbis', ['avc'], ['opus'], { container: 'mp4', video: 'avc', sound: 'opus' }],
  ['pcm-s16', ['vp8'], ['aac'], { container: 'webm', video: 'vp8', sound: null }],
  [null, ['av1'], ['aac'], { container: 'mp4', video: 'av1', sound: null }],
] as const)('keeps %s as it is where %j can be encoded and a container takes both', async (sound, video, audio, expected) => {
  expect(await chooseFilmFormat(able(video, audio), sound)).toEqual({ ...expected, hardware: false });
}); // prettier-ignore

it('prefers hardware, and gives up where nothing can be encoded', async () => {
  const hardware: Abilities = { ...able([]), video: (codec, on) => Promise.resolve(codec === 'avc' && on) };
  expect(await chooseFilmFormat(hardware, null)).toMatchObject({ video: 'avc', hardware: true });
  expect(await chooseFilmFormat(able([]), 'aac')).toBeNull();
});
