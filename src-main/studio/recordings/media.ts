/** How a recording is served to the page's player: pure, so that both shells answer alike. */
import { stat } from 'node:fs/promises';
import type { RecordingType } from '../contract/recordings.ts';

/** The path under which the page finds recordings, followed by an id. */
export const MEDIA_PATH = '/recordings/';

/** What to answer to a request for a recording; bytes `start` to `end`, both included, of `path`. */
export interface MediaAnswer {
  readonly status: 200 | 206 | 404 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly path: string; readonly start: number; readonly end: number };
}

const types: Readonly<Record<RecordingType, string>> = {
  mp4: 'video/mp4',
  webm: 'video/webm',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** A recording that is not there. */
export const noMedia: MediaAnswer = { status: 404, headers: {} };

/** Answers with a file, or the part of it that was asked for. */
export async function mediaAnswer(
  path: string,
  type: RecordingType,
  range: string | null,
): Promise<MediaAnswer> {
  const { size } = await stat(path);
  const wanted = parseRange(range, size);
  const headers = { 'Content-Type': types[type], 'Accept-Ranges': 'bytes' };
  if (wanted === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` } };
  }
  const { start, end } = wanted ?? { start: 0, end: size - 1 };
  const length = { 'Content-Length': String(end - start + 1) };
  const body = size === 0 ? {} : { body: { path, start, end } };
  if (!wanted) return { status: 200, headers: { ...headers, ...length }, ...body };
  return {
    status: 206,
    headers: { ...headers, ...length, 'Content-Range': `bytes ${start}-${end}/${size}` },
    ...body,
  };
}

/**
 * Reads a Range header. Null: the whole file is meant, also where the header makes no sense or asks for
 * several parts, which a server may ignore.
 */
export function parseRange(
  range: string | null,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range?.trim() ?? '');
  if (!found) return null;
  const [from, to] = [found[1] ?? '', found[2] ?? ''];
  if (from === '') {
    if (to === '') return null;
    const last = Math.min(Number(to), size);
    return last === 0 ? 'unsatisfiable' : { start: size - last, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}
