/** What a file on the shelf is: length and size of its picture, read from the file itself. */
import { open } from 'node:fs/promises';
import type { MetadataTags } from 'mediabunny';
import { loadSharp } from '../../process/lazy.ts';
import type { RecordingType } from '../contract/recordings.ts';

/** What is shown of a clip or picture; `seconds` is null for pictures. */
export interface MediaFacts {
  readonly seconds: number | null;
  readonly width: number;
  readonly height: number;
  /** The style that the recorder wrote into a clip: it outlives another name. */
  readonly style?: string | null;
  /** When the recorder began a clip, in milliseconds since 1970: it outlives another name, and copies. */
  readonly begun?: number | null;
}

/** In the comment of clips that Pastiche recorded, and the title of those without a style. */
const OURS = 'Pastiche';
const DAY_MS = 24 * 3600 * 1000;

/** Whether Pastiche recorded a clip. */
export function isOurs({ comment }: MetadataTags): boolean {
  return comment === OURS;
}

/** Whether files of a type are moving pictures with sound. */
export function isClip(type: RecordingType): type is 'mp4' | 'webm' {
  return type === 'mp4' || type === 'webm';
}

/** Reads a file's facts; null for one that is no such thing. Rejects where it cannot be read now: somebody holds it. */
export async function readFacts(path: string, type: RecordingType): Promise<MediaFacts | null> {
  try {
    return isClip(type) ? await clipFacts(path) : await pictureFacts(path);
  } catch (error) {
    // What the disk says names the call that failed. Of what sharp cannot open it says no more than of what it cannot decode.
    if (error instanceof Error && 'syscall' in error) throw error;
    await lookInto(path);
    return null;
  }
}

/** Rejects where a file cannot be opened and read. */
async function lookInto(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.read(Buffer.alloc(1), 0, 1, 0);
  } finally {
    await handle.close();
  }
}

async function clipFacts(path: string): Promise<MediaFacts | null> {
  const { ALL_FORMATS, FilePathSource, Input } = await import('mediabunny');
  const input = new Input({
    source: new FilePathSource(path, { handleUnhandledError: () => undefined }),
    formats: ALL_FORMATS,
  });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track) return null;
    const [seconds, width, height, tags] = await Promise.all([
      input.computeDuration(),
      track.getDisplayWidth(),
      track.getDisplayHeight(),
      input.getMetadataTags().catch((): MetadataTags => ({})),
    ]);
    if (!isOurs(tags)) return { seconds, width, height };
    const { title, date } = tags;
    const style = title !== OURS ? (title ?? null) : null;
    // Clips of older versions know the day only, which no more says when they were begun than it names another.
    const begun = date && date.getTime() % DAY_MS !== 0 ? date.getTime() : null;
    return { seconds, width, height, style, begun };
  } finally {
    input.dispose();
  }
}

async function pictureFacts(path: string): Promise<MediaFacts | null> {
  const sharp = await loadSharp();
  const { width, height } = await sharp(path).metadata();
  return { seconds: null, width, height };
}
