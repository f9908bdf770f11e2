/**
 * From a clip as it was written to an ordinary file: the same packets in a container with a length and an
 * index. Read from disk and written to disk as it goes; only the index is held in memory.
 */
import { type FileHandle, open } from 'node:fs/promises';
import {
  ALL_FORMATS,
  Conversion,
  CustomSource,
  Input,
  type MetadataTags,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type StreamTargetChunk,
  WebMOutputFormat,
} from 'mediabunny';
import { Refusal } from '../../paint/refusal.ts';
import { isOurs } from './describe.ts';
import { toDisk } from './toDisk.ts';
import { wholePart } from './whole.ts';
import { writeAll } from './writeAll.ts';

const PIECE_BYTES = 2 ** 20;

/** A part of a clip, in seconds. */
export interface Cut {
  readonly from: number;
  readonly to: number;
}

/**
 * Copies the packets of a clip into a new file. A clip that was torn off in the middle of a write gives
 * everything before the tear. A cut begins at the key frame at or before its start, so that nothing that
 * was asked for is missing. @throws {Refusal} `disk-failed` when nothing in the file can be shown.
 */
export async function remux(from: string, to: string, type: 'mp4' | 'webm', cut?: Cut): Promise<void> {
  const reading = await open(from, 'r');
  try {
    const writing = await open(to, 'wx');
    try {
      await copyPackets(reading, writing, type, cut);
      await toDisk(writing.sync());
    } finally {
      await writing.close();
    }
  } finally {
    await reading.close();
  }
}

async function copyPackets(
  reading: FileHandle,
  writing: FileHandle,
  type: 'mp4' | 'webm',
  cut: Cut | undefined,
): Promise<void> {
  const input = new Input({ source: await sourceOf(reading, type), formats: ALL_FORMATS });
  const format = type === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat();
  const output = new Output({ format, target: targetOf(writing) });
  try {
    const conversion = await Conversion.init({
      input,
      output,
      // Sound and picture stay as they were encoded, or the clip is refused: never silently encoded again.
      copy: { mode: 'forced', shiftTolerance: Infinity, boundaryPolicy: 'expand' },
      tags: timeKept,
      showWarnings: false,
      ...(cut && { trim: { start: cut.from, end: cut.to } }),
    });
    if (!conversion.isValid || conversion.discardedTracks.length > 0) {
      throw new Refusal('disk-failed', 'There is nothing in this recording that could be shown.');
    }
    await conversion.execute();
  } finally {
    input.dispose();
  }
}

/** What Mediabunny writes of a `date` is its day; as it stands in a clip of ours, in `raw`, it has its time, too. */
function timeKept(tags: MetadataTags): MetadataTags {
  const kept = { ...tags };
  if (isOurs(tags)) delete kept.date;
  return kept;
}

async function sourceOf(handle: FileHandle, type: 'mp4' | 'webm'): Promise<CustomSource> {
  const whole = await wholePart(handle, type);
  return new CustomSource({
    getSize: () => whole,
    read: async (start, end) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    },
    prefetchProfile: 'fileSystem',
  });
}

/** Written in large pieces, each in its place: the length and the index come last and lie in front, too. */
function targetOf(handle: FileHandle): StreamTarget {
  const writable = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => writeAll(handle, data, position),
  });
  return new StreamTarget(writable, { chunked: true, chunkSize: PIECE_BYTES });
}
