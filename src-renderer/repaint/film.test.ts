/** Films in real containers around packets that only the coders of this test understand. */
import {
  ALL_FORMATS,
  BlobSource,
  BufferTarget,
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
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { Film } from './film.ts';
import { FilmError } from './messages.ts';

const SIZE = { width: 64, height: 48 };
const PICTURES = 20;
/** What x264 says of 64x48 pictures. */
const SPS = '6742c00ad9047b011000000300100000030140f12264';
const PPS = '68cb83cb20';
const avcC = Uint8Array.from(`0142c00affe10016${SPS}010005${PPS}`.match(/../g)!, (two) => parseInt(two, 16));
const config = { codec: 'avc1.42c00a', codedWidth: 64, codedHeight: 48, description: avcC };
/** A beginning of an AC-3 frame: 48 kHz, 192 kbit/s, two channels. */
const AC3 = [0x0b, 0x77, 0, 0, 0x14, 0x40, 0x40];

const idle = (): void => undefined;

/** Takes a packet for a picture. */
class Decoder extends CustomVideoDecoder {
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
class Encoder extends CustomVideoEncoder {
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

beforeAll(() => {
  registerDecoder(Decoder);
  registerEncoder(Encoder);
});
beforeEach(() => {
  vi.stubGlobal('VideoFrame', Frame);
  const getImageData = (): object => ({ data: new Uint8ClampedArray(64 * 48 * 4) });
  vi.stubGlobal('OffscreenCanvas', function OffscreenCanvas() {
    return { getContext: () => ({ getImageData }) };
  });
  vi.spyOn(VideoSample.prototype, 'draw').mockReturnValue(undefined);
});
afterEach(() => vi.unstubAllGlobals());

/** Two seconds of a film, with sound that is never decoded here. */
async function clip(sound: 'ac3' | null, ending: 'mkv' | 'ts' = 'mkv'): Promise<Blob> {
  const target = new BufferTarget();
  const format = ending === 'ts' ? new MpegTsOutputFormat() : new MkvOutputFormat();
  const output = new Output({ format, target });
  const video = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(video);
  const audio = sound && new EncodedAudioPacketSource(sound);
  if (audio) output.addAudioTrack(audio);
  await output.start();
  for (let i = 0; i < PICTURES; i++) {
    const data = Uint8Array.of(0, 0, 0, 6, 0x65, 0x88, 0x84, 0x21, i, 0x80);
    await video.add(new EncodedPacket(data, 'key', i / 10, 0.1), { decoderConfig: config });
    const heard = Uint8Array.from({ length: 768 }, (_, at) => AC3[at] ?? i);
    await audio?.add(new EncodedPacket(heard, 'key', i / 10, 0.1), { decoderConfig: HEARD });
  }
  await output.finalize();
  return new Blob([target.buffer!]);
}
const HEARD = { codec: 'ac-3', numberOfChannels: 2, sampleRate: 48_000 };

/** Repaints a film; gives what was written. */
async function repaint(film: Film, paint = (pixels: Uint8Array<ArrayBuffer>) => Promise.resolve(pixels)) {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const write = (bytes: Uint8Array): void => void parts.push(bytes.slice());
  const running = film.run('The Scream', {
    paint: ({ pixels }) => paint(pixels),
    write,
    progress: () => undefined,
  });
  const failure: unknown = await running.then(() => null, (error: unknown) => error); // prettier-ignore
  const input = new Input({ source: new BlobSource(new Blob(parts)), formats: ALL_FORMATS });
  return { failure, input };
}

it('keeps sound that cannot be decoded here, packet by packet, at its times', async () => {
  const film = await Film.open(await clip('ac3'), 'good');
  expect(film.format).toMatchObject({ container: 'mp4', video: 'avc', sound: 'copy' });
  expect(await film.losesSound()).toBe(false);
  const { failure, input } = await repaint(film);
  expect(failure).toBeNull();
  const track = (await input.getPrimaryAudioTrack())!;
  expect(await track.getCodec()).toBe('ac3');
  const times: number[] = [];
  for await (const { timestamp } of new EncodedPacketSink(track).packets()) times.push(timestamp);
  expect(times.map((time) => Math.round(time * 10))).toEqual(Array.from({ length: PICTURES }, (_, i) => i));
  expect(await input.getMetadataTags()).toMatchObject({ title: 'The Scream', comment: 'Pastiche' });
});

it('goes on silent, and says so, where the sound is of a kind that nobody knows', async () => {
  const bytes = new Uint8Array(await (await clip('ac3')).arrayBuffer());
  const id = new TextDecoder('latin1').decode(bytes).indexOf('A_AC3');
  bytes.set(new TextEncoder().encode('A_XXX'), id);
  const film = await Film.open(new Blob([bytes]), 'good');
  expect(film.format).toMatchObject({ container: 'mp4', video: 'avc', sound: null });
  expect(await film.losesSound()).toBe(true);
  const { failure, input } = await repaint(film);
  expect(failure).toBeNull();
  expect(await input.getPrimaryAudioTrack()).toBeNull();
});

it('reads MPEG transport streams', async () => {
  const film = await Film.open(await clip('ac3', 'ts'), 'good');
  expect(film.format).toMatchObject({ container: 'mp4', sound: 'copy' });
});

it('ends as broken when a picture fails late; what was written before plays', async () => {
  const film = await Film.open(await clip(null), 'good');
  let count = 0;
  const { failure, input } = await repaint(film, (pixels) =>
    ++count > 15 ? Promise.reject(new Error('gone')) : Promise.resolve(pixels),
  );
  expect(failure).toBeInstanceOf(FilmError);
  expect(failure).toMatchObject({ trouble: 'broken', message: 'gone' });
  expect(await input.getPrimaryVideoTrack()).not.toBeNull();
});

it('names what cannot be decoded, and what is no film', async () => {
  const own = await clip(null);
  vi.spyOn(Decoder, 'supports').mockReturnValue(false);
  await expect(Film.open(own, 'good')).rejects.toMatchObject({ trouble: 'undecodable', message: 'avc' });
  await expect(Film.open(new Blob(['cat']), 'good')).rejects.toMatchObject({ trouble: 'unreadable' });
});
