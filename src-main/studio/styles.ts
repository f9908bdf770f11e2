/** The library of styles: every `.onnx` file in the shipped folder and in the person's own. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ModelDescription } from '../paint/describe.ts';
import { markOf, readModel, toMark } from '../paint/modelFile.ts';
import type { StyleFile } from '../paint/protocol.ts';
import { messageOf } from '../paint/refusal.ts';
import { tooLarge } from '../paint/styleSize.ts';
import { StyleId, StyleInfo, type StyleProblem } from './contract.ts';
import { titleOf } from './library/names.ts';

/** Reads a model's metadata; throws when the bytes are no model, saying what is wrong. */
export type DescribeModel = (bytes: Uint8Array) => ModelDescription;

/** A folder with style files. */
export interface StyleFolder {
  path: string;
  shipped: boolean;
}

/** What a scan found. */
export interface Library {
  styles: StyleInfo[];
  problems: StyleProblem[];
  files: StyleFile[];
}

type Entry = { style: StyleInfo; file: StyleFile } | { problem: StyleProblem };

/** What was found in a file when it had this stamp. */
interface Known {
  readonly stamp: string;
  readonly entry: Entry;
  /** Other files in which its weights lie; the stamp is theirs, too. */
  readonly beside: readonly string[];
}

/** Finds style files and reads their metadata; a file is read again only when it has changed. */
export class StyleLibrary {
  readonly #folders: readonly StyleFolder[];
  readonly #describe: DescribeModel;
  #known = new Map<string, Known>();

  constructor(folders: readonly StyleFolder[], describe: DescribeModel) {
    this.#folders = folders;
    this.#describe = describe;
  }

  /** Looks through the folders. A folder that is missing is empty; a bad file becomes a problem. */
  async scan(): Promise<Library> {
    const library: Library = { styles: [], problems: [], files: [] };
    const known = new Map<string, Known>();
    const taken = new Set<string>();
    for (const folder of this.#folders) {
      for (const path of await onnxFiles(folder.path)) {
        const found = await this.#look(path, folder.shipped);
        const { entry } = found;
        known.set(path, found);
        if ('problem' in entry) {
          library.problems.push(entry.problem);
        } else if (taken.has(entry.style.id)) {
          const message = `There is a style with the id "${entry.style.id}" already: rename this file.`;
          library.problems.push({ file: basename(path), message });
        } else {
          taken.add(entry.style.id);
          library.styles.push(entry.style);
          library.files.push(entry.file);
        }
      }
    }
    this.#known = known;
    return library;
  }

  async #look(path: string, shipped: boolean): Promise<Known> {
    const file = basename(path);
    let stamp = '';
    try {
      const stats = await stat(path);
      const { size, mtimeMs, birthtimeMs } = stats;
      const own = toMark(stats);
      const known = this.#known.get(path);
      const marks = await Promise.all((known?.beside ?? []).map(markOf));
      stamp = [own, ...marks].join(' ');
      // What was a problem is looked at again: permissions may have changed, which no stamp shows.
      if (known?.stamp === stamp && 'style' in known.entry) return known;
      const id = StyleId.safeParse(file.replace(/\.onnx$/i, ''));
      if (!id.success) throw new Error("Rename the file: use 1-64 of a-z, 0-9, '-' and '_'.");
      const large = tooLarge(size);
      if (large !== null) throw new Error(`${large} Take it out of the folder.`);
      const { bytes, beside } = await readModel(path);
      stamp = [own, ...beside.map(({ mark }) => mark)].join(' ');
      const description = this.#read(bytes);
      const style = StyleInfo.parse({
        ...description,
        title: description.title ?? titleOf(id.data),
        ...{ id: id.data, shipped, bytes: bytes.length, stamp },
        ...(!shipped && { addedAt: birthtimeMs || mtimeMs }),
      });
      const entry = { style, file: { id: id.data, file: path, stamp } };
      return { stamp, entry, beside: beside.map((other) => other.file) };
    } catch (error) {
      return { stamp, entry: { problem: { file, message: whatToDo(error) } }, beside: [] };
    }
  }

  #read(bytes: Uint8Array): ModelDescription {
    try {
      return this.#describe(bytes);
    } catch (error) {
      const why = messageOf(error).replace(/\.?$/, '.');
      throw new Error(`${why} Put a whole copy in its place, or take it out of the folder.`);
    }
  }
}

/** Why a file cannot be used, and what to do about it. */
function whatToDo(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'It leads nowhere: the file that it stands for is gone.';
    case 'EISDIR':
      return 'It is a folder: only files are styles.';
    case 'EACCES':
    case 'EPERM':
      return 'It may not be read: allow that in its permissions.';
    default:
      return messageOf(error);
  }
}

/** The `.onnx` files in a folder, by name. */
async function onnxFiles(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^[^.].*\.onnx$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
}
