import {
  BlobSource,
  BufferTarget,
  CustomVideoDecoder,
  EncodedPacket,
  EncodedVideoPacketSource,
  Input,
  Output,
  registerDecoder,
  VideoSample,
  VideoSampleSink,
  WEBM,
  WebMOutputFormat,
} from 'mediabunny';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { OpaqueSampleSink } from './opaque.ts';

const PICTURES = 5;
const SIZE = { codedWidth: 16, codedHeight: 16 };
const idle = (): void => undefined;

/** Whether each packet that came to be decoded said where its picture is transparent. */
let transparent: boolean[];

class Decoder extends CustomVideoDecoder {
  static override supports = (codec: string, { codedWidth }: VideoDecoderConfig): boolean =>
    codec === 'vp9' && codedWidth === SIZE.codedWidth;
  override init = idle;
  decode({ timestamp, duration, sideData }: EncodedPacket): void {
    transparent.push(sideData.alpha !== undefined);
    const pixels = new Uint8Array(16 * 16 * 4);
    this.onSample(new VideoSample(pixels, { format: 'RGBA', ...SIZE, timestamp, duration }));
  }
  override flush = idle;
  override close = idle;
}

beforeAll(() => registerDecoder(Decoder));
beforeEach(() => (transparent = []));

/** A film with holes. */
async function film(): Promise<Input> {
  const target = new BufferTarget();
  const output = new Output({ format: new WebMOutputFormat(), target });
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source, { canBeTransparent: true });
  await output.start();
  const decoderConfig = { codec: 'vp09.00.10.08', ...SIZE };
  const alpha = Uint8Array.of(0x82, 0x49, 0x83, 0x42);
  for (let i = 0; i < PICTURES; i++) {
    const packet = new EncodedPacket(alpha.slice(), i === 0 ? 'key' : 'delta', i / 10, 0.1);
    await source.add(packet.clone({ sideData: { alpha } }), { decoderConfig });
  }
  await output.finalize();
  return new Input({ source: new BlobSource(new Blob([target.buffer!])), formats: [WEBM] });
}

it.each([
  ['as Mediabunny has it', VideoSampleSink, true],
  ['without its transparency', OpaqueSampleSink, false],
])('decodes a film %s', async (_how, Sink, holes) => {
  const input = await film();
  const track = (await input.getPrimaryVideoTrack())!;
  expect(await track.canBeTransparent()).toBe(true);
  const times: number[] = [];
  for await (const sample of new Sink(track).samples()) {
    times.push(Math.round(sample.timestamp * 10));
    sample.close();
  }
  expect(times).toEqual([0, 1, 2, 3, 4]);
  expect(transparent).toEqual(times.map(() => holes));
});
