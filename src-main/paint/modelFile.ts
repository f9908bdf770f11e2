/** Reading a model with the files in which its weights lie. */
import { readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkRoom, dataFilesOf, noFileThere, notBeside, withWeights } from './dataFiles.ts';

/** A model that was read. */
export interface ReadModel {
  /** The whole model, be it of one file or of several. */
  readonly bytes: Uint8Array;
  /** The other files that it was put together of, with what marks each. */
  readonly beside: readonly { readonly file: string; readonly mark: string }[];
}

/** Marks a file as it is, or as not there. */
export async function markOf(file: string): Promise<string> {
  return stat(file).then(toMark, () => 'gone');
}

/**
 * Reads a model, and puts weights into it that lie in files beside it.
 * Rejects with a {@link StyleError} when one of those is missing, or cannot be what the model says of it.
 */
export async function readModel(path: string): Promise<ReadModel> {
  const model = await readFile(path);
  const beside: ReadModel['beside'][number][] = [];
  const files = new Map<string, Uint8Array>();
  let size = model.length;
  for (const name of dataFilesOf(model)) {
    const file = join(dirname(path), name);
    const [folder, real] = await Promise.all([realpath(dirname(path)), realpath(file)]).catch(missing(name));
    const stats = await stat(real);
    size += sizeOf(name, { folder, real, stats });
    checkRoom(size);
    beside.push({ file, mark: toMark(stats) });
    files.set(name, await readFile(real));
  }
  return { bytes: withWeights(model, files), beside };
}

/** The same at once, for a painter, which waits for its style with all that it does. */
export function readModelSync(path: string): Uint8Array {
  const model = readFileSync(path);
  const files = new Map<string, Uint8Array>();
  let size = model.length;
  for (const name of dataFilesOf(model)) {
    let real: string;
    try {
      real = realpathSync(join(dirname(path), name));
    } catch (error) {
      return missing(name)(error);
    }
    size += sizeOf(name, { folder: realpathSync(dirname(path)), real, stats: statSync(real) });
    checkRoom(size);
    files.set(name, readFileSync(real));
  }
  return withWeights(model, files);
}

/** A file's size, where it really is one and lies in the folder: a link may lead to whatever the person can read. */
function sizeOf(
  name: string,
  { folder, real, stats }: { folder: string; real: string; stats: Stats },
): number {
  if (dirname(real) !== folder || !stats.isFile()) throw noFileThere(name);
  return stats.size;
}

function missing(name: string): (error: unknown) => never {
  return (error) => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notBeside(name) : error;
  };
}

/** Marks a file as it was found. One that is put in another's place may bring its time along, but not that of the change. */
export function toMark({ size, mtimeMs, ctimeMs }: Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs'>): string {
  return `${size} ${mtimeMs} ${ctimeMs}`;
}
