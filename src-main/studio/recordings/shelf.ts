/** The finished recordings in their folder: what there is, and what can be done with it. */
import { access, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { Silence } from '../../process/wakefulTimeout.ts';
import { removeIfCan } from '../../train/diskError.ts';
import type { Notice } from '../contract.ts';
import type { Recording, RecordingType, TrashedRecording } from '../contract/recordings.ts';
import { temporaryFile } from './abandoned.ts';
import { isClip, type MediaFacts, readFacts } from './describe.ts';
import { awayProblem, emptyProblem, type FolderKnown, madeFolder } from './madeFolder.ts';
import { fileName, readName, recordingId, shelfName, type ShelfName } from './names.ts';
import { placeFile } from './place.ts';
import { fewAtATime } from './fewAtATime.ts';
import { isSpent } from './spent.ts';
import { toDisk } from './toDisk.ts';
import { intoTrash, Trash } from './trash.ts';
import { diskRefusal } from './trouble.ts';

/** What the shelf needs of the rest. */
export interface ShelfOptions extends FolderKnown {
  tell?(notice: Notice): void;
  /** Whether a file is being worked on. */
  stateOf(path: string): 'writing' | 'finishing' | null;
  /** How long the folder may be silent while it is looked through; {@link SILENT_MS} by default. */
  readonly silentMs?: number;
}

/** Files that a cloud has to fetch first take seconds. */
const SILENT_MS = 45_000;

/** What a shelf holds. */
type Listed = { recordings: Recording[]; problem?: string };

/** A file on the shelf, and where it is: another folder may be chosen while something is done with it. */
type Found = ShelfName & { readonly folder: string; readonly path: string };

/** The recordings folder as a shelf. */
export class Shelf {
  readonly #options: ShelfOptions;
  readonly #trash: Trash;
  /** What is known of files, by path and version: looking into them takes time. */
  readonly #facts = new Map<string, Promise<MediaFacts | null>>();
  /** The folder that did not answer, while it still does not. */
  #silent: string | null = null;
  /** The files by their ids, as they were seen last. */
  #seen: ReadonlyMap<string, string> = new Map();

  constructor(options: ShelfOptions) {
    this.#options = options;
    this.#trash = new Trash(() => this.#folder);
  }

  /** Everything there is, the newest first; `problem` where the folder cannot be read, or does not answer. */
  async list(): Promise<Listed> {
    const folder = this.#folder;
    const silent = { recordings: [], problem: `${folder} does not answer. Is its drive there?` };
    // What is asked for there is still waited for, by a thread each: there are not many.
    if (this.#silent === folder) return silent;
    let giveUp = (): void => undefined;
    const givenUp = new Promise<null>((resolve) => (giveUp = () => resolve(null)));
    const silence = new Silence(this.#options.silentMs ?? SILENT_MS, giveUp);
    const work = this.#list(folder, () => silence.broken());
    const listed = await Promise.race([work, givenUp]).finally(() => silence.end());
    if (listed) return listed;
    this.#silent = folder;
    const answered = (): void => {
      silence.end();
      this.#silent = null;
    };
    work.then(answered, answered);
    return silent;
  }

  async #list(folder: string, onAnswer: () => void): Promise<Listed> {
    let files: ReadonlyMap<string, string>;
    try {
      files = await this.#look(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        return { recordings: [], problem: `${folder} cannot be read: ${messageOf(error)}` };
      }
      // Nothing was ever recorded: no problem. But what was there is on a drive that is away, perhaps.
      if (!this.#options.wasThere?.()) return { recordings: [] };
      return { recordings: [], problem: awayProblem(folder) };
    }
    if (files.size === 0 && this.#options.hasKept?.()) {
      return { recordings: [], problem: emptyProblem(folder) };
    }
    const known = [...files.values()].flatMap((file) => shelfName(file) ?? []);
    const read = await fewAtATime(known, (each) => this.#describe(each, folder).catch(() => null), onAnswer);
    const recordings = read.filter((each) => each !== null);
    return { recordings: recordings.sort((a, b) => b.createdAt - a.createdAt) };
  }

  /** One recording, by its file; also one in a folder that is not the present one any more. */
  async read(file: string, folder = this.#folder): Promise<Recording> {
    const known = shelfName(file);
    if (!known) throw notThere();
    return this.#describe(known, folder);
  }

  /** The path and kind of a file that an id means. */
  async find(id: string): Promise<Found> {
    const folder = this.#folder;
    const file =
      (await this.#stillThere(id, folder)) ?? (await this.#look(folder).catch(() => null))?.get(id);
    const known = file === undefined ? null : shelfName(file);
    if (!known) throw notThere();
    return { ...known, folder, path: join(folder, known.file) };
  }

  /** Gives a file a new name. */
  async rename(id: string, name: string): Promise<Recording> {
    const { path, folder, file, ...found } = await this.#findReady(id);
    const fit = fileName(name);
    if (fit === '') throw new Refusal('malformed', 'This name has no characters that a file name can have.');
    if (fit === found.name) return this.read(file, folder);
    return this.read(await this.#placed(path, folder, fit, found.type), folder);
  }

  /** Puts a file into the trash; gives its id there. */
  async remove(id: string): Promise<{ id: string }> {
    return { id: await intoTrash((await this.#findReady(id)).path) };
  }

  /** Takes a file out of the trash. */
  async restore(id: string): Promise<Recording> {
    const { path, folder, name, type } = await this.#trash.find(id);
    return this.read(await this.#placed(path, folder, name, type), folder);
  }

  /** What is in the trash, the latest first. */
  trashed(): Promise<TrashedRecording[]> {
    return this.#trash.list();
  }

  /** Removes for good what is in the trash; when the app starts only what has been there for its time. */
  emptyTrash(which: 'all' | 'old'): Promise<void> {
    return this.#trash.empty(which);
  }

  /** Makes a new clip of a part of one. */
  async trim(id: string, from: number, to: number): Promise<Recording> {
    const { path, name, type, file } = await this.#findReady(id);
    if (!isClip(type)) throw new Refusal('malformed', 'Only clips can be cut.');
    return this.add(name, type, async (part) => {
      // Loads a large package that a start does without.
      const { remux } = await import('./remux.ts');
      await remux(path, part, type, { from, to }).catch((error: unknown) => {
        throw diskRefusal(error, `${file} cannot be cut`);
      });
    });
  }

  /** Has a new file written, and gives it a place under a name that is free. Of one that fails nothing stays. */
  async add(name: string, type: RecordingType, write: (path: string) => Promise<void>): Promise<Recording> {
    const folder = await madeFolder(this.#options, (notice) => this.#options.tell?.(notice));
    const path = temporaryFile(folder, process.pid);
    try {
      await write(path);
      await bringToDisk(path);
      return await this.read(await this.#placed(path, folder, name, type), folder);
    } catch (error) {
      // What is held for longer goes at the next start.
      await removeIfCan(path);
      throw diskRefusal(error, `${name}.${type} cannot be written`);
    }
  }

  get #folder(): string {
    return this.#options.folder();
  }

  /** Of two whose names differ in how accents are written, an id means the first. */
  async #look(folder: string): Promise<ReadonlyMap<string, string>> {
    const files = await readdir(folder);
    return (this.#seen = new Map(files.toReversed().map((file) => [recordingId(file), file])));
  }

  /** A file that is where it was seen: a player asks for many parts of one, and a full folder takes long to list. */
  async #stillThere(id: string, folder: string): Promise<string | undefined> {
    const file = this.#seen.get(id);
    const isThere = file !== undefined && access(join(folder, file));
    return isThere ? isThere.then(() => file).catch(() => undefined) : undefined;
  }

  async #findReady(id: string): Promise<Found> {
    const found = await this.find(id);
    if (found.writer === null && !this.#options.stateOf(found.path)) return found;
    throw new Refusal('unavailable', 'This recording is not finished yet.');
  }

  async #placed(path: string, folder: string, name: string, ending: string): Promise<string> {
    try {
      return await placeFile(path, folder, name, ending);
    } catch (error) {
      throw diskRefusal(error, `${name}.${ending} cannot be put in its place`);
    }
  }

  async #describe(known: ShelfName, folder: string): Promise<Recording> {
    const path = join(folder, known.file);
    if (known.writer !== null && (await isSpent(path))) throw notThere();
    const { size, mtimeMs } = await stat(path);
    const version = `${Math.round(mtimeMs)}-${size}`;
    const busy = this.#options.stateOf(path) ?? (known.writer === null ? null : 'writing');
    const facts = busy ? null : await this.#factsOf(path, version, known);
    const told = readName(known.name);
    return {
      id: recordingId(known.file),
      type: known.type,
      name: known.name,
      style: told ? told.style : (facts?.style ?? null),
      createdAt: told?.begun.getTime() ?? facts?.begun ?? mtimeMs,
      bytes: size,
      seconds: facts?.seconds ?? null,
      width: facts?.width ?? null,
      height: facts?.height ?? null,
      version,
      state: busy ?? (facts ? 'ready' : 'broken'),
    };
  }

  async #factsOf(path: string, version: string, { type }: ShelfName): Promise<MediaFacts | null> {
    const key = `${path}\n${version}`;
    const reading = this.#facts.get(key) ?? readFacts(path, type);
    this.#facts.set(key, reading);
    return reading.catch(() => {
      // Somebody holds it, or its drive is away: the next look is another. What is damaged stays so.
      this.#facts.delete(key);
      return null;
    });
  }
}

/** What is told as kept outlives a power cut. */
async function bringToDisk(path: string): Promise<void> {
  // On Windows only who may write into a file may do that.
  const handle = await open(path, 'r+');
  try {
    await toDisk(handle.sync());
  } finally {
    await handle.close();
  }
}

function notThere(): Refusal {
  return new Refusal('unknown-recording', 'This recording is not there any more.');
}
