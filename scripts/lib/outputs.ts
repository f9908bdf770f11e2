/** What is made of which file: from the inputs and `--out`, a file or a folder. */
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { PictureFormat } from '../../src-main/paint/large/pictureFile.ts';
import { attempt, repaintedName } from '../../src-main/studio/recordings/names.ts';
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
 * One input goes into a file, or into a folder; several go into a folder, each under its own name and the
 * style's. @throws {UsageError} when an ending says nothing, or two would be written into one file.
 */
export async function planOutputs(inputs: readonly string[], out: string, style: string): Promise<Piece[]> {
  const [only] = inputs;
  const isFolder = /[/\\]$/.test(out) || ((await stat(out).catch(() => null))?.isDirectory() ?? false);
  if (only !== undefined && inputs.length === 1 && !isFolder) return [pieceOf(only, out)];
  if (!isFolder && isWritten(endingOf(out))) {
    fail(`--out ${out}: ${inputs.length} inputs do not fit into one file; give a folder`);
  }
  const taken = new Set(inputs.map((input) => resolve(input)));
  return inputs.map((input) => {
    const ending = writtenEnding(input);
    for (let n = 1; ; n++) {
      const output = join(out, `${attempt(repaintedName(basename(input), style), n)}${ending}`);
      if (taken.has(resolve(output))) continue;
      taken.add(resolve(output));
      return pieceOf(input, output);
    }
  });
}

function pieceOf(input: string, output: string): Piece {
  const ending = endingOf(output);
  if (!isWritten(ending)) {
    fail(`--out ${output}: let the name end in one of ${[...Object.keys(PICTURES), ...VIDEOS].join(' ')}`);
  }
  return { input, output, picture: PICTURES[ending] ?? null };
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
