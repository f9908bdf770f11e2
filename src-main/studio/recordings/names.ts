/**
 * Names of recordings. A finished one is `2026-11-24 09.05.12 The Scream.mp4`; while it is being written it
 * is `2026-11-24 09.05.12 The Scream.recording-4711-3fa90c.mp4`, which says whose it is: a process, on a machine.
 */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { RecordingType } from '../contract/recordings.ts';
import { markOf, type Writer, writerOf } from './abandoned.ts';

/** Longest name without its ending, in UTF-16 units: file systems allow 255 bytes, and one unit may take three. */
const MOST_UNITS = 70;
/** Longest name that is ours, in bytes of UTF-8: encrypted home folders allow 143, with the marks of what is being written. */
export const MOST_BYTES = 90;
/** What some file system or shell does not take in a name. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;
/** Names that Windows keeps for its devices, with whatever ending; it takes some raised digits for digits. */
const RESERVED = /^(con|conin\$|conout\$|prn|aux|nul|(com|lpt)[\d¹²³])( ?\.|$)/i;
const STAMP = /^(\d{4})-(\d\d)-(\d\d) (\d\d)\.(\d\d)\.(\d\d)(?: (?!\(\d+\)$)(.+?))?(?: \(\d+\))?$/u;
const UNFINISHED = /^(.+)\.recording-([0-9a-f-]+)\.([a-z0-9]+)$/;

/** Makes any text fit for a file's name on every system, of so many bytes at most; empty where nothing is left of it. */
export function fileName(text: string, bytes = Infinity): string {
  const plain = text
    .normalize('NFC')
    .replace(FORBIDDEN, ' ')
    .replace(/\s+/g, ' ')
    // A leading dot hides a file; Windows drops dots and blanks at the end.
    .replace(/^[. ]+|[. ]+$/g, '');
  const name = cutTo(plain, MOST_UNITS, bytes).replace(/[. ]+$/, '');
  return RESERVED.test(name) ? `_${name}` : name;
}

/** The beginning of a text, by whole characters: half of a surrogate pair is none. */
function cutTo(text: string, units: number, bytes: number): string {
  let cut = '';
  for (const character of text) {
    const longer = cut + character;
    if (longer.length > units || Buffer.byteLength(longer) > bytes) break;
    cut = longer;
  }
  return cut;
}

/** The name of a recording begun at a time in a style, without its ending; in the person's own time zone. */
export function recordingName(begun: Date, style: string | null): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${begun.getFullYear()}-${two(begun.getMonth() + 1)}-${two(begun.getDate())}`;
  const time = `${two(begun.getHours())}.${two(begun.getMinutes())}.${two(begun.getSeconds())}`;
  return fileName(`${day} ${time} ${style ?? ''}`, MOST_BYTES);
}

/** The name of a file that was repainted: its own, and the style. The style is not cut off, however long its own is. */
export function repaintedName(source: string, style: string): string {
  const own = fileName(source.slice(0, source.length - extname(source).length), MOST_BYTES) || 'Pastiche';
  const suffix = cutTo(fileName(style), MOST_UNITS / 2, MOST_BYTES / 2);
  if (suffix === '') return own;
  const room = cutTo(own, MOST_UNITS - suffix.length - 3, MOST_BYTES - Buffer.byteLength(suffix) - 3);
  return fileName(`${fileName(room)} - ${suffix}`);
}

/** The name of what is not all of what it is to be. */
export function partName(name: string): string {
  return `${name} (part)`;
}

/** What a name made by {@link recordingName} tells; null for a name that the person gave. */
export function readName(name: string): { begun: Date; style: string | null } | null {
  const found = STAMP.exec(name);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const begun = new Date(year!, month! - 1, day, hour, minute, second);
  return { begun, style: found[7] ?? null };
}

/** The n-th name to try (from 1) when those before are taken. */
export function attempt(name: string, n: number): string {
  return n === 1 ? name : `${name} (${n})`;
}

/** A file in the recordings folder, told by its name. */
export interface ShelfName {
  readonly file: string;
  readonly name: string;
  readonly type: RecordingType;
  /** Who writes it, while it is unfinished. */
  readonly writer: Writer | null;
}

/** How a file's name ends while a process of this machine writes it. */
export function unfinishedEnding(writer: number, type: RecordingType): string {
  return `recording-${markOf(writer)}.${type}`;
}

/** The file's name while a process of this machine writes it. */
export function unfinishedFile(name: string, writer: number, type: RecordingType): string {
  return `${name}.${unfinishedEnding(writer, type)}`;
}

/** Takes a file's name apart; null for files that are no recordings. */
export function shelfName(file: string): ShelfName | null {
  if (file.startsWith('.')) return null;
  const unfinished = UNFINISHED.exec(file);
  const ending = extname(file).slice(1).toLowerCase();
  const type = RecordingType.safeParse(ending === 'jpeg' ? 'jpg' : ending);
  if (!type.success) return null;
  const writer = unfinished && writerOf(unfinished[2]!);
  if (writer) return { file, name: unfinished[1]!, type: type.data, writer };
  return { file, name: file.slice(0, -extname(file).length), type: type.data, writer: null };
}

/**
 * The opaque id of a file in the folder: the same at every start, and no path can be made of it. Some disks and network
 * shares give a name with its accents apart from their letters, whichever way it was written.
 */
export function recordingId(file: string): string {
  return createHash('sha256').update(file.normalize('NFC')).digest('base64url').slice(0, 22);
}
