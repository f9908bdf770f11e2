/** Asks this browser what it can encode. For workers: the page has no Mediabunny. */
import { canEncodeAudio, canEncodeVideo, Quality } from 'mediabunny';
import type { Size } from '../camera/cover.ts';
import type { Abilities } from './format.ts';

/** Bits a second of sound. */
export const SOUND_BITS = 128_000;

/** What can be encoded at a size and rate. */
export function abilities(size: Size, bitrate: number): Abilities {
  return {
    video: (codec, hardware) =>
      canEncodeVideo(codec, {
        ...size,
        quality: new Quality({ bitrate, bitrateMode: 'variable' }),
        latencyMode: 'realtime',
        hardwareAcceleration: hardware ? 'prefer-hardware' : 'no-preference',
      }),
    audio: (codec, sound) =>
      canEncodeAudio(codec, {
        quality: new Quality({ bitrate: SOUND_BITS }),
        ...(sound && { sampleRate: sound.rate, numberOfChannels: sound.channels }),
      }),
  };
}
