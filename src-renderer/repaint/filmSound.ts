/** A video's sound on its way into the result: its packets as they are, or decoded and encoded anew. */
import {
  type AudioCodec,
  AudioSampleSink,
  AudioSampleSource,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  type InputAudioTrack,
  Quality,
} from 'mediabunny';
import type { FilmFormat } from './filmFormat.ts';

/** The sound of the result, in step with its pictures. */
export interface Sound {
  readonly source: EncodedAudioPacketSource | AudioSampleSource;
  /** Adds what sounds before a time. */
  until(time: number, shift: number): Promise<void>;
}

/** The sound that a result has of a track; null where it has none. */
export async function soundOf(
  track: InputAudioTrack | null,
  how: FilmFormat['sound'],
): Promise<Sound | null> {
  if (!track || how === null) return null;
  if (how !== 'copy') return encodedSound(track, how);
  const codec = await track.getCodec();
  return codec && copiedSound(track, codec);
}

function copiedSound(track: InputAudioTrack, codec: AudioCodec): Sound {
  const source = new EncodedAudioPacketSource(codec);
  const packets = new EncodedPacketSink(track).packets();
  let next: Awaited<ReturnType<typeof packets.next>> | null = null;
  return {
    source,
    async until(time, shift) {
      const decoderConfig = await track.getDecoderConfig();
      next ??= await packets.next();
      while (!next.done && next.value.timestamp + shift < time) {
        const packet = next.value;
        const timestamp = packet.timestamp + shift;
        // What encoders put before the beginning is not to be heard.
        if (timestamp >= 0) {
          const moved = shift === 0 ? packet : packet.clone({ timestamp });
          await source.add(moved, decoderConfig ? { decoderConfig } : undefined);
        }
        next = await packets.next();
      }
    },
  };
}

function encodedSound(track: InputAudioTrack, codec: 'aac' | 'opus'): Sound {
  const source = new AudioSampleSource({ codec, quality: new Quality({ bitrate: 160_000 }) });
  const samples = new AudioSampleSink(track).samples();
  let next: Awaited<ReturnType<typeof samples.next>> | null = null;
  return {
    source,
    async until(time, shift) {
      next ??= await samples.next();
      while (!next.done && next.value.timestamp + shift < time) {
        const sample = next.value;
        if (shift !== 0) sample.setTimestamp(sample.timestamp + shift);
        if (sample.timestamp >= 0) await source.add(sample);
        sample.close();
        next = await samples.next();
      }
    },
  };
}
