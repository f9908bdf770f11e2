/** What is made of which file: from the inputs and `--out`, a file or a folder. */
import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import process from 'node:process';
import type { PictureFormat } from '../../src-main/paint/large/pictureFile.ts';
import { messageOf } from '../../src-main/paint/refusal.ts';
import { attempt, repaintedName } from '../../src-main/studio/recordings/names.ts';
import { isOneFile } from '../../src-main/studio/recordings/place.ts';
import { isFolder, makeFolder } from '../../src-main/train/makeFolder.ts';
import { fail } from './cli.ts';

/** Pictures that are written, by their endings. */
export const PICTURES: Readonly<Record<string, PictureFormat>> = {
  '.jpg': 'jpg', '.jpeg': 'jpg', '.png': 'png', '.webp': 'webp', '.avif': 'avif', '.tif': 'tiff', '.tiff': 'tiff',
}; // prettier-ignore
/** Videos that are written. */
const VIDEOS = ['.mp4', '.webm', '.mkv', '.mov', '.m4v', '.avi'];
/** Videos that are read, and written as MP4. */
const READ = ['.ts', '.mts', '.m2ts', '.mpg', '.mpeg', '.wmv', '.flv', '.3gp', '.vob', '.ogv'];

/** The ending that decides what a file is; lower case. */
export function endingOf(file: string): string {
  return extname(file).toLowerCase();
}

/** One file, and what is made of it. */
export interface Piece {
  readonly input: string;
  readonly output: string;
  /** Null: a video. */
  readonly picture: PictureFormat | null;
}

/**
 * Sees to a file's folder. `sources` are files that it is made from; what is undefined is none.
 * @throws {UsageError} where the file cannot be written, before the work that would be lost, or is one of its sources.
 */
export async function makeRoomFor(file: string, ...sources: (string | undefined)[]): Promise<void> {
  const folder = dirname(file);
  for (const source of sources) {
    if (source !== undefined && (await isOneFile(file, source).catch(() => false)))
      fail(`${file} is also what it is made from, which would be lost: write into another file`);
  }
  try {
    await makeFolder(folder);
    // Root may write anywhere, and still there are folders that take nothing.
    const trial = join(folder, `.pastiche-${randomBytes(6).toString('hex')}`);
    await writeFile(trial, '', { flag: 'wx' });
    await rm(trial);
  } catch (error) {
    fail(
      `${file} cannot be written, because nothing can be put into the folder ${folder} (${messageOf(error)}): give it another place`,
    );
  }
  if (await isFolder(file)) fail(`${file} is a folder: give the name of a file`);
}

/**
 * One input goes into a file, or into a folder; several go into a folder, each under its own name and the
 * style's. @throws {UsageError} when an ending says nothing, two would be written into one file, or an input is a folder.
 */
export async function planOutputs(inputs: readonly string[], out: string, style: string): Promise<Piece[]> {
  const [only] = inputs;
  for (const input of inputs) {
    if (await isFolder(input)) fail(`${input} is a folder: give files, such as ${join(input, '*.jpg')}`);
  }
  const intoFolder = /[/\\]$/.test(out) || (await isFolder(out));
  if (only !== undefined && inputs.length === 1 && !intoFolder) return [pieceOf(only, out)];
  if (!intoFolder && isWritten(endingOf(out))) {
    fail(`--out ${out}: ${inputs.length} inputs do not fit into one file; give a folder`);
  }
  const taken = new Set(inputs.map(placeOf));
  return inputs.map((input) => {
    const ending = writtenEnding(input);
    for (let n = 1; ; n++) {
      const output = join(out, `${attempt(repaintedName(basename(input), style), n)}${ending}`);
      if (taken.has(placeOf(output))) continue;
      taken.add(placeOf(output));
      return pieceOf(input, output);
    }
  });
}

/** To Windows and Macs, names that differ by case or by how accents are stored are one. */
function placeOf(file: string): string {
  return resolve(file).normalize('NFC').toLowerCase();
}

/**
 * The files that inputs such as `photos/*.jpg` stand for, sorted. Elsewhere the shell has seen to that; Windows' hands
 * them over as they are, and no file there has such a name. What stands for none stays, to be told of.
 */
export async function filesMeant(inputs: readonly string[], platform = process.platform): Promise<string[]> {
  if (platform !== 'win32') return [...inputs];
  const meant = inputs.map(async (input) => {
    const pattern = basename(input);
    if (!/[*?]/.test(pattern)) return [input];
    const text = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    const matcher = new RegExp(`^${text}$`, 'iu');
    const names = await readdir(dirname(input)).catch(() => []);
    const found = names.filter((name) => matcher.test(name)).sort();
    return found.length > 0 ? found.map((name) => join(dirname(input), name)) : [input];
  });
  return (await Promise.all(meant)).flat();
}

function pieceOf(input: string, output: string): Piece {
  const ending = endingOf(output);
  if (!isWritten(ending)) {
    fail(`--out ${output}: let the name end in one of ${[...Object.keys(PICTURES), ...VIDEOS].join(' ')}`);
  }
  const picture = PICTURES[ending] ?? null;
  if (picture !== null && [...VIDEOS, ...READ].includes(endingOf(input)))
    fail(`--out ${output}: ${input} is a video, so let the name end in one of ${VIDEOS.join(' ')}`);
  return { input, output, picture };
}

function isWritten(ending: string): boolean {
  return Object.hasOwn(PICTURES, ending) || VIDEOS.includes(ending);
}

function writtenEnding(input: string): string {
  const ending = endingOf(input);
  if (isWritten(ending)) return ending;
  if (READ.includes(ending)) return '.mp4';
  return fail(
    `${input}: its ending says neither that it is a picture nor that it is a video; give --out a file`,
  );
}
