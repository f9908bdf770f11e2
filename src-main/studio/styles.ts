/** The library of styles: every `.onnx` file in the shipped folder and in the person's own. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ModelDescription } from '../paint/describe.ts';
import type { StyleFile } from '../paint/protocol.ts';
import { messageOf } from '../paint/refusal.ts';
import { MAX_STYLE_BYTES } from '../paint/shelf.ts';
import { StyleId, StyleInfo, type StyleProblem } from './contract.ts';

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
        const { stamp, entry } = await this.#look(path, folder.shipped);
        known.set(path, { stamp, entry });
        if ('problem' in entry) {
          library.problems.push(entry.problem);
        } else if (taken.has(entry.style.id)) {
          const message = `There is a style named "${entry.style.id}" already; rename the file.`;
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
      const { size, mtimeMs } = await stat(path);
      stamp = `${size} ${mtimeMs}`;
      const known = this.#known.get(path);
      if (known?.stamp === stamp) return known;
      const id = StyleId.safeParse(file.replace(/\.onnx$/i, ''));
      if (!id.success) throw new Error("Rename the file: use 1-64 of a-z, 0-9, '-' and '_'.");
      if (size > MAX_STYLE_BYTES) throw new Error('It is larger than 256 MB.');
      const description = this.#describe(await readFile(path));
      const title = description.title ?? titleOf(id.data);
      const style = StyleInfo.parse({ ...description, title, id: id.data, shipped });
      return { stamp, entry: { style, file: { id: id.data, file: path, stamp } } };
    } catch (error) {
      return { stamp, entry: { problem: { file, message: messageOf(error) } } };
    }
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

/** A title for a model that has none: `my_style-2` becomes `My style 2`. */
function titleOf(id: string): string {
  const words = id.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
