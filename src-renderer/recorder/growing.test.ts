/** Over the real Mediabunny: whether its inside is as it is thought to be, and the file the same. */
import {
  AppendOnlyStreamTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { growingOutput } from './growing.ts';

const KEY_EVERY_S = 0.5;

// The header says when it was made.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 0 }));
afterEach(() => void vi.useRealTimers());

function ordinaryOutput(write: (bytes: Uint8Array) => void): Output {
  return new Output({
    format: new Mp4OutputFormat({ fastStart: 'fragmented', minimumFragmentDuration: KEY_EVERY_S * 0.9 }),
    target: new AppendOnlyStreamTarget(new WritableStream<Uint8Array>({ write })),
  });
}

/** A minute of 10 pictures a second, and how many packets are known when all but the end of it is written. */
async function minute(
  open: (write: (bytes: Uint8Array) => void) => Output,
): Promise<{ bytes: number[]; known: number }> {
  const parts: Uint8Array[] = [];
  const output = open((bytes) => void parts.push(bytes.slice()));
  const source = new EncodedVideoPacketSource('vp9');
  output.addVideoTrack(source);
  await output.start();
  const decoderConfig = { codec: 'vp09.00.10.08', codedWidth: 64, codedHeight: 48 };
  for (let i = 0; i < 600; i++) {
    const packet = new EncodedPacket(Uint8Array.of(i & 255), i % 5 === 0 ? 'key' : 'delta', i / 10, 0.1);
    await source.add(packet, { decoderConfig });
  }
  const { _muxer } = output as unknown as { _muxer: { trackDatas: { finalizedChunks: { samples: unknown[] }[] }[] } }; // prettier-ignore
  const known = _muxer.trackDatas[0]!.finalizedChunks.reduce((sum, { samples }) => sum + samples.length, 0);
  await output.finalize();
  return { bytes: parts.flatMap((part) => [...part]), known };
}

it('a growing MP4 knows one packet of each fragment that is written, and is the same file', async () => {
  const all = await minute(ordinaryOutput);
  const few = await minute((write) => growingOutput('mp4', KEY_EVERY_S, write));
  expect(all.known).toBeGreaterThan(500);
  expect(few.known).toBeLessThan(130);
  expect(few.bytes).toEqual(all.bytes);
});
