/**
 * From a clip as it was written to an ordinary file: the same packets in a container with a length and an
 * index. Read from disk and written to disk as it goes; only the index is held in memory.
 */
import { open } from 'node:fs/promises';
import {
  ALL_FORMATS,
  Conversion,
  FilePathSource,
  FilePathTarget,
  Input,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
} from 'mediabunny';
import { Refusal } from '../../paint/refusal.ts';
import { wholePart } from './whole.ts';

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
  const source = new FilePathSource(from).slice(0, await wholePart(from, type));
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    const format = type === 'mp4' ? new Mp4OutputFormat({ fastStart: false }) : new WebMOutputFormat();
    const output = new Output({ format, target: new FilePathTarget(to, { chunked: true, chunkSize: 2 ** 20 }) });
    const conversion = await Conversion.init({
      input,
      output,
      // Sound and picture stay as they were encoded, or the clip is refused: never silently encoded again.
      copy: { mode: 'forced', shiftTolerance: Infinity, boundaryPolicy: 'expand' },
      showWarnings: false,
      ...(cut && { trim: { start: cut.from, end: cut.to } }),
    });
    if (!conversion.isValid || conversion.discardedTracks.length > 0) {
      await output.cancel().catch(() => undefined);
      throw new Refusal('disk-failed', 'There is nothing in this recording that could be shown.');
    }
    await conversion.execute();
  } finally {
    input.dispose();
  }
  const handle = await open(to, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
