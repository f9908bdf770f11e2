/** The trash of the recordings folder: what was removed stays there for a while, and on the disk for as long. */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '../../paint/refusal.ts';
import { patiently } from '../../train/diskError.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import type { TrashedRecording } from '../contract/recordings.ts';
import { fewAtATime } from './fewAtATime.ts';
import { fileName, MOST_BYTES, recordingId, shelfName, type ShelfName } from './names.ts';
import { diskRefusal } from './trouble.ts';

const FOLDER = '.trash';
/** When a file was removed, and its name. */
const TRASHED = /^(\d{12,14})~(.+)$/;
/** What systems say of a name that is longer with the time before it than they take. */
const TOO_LONG = new Set(['ENAMETOOLONG', 'ENOENT', 'EINVAL']);
const KEEPS_MS = 30 * 24 * 3600 * 1000;

/** A file in the trash, as it was called before. */
interface Trashed extends ShelfName {
  readonly id: string;
  readonly path: string;
  /** Where it was before: another folder may have been chosen since it was found. */
  readonly folder: string;
  readonly trashedAt: number;
}

/** Puts a file into the trash of the folder in which it is; gives its id there. @throws {Refusal} `disk-failed` */
export async function intoTrash(path: string): Promise<string> {
  const [file, trash] = [basename(path), join(dirname(path), FOLDER)];
  const now = Date.now();
  const move = async (name: string): Promise<string> => {
    const trashed = `${now}~${name}`;
    // Whoever looks into it, the player that showed it for instance, lets go of it soon.
    await patiently(() => rename(path, join(trash, trashed)));
    return recordingId(trashed);
  };
  try {
    await makeFolder(trash);
    return await move(file).catch((error: unknown) => {
      if (!TOO_LONG.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      return move(shortened(file));
    });
  } catch (error) {
    throw diskRefusal(error, `${file} cannot be removed`);
  }
}

/** What was removed from a folder, in a hidden one inside it. */
export class Trash {
  readonly #folder: () => string;

  constructor(folder: () => string) {
    this.#folder = folder;
  }

  /** What there is, the latest first. */
  async list(): Promise<TrashedRecording[]> {
    const all = await this.#all();
    const sizes = await fewAtATime(all, ({ path }) => stat(path).then(({ size }) => size, () => null)); // prettier-ignore
    return all
      .flatMap(({ id, name, type, trashedAt }, index) => {
        const bytes = sizes[index] ?? null;
        return bytes === null ? [] : [{ id, name, type, trashedAt, bytes }];
      })
      .sort((a, b) => b.trashedAt - a.trashedAt);
  }

  /** The file that an id means. @throws {Refusal} `unknown-recording` */
  async find(id: string): Promise<Trashed> {
    const found = (await this.#all()).find((each) => each.id === id);
    if (!found) throw new Refusal('unknown-recording', 'This recording is not in the trash any more.');
    return found;
  }

  /** Removes for good everything, or what has been here for its time. @throws {Refusal} `disk-failed` */
  async empty(which: 'all' | 'old', now = Date.now()): Promise<void> {
    const gone = (await this.#all()).filter(
      ({ trashedAt }) => which === 'all' || now - trashedAt >= KEEPS_MS,
    );
    // All at once: one that cannot be removed keeps none of the others, and those that are held are waited for together.
    const removed = await Promise.allSettled(
      gone.map(({ path }) => patiently(() => rm(path, { force: true }))),
    );
    const failed = removed.find((each) => each.status === 'rejected');
    if (failed) throw diskRefusal(failed.reason, 'The trash cannot be emptied');
  }

  /** Other files that lie there are not ours to remove. */
  async #all(): Promise<Trashed[]> {
    const folder = this.#folder();
    const trash = join(folder, FOLDER);
    const files = await readdir(trash).catch(() => []);
    return files.flatMap((file) => {
      const [, since, before] = TRASHED.exec(file) ?? [];
      const known = shelfName(before ?? '');
      if (!known) return [];
      const [id, path] = [recordingId(file), join(trash, file)];
      return [{ ...known, id, path, folder, trashedAt: Number(since) }];
    });
  }
}

/** A file's name, as long as one of ours at most. */
function shortened(file: string): string {
  const known = shelfName(file);
  return known ? `${fileName(known.name, MOST_BYTES)}.${known.type}` : file;
}
