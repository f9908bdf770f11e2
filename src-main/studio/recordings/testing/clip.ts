/** Clips for tests: real containers around packets that no decoder looks at. */
import {
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type StreamTargetChunk,
  WebMOutputFormat,
} from 'mediabunny';

/** When they say that they were begun. */
export const BEGUN = Date.UTC(2026, 10, 24, 9, 5, 12, 345);

/** Makes the bytes of a clip as the page writes it: 10 pictures a second, a key frame every half. */
export async function writtenClip(type: 'mp4' | 'webm', seconds: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data }) => void parts.push(data),
  });
  const format =
    type === 'mp4'
      ? new Mp4OutputFormat({ fastStart: 'fragmented', minimumFragmentDuration: 0.4 })
      : new WebMOutputFormat({ appendOnly: true });
  const output = new Output({ format, target: new StreamTarget(writable) });
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source);
  const raw = { [type === 'mp4' ? '©day' : 'DATE']: new Date(BEGUN).toISOString() };
  output.setMetadataTags({ title: 'The Scream', comment: 'Pastiche', raw });
  await output.start();
  const decoderConfig = { codec: 'vp09.00.10.08', codedWidth: 64, codedHeight: 48 };
  for (let i = 0; i < seconds * 10; i++) {
    const data = Uint8Array.from({ length: 400 + i }, (_, at) => (at * 7 + i) & 255);
    const packet = new EncodedPacket(data, i % 5 === 0 ? 'key' : 'delta', i / 10, 0.1);
    await source.add(packet, { decoderConfig });
  }
  await output.finalize();
  return Buffer.concat(parts);
}
