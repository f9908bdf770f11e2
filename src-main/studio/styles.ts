/** The library of styles: every `.onnx` file in the shipped folder and in the person's own. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ModelDescription } from '../paint/describe.ts';
import { markOf, readModel, toMark } from '../paint/modelFile.ts';
import type { FoundStyle, StyleFile } from '../paint/protocol.ts';
import { messageOf } from '../paint/refusal.ts';
import { tooLarge } from '../paint/styleSize.ts';
import { StyleId, StyleInfo, type StyleProblem } from './contract.ts';
import type { KnownStyle, KnownStyles } from './library/knownStyles.ts';
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

/** Where what is known of styles stays from one start to the next. */
export type Kept = Pick<KnownStyles, 'read' | 'keep'>;

/** Finds style files and reads their metadata; a file is read again only when it has changed. */
export class StyleLibrary {
  readonly #folders: readonly StyleFolder[];
  readonly #describe: DescribeModel;
  readonly #kept: Kept | undefined;
  /** By the path of a style's file; undefined before the first scan. */
  #known: ReadonlyMap<string, KnownStyle> | undefined;

  constructor(folders: readonly StyleFolder[], describe: DescribeModel, kept?: Kept) {
    this.#folders = folders;
    this.#describe = describe;
    this.#kept = kept;
  }

  /** Looks through the folders. A folder that is missing is empty; a bad file becomes a problem. */
  async scan(): Promise<Library> {
    const library: Library = { styles: [], problems: [], files: [] };
    const before = this.#known ?? new Map((await this.#kept?.read())?.map((each) => [each.path, each]));
    const known = new Map<string, KnownStyle>();
    const taken = new Set<string>();
    for (const folder of this.#folders) {
      for (const path of await onnxFiles(folder.path)) {
        const file = basename(path);
        try {
          const look = await this.#look(path, folder.shipped, before.get(path));
          known.set(path, look);
          const { style, found } = look;
          const { id, stamp } = style;
          if (taken.has(id))
            throw new Error(`There is a style with the id "${id}" already: rename this file.`);
          taken.add(id);
          library.styles.push(style);
          library.files.push({ id, file: path, stamp, ...(found && { found }) });
        } catch (error) {
          library.problems.push({ file, message: whatToDo(error) });
        }
      }
    }
    this.#known = known;
    this.#kept?.keep([...known.values()]);
    return library;
  }

  /**
   * The files in which a style's weights lie; `shared`: those of another style do, too, or may. What cannot be read yet,
   * or just now, or is not known as it is, may need any of them.
   */
  async weightsOf(path: string): Promise<{ file: string; shared: boolean }[]> {
    const style = this.#known?.get(path);
    if (!style || style.beside.length === 0) return [];
    const here = await onnxFiles(dirname(path));
    const others = here.filter((each) => each !== path);
    const areRead = await Promise.all(others.map((each) => this.isAsRead(each)));
    // A folder that cannot be looked at seems to be empty.
    const allRead = here.length > others.length && areRead.every(Boolean);
    const theirs = others.flatMap((each) => besideOf(this.#known?.get(each)).map(asOneName));
    return besideOf(style).map((file) => ({ file, shared: !allRead || theirs.includes(asOneName(file)) }));
  }

  /** Whether a style's files are still those that were read well. */
  async isAsRead(path: string): Promise<boolean> {
    const known = this.#known?.get(path);
    const marks = await Promise.all([path, ...besideOf(known)].map(markOf));
    return known?.style.stamp === marks.join(' ');
  }

  /** Keeps what running a style has shown, unless its file is another by now. Not while a scan is under way. */
  learn({ styleId, stamp, found }: FoundStyle): void {
    const known = [...(this.#known ?? [])].map(([path, each]): [string, KnownStyle] => {
      const isIt = each.style.id === styleId && each.style.stamp === stamp;
      return [path, isIt ? { ...each, found } : each];
    });
    this.#known = new Map(known);
    this.#kept?.keep([...this.#known.values()]);
  }

  /** What a file is. Rejects where it is no style: of such a file nothing is known, and it is looked at again. */
  async #look(path: string, shipped: boolean, known: KnownStyle | undefined): Promise<KnownStyle> {
    const stats = await stat(path);
    const own = toMark(stats);
    const id = StyleId.safeParse(basename(path).replace(/\.onnx$/i, ''));
    if (!id.success) throw new Error("Rename the file: use 1-64 of a-z, 0-9, '-' and '_'.");
    if (known?.style.id === id.data && known.style.shipped === shipped) {
      const marks = await Promise.all(besideOf(known).map(markOf));
      if (known.style.stamp === [own, ...marks].join(' ')) return known;
    }
    const large = tooLarge(stats.size);
    if (large !== null) throw new Error(`${large} Take it out of the folder.`);
    const { bytes, beside } = await readModel(path);
    const stamp = [own, ...beside.map(({ mark }) => mark)].join(' ');
    const description = this.#read(bytes);
    const style = StyleInfo.parse({
      ...description,
      title: description.title ?? titleOf(id.data),
      ...{ id: id.data, shipped, bytes: bytes.length, stamp },
      ...(!shipped && { addedAt: stats.birthtimeMs || stats.mtimeMs }),
    });
    return { path, beside: beside.map(({ file }) => basename(file)), style: { ...style, stamp } };
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

function besideOf(known: KnownStyle | undefined): string[] {
  return known?.beside.map((name) => join(dirname(known.path), name)) ?? [];
}

/** The same for all names that some system takes for the same: in other letters, or with accents apart from them. */
function asOneName(file: string): string {
  return file.normalize('NFC').toLowerCase();
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
