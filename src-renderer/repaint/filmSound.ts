/** A video's sound on its way into the result: its packets as they are, or decoded and encoded anew. */
import {
  type AudioCodec,
  AudioSample,
  AudioSampleSink,
  AudioSampleSource,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  type InputAudioTrack,
  Quality,
} from 'mediabunny';
import { SOUND_BITS } from '../recorder/abilities.ts';
import type { KeptSound } from './filmFormat.ts';
import { encoding, FilmError } from './messages.ts';

/** The sound of the result, in step with its pictures. */
export interface Sound {
  readonly source: EncodedAudioPacketSource | AudioSampleSource;
  /**
   * Adds what sounds before a time. Pictures wait in memory for sound that is open and has brought nothing: so what
   * has none just then brings silence, or what comes next, and what is at its end is closed.
   */
  until(time: number, shift: number): Promise<void>;
}

/** Shorter gaps are filled by Mediabunny, and a track that begins this late waits for nothing. */
const LEAST_GAP_S = 0.1;
/** Silence is made in pieces: a gap may be hours. */
const SILENCE_S = 1;

/** The sound that a result has of a track. @throws {FilmError} where it cannot be read. */
export async function soundOf(track: InputAudioTrack, how: KeptSound): Promise<Sound> {
  if (how !== 'copy') return encodedSound(track, how);
  const codec = await track.getCodec();
  if (!codec) throw new FilmError('broken');
  return copiedSound(track, codec);
}

function copiedSound(track: InputAudioTrack, codec: AudioCodec): Sound {
  const source = new EncodedAudioPacketSource(codec);
  const packets = new EncodedPacketSink(track).packets();
  let ahead = -Infinity;
  return {
    source,
    async until(time, shift) {
      const decoderConfig = await track.getDecoderConfig();
      // The last one is later than what was asked for: across a gap nothing waits for it.
      while (ahead < time) {
        const next = await packets.next();
        if (next.done) {
          source.close();
          ahead = Infinity;
          return;
        }
        ahead = next.value.timestamp + shift;
        // What encoders put before the beginning is not to be heard.
        if (ahead < 0) continue;
        const moved = shift === 0 ? next.value : next.value.clone({ timestamp: ahead });
        await source.add(moved, decoderConfig ? { decoderConfig } : undefined);
      }
    },
  };
}

async function encodedSound(track: InputAudioTrack, { codec, sound }: KeptSound & object): Promise<Sound> {
  const samples = new AudioSampleSink(track).samples();
  let next = await samples.next();
  // What is decoded tells the truth: some formats name half of their rate.
  const fits =
    next.done === true ||
    (next.value.sampleRate === sound.rate && next.value.numberOfChannels === sound.channels);
  const source = new AudioSampleSource({
    codec,
    quality: new Quality({ bitrate: SOUND_BITS }),
    ...(fits ? {} : { transform: { sampleRate: sound.rate, numberOfChannels: sound.channels } }),
  });
  const encode = async (sample: AudioSample): Promise<void> => {
    await encoding(codec, source.add(sample));
    sample.close();
  };
  let heard = 0;
  return {
    source,
    async until(time, shift) {
      while (!next.done) {
        const sample = next.value;
        const begin = sample.timestamp + shift;
        while (Math.min(begin, time) - heard > LEAST_GAP_S) {
          const silence = silenceLike(sample, heard, Math.min(begin, time, heard + SILENCE_S));
          heard += silence.duration;
          await encode(silence);
        }
        if (begin >= time) return;
        if (shift !== 0) sample.setTimestamp(begin);
        heard = Math.max(heard, begin + sample.duration);
        if (begin >= 0) await encode(sample);
        else sample.close();
        next = await samples.next();
      }
      source.close();
    },
  };
}

/** Silence of a time, in the shape of a piece of sound. */
function silenceLike({ sampleRate, numberOfChannels }: AudioSample, from: number, to: number): AudioSample {
  const data = new Float32Array(Math.round((to - from) * sampleRate) * numberOfChannels);
  return new AudioSample({ data, format: 'f32', sampleRate, numberOfChannels, timestamp: from });
}
