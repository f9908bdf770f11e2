/** Films in real containers around packets that only the coders here understand: a test's whole world of films. */
import {
  ALL_FORMATS,
  AudioSample,
  type AudioTrackMetadata,
  BlobSource,
  BufferTarget,
  CustomAudioDecoder,
  CustomAudioEncoder,
  CustomVideoDecoder,
  CustomVideoEncoder,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MkvOutputFormat,
  MpegTsOutputFormat,
  Output,
  registerDecoder,
  registerEncoder,
  VideoSample,
} from 'mediabunny';
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { Film } from '../film.ts';

const SIZE = { width: 64, height: 48 };
/** So many pictures a film has, ten a second. */
export const PICTURES = 20;
/** What x264 says of 64x48 pictures. */
const SPS = '6742c00ad9047b011000000300100000030140f12264';
const PPS = '68cb83cb20';
const configOf = (sps: string): VideoDecoderConfig => {
  const length = (sps.length / 2).toString(16).padStart(4, '0');
  const avcC = `01${sps.slice(2, 8)}ffe1${length}${sps}010005${PPS}`;
  const description = Uint8Array.from(avcC.match(/../g)!, (two) => parseInt(two, 16));
  return { codec: 'avc1.42c00a', codedWidth: 64, codedHeight: 48, description };
};
const config = configOf(SPS);
/** A beginning of an AC-3 frame: 48 kHz, 192 kbit/s, two channels. */
const AC3 = [0x0b, 0x77, 0, 0, 0x14, 0x40, 0x40];

const idle = (): void => undefined;

/** Takes a packet for a picture. */
export class Decoder extends CustomVideoDecoder {
  static override supports(codec: string): boolean {
    return codec === 'avc';
  }
  override init = idle;
  decode({ timestamp, duration }: EncodedPacket): void {
    const rgba = new Uint8Array(64 * 48 * 4);
    this.onSample(new VideoSample(rgba, { format: 'RGBA', ...PLANE, timestamp, duration }));
  }
  override flush = idle;
  override close = idle;
}
const PLANE = { codedWidth: 64, codedHeight: 48 };

/** Makes a packet of a picture. */
export class Encoder extends CustomVideoEncoder {
  static override supports(codec: string): boolean {
    return codec === 'avc';
  }
  override init = idle;
  encode({ timestamp, duration }: VideoSample, { keyFrame }: VideoEncoderEncodeOptions): void {
    const packet = new EncodedPacket(Uint8Array.of(0, 0, 0, 2, 101, 1), keyFrame ? 'key' : 'delta', timestamp, duration); // prettier-ignore
    this.onPacket(packet, { decoderConfig: config });
  }
  override flush = idle;
  override close = idle;
}

/** What sound encoders were given: its shape, and how long it is. */
export interface Given {
  readonly rate: number;
  readonly channels: number;
  seconds: number;
}

/** Lets a test file's films have sound that is decoded; gives what their encoders are given. It takes 48 kHz alone. */
export function useSound(decoded: { rate: number; channels: number }): Given[] {
  const given: Given[] = [];
  class Ear extends CustomAudioDecoder {
    static override supports = (codec: string): boolean => codec === 'ac3';
    override init = idle;
    decode({ timestamp }: EncodedPacket): void {
      const { rate: sampleRate, channels: numberOfChannels } = decoded;
      const data = new Float32Array((sampleRate * numberOfChannels) / 10);
      this.onSample(new AudioSample({ data, format: 'f32', sampleRate, numberOfChannels, timestamp }));
    }
    override flush = idle;
    override close = idle;
  }
  class Mouth extends CustomAudioEncoder {
    static override supports = (codec: string, { sampleRate }: AudioEncoderConfig): boolean =>
      codec === 'aac' && sampleRate === 48_000;
    override init = idle;
    encode({ timestamp, duration, sampleRate: rate, numberOfChannels: channels }: AudioSample): void {
      const last = given.at(-1);
      if (last?.rate === rate && last.channels === channels) last.seconds += duration;
      else given.push({ rate, channels, seconds: duration });
      const description = Uint8Array.of(0x11, 0x80 | (channels << 3));
      const decoderConfig = { codec: 'mp4a.40.2', sampleRate: rate, numberOfChannels: channels, description };
      this.onPacket(new EncodedPacket(Uint8Array.of(1), 'key', timestamp, duration), { decoderConfig });
    }
    override flush = idle;
    override close = idle;
  }
  beforeAll(() => {
    registerDecoder(Ear);
    registerEncoder(Mouth);
  });
  beforeEach(() => void given.splice(0));
  return given;
}

/** A frame as `VideoSample` takes it for one of the browser's. */
class Frame {
  readonly format = 'RGBX';
  readonly colorSpace = { toJSON: () => ({}) };
  readonly rotation = 0;
  readonly visibleRect = { x: 0, y: 0, ...SIZE };
  readonly timestamp: number;
  readonly duration = 0;
  readonly [key: string]: unknown;
  constructor(_pixels: unknown, init: { timestamp: number }) {
    this.timestamp = init.timestamp;
    for (const kind of ['coded', 'display']) Object.assign(this, { [`${kind}Width`]: 64, [`${kind}Height`]: 48 }); // prettier-ignore
  }
  clone(): this {
    return this;
  }
  close = idle;
}

/** Gives a test file what films need of a browser. */
export function useFilms(): void {
  beforeAll(() => {
    registerDecoder(Decoder);
    registerEncoder(Encoder);
  });
  beforeEach(() => {
    vi.stubGlobal('VideoFrame', Frame);
    const getImageData = (): object => ({ data: new Uint8ClampedArray(64 * 48 * 4) });
    vi.stubGlobal('OffscreenCanvas', function OffscreenCanvas() {
      return { getContext: () => ({ getImageData, clearRect: idle }) };
    });
    vi.spyOn(VideoSample.prototype, 'draw').mockReturnValue(undefined);
  });
  afterEach(() => vi.unstubAllGlobals());
}

/** What a film's sound is like; it has one packet for each picture. */
export interface Heard {
  readonly codec: 'ac3';
  readonly label?: AudioTrackMetadata;
  /** Whether there is one beside this picture. */
  at?(picture: number): boolean;
}

/** Two seconds of a film, from a time on its clock. Its pictures say this of themselves. */
export async function clip(
  sounds: readonly Heard[],
  ending: 'mkv' | 'ts' = 'mkv',
  begin = 0,
  sps = SPS,
): Promise<Blob> {
  const target = new BufferTarget();
  const format = ending === 'ts' ? new MpegTsOutputFormat() : new MkvOutputFormat();
  const output = new Output({ format, target });
  const video = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(video);
  const tracks = sounds.map((heard) => ({ ...heard, source: new EncodedAudioPacketSource(heard.codec) }));
  for (const { source, label } of tracks) output.addAudioTrack(source, label);
  await output.start();
  for (let i = 0; i < PICTURES; i++) {
    const data = Uint8Array.of(0, 0, 0, 6, 0x65, 0x88, 0x84, 0x21, i, 0x80);
    await video.add(new EncodedPacket(data, 'key', begin + i / 10, 0.1), { decoderConfig: configOf(sps) });
    const heard = Uint8Array.from({ length: 768 }, (_, at) => AC3[at] ?? i);
    for (const { source, at } of tracks) {
      if (at?.(i) === false) continue;
      await source.add(new EncodedPacket(heard, 'key', begin + i / 10, 0.1), { decoderConfig: HEARD });
    }
  }
  await output.finalize();
  return new Blob([target.buffer!]);
}
const HEARD = { codec: 'ac-3', numberOfChannels: 2, sampleRate: 48_000 };

/** Repaints a film; gives what was written, and how many bytes of it when each picture was painted. */
export async function repaint(
  film: Film,
  paint = (pixels: Uint8Array<ArrayBuffer>) => Promise.resolve(pixels),
): Promise<{ failure: unknown; input: Input; written: number[] }> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const write = (bytes: Uint8Array): void => void parts.push(bytes.slice());
  const written: number[] = [];
  const running = film.run('The Scream', {
    paint: ({ pixels }) => {
      written.push(parts.reduce((sum, { length }) => sum + length, 0));
      return paint(pixels);
    },
    write,
    progress: () => undefined,
  });
  const failure: unknown = await running.then(() => null, (error: unknown) => error); // prettier-ignore
  const input = new Input({ source: new BlobSource(new Blob(parts)), formats: ALL_FORMATS });
  return { failure, input, written };
}

/** When each packet of a track is heard, in tenths of a second. */
export async function tenths(input: Input, track = 0): Promise<number[]> {
  const times: number[] = [];
  const found = (await input.getAudioTracks())[track]!;
  for await (const { timestamp } of new EncodedPacketSink(found).packets()) times.push(timestamp);
  return times.map((time) => Math.round(time * 10));
}
