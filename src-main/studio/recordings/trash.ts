/** The trash of the recordings folder: what was removed stays there for a while, and on the disk for as long. */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '../../paint/refusal.ts';
import { patiently } from '../../train/diskError.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import type { TrashedRecording } from '../contract/recordings.ts';
import { fewAtATime } from './fewAtATime.ts';
import { fileName, recordingId, shelfName, type ShelfName } from './names.ts';
import { diskRefusal } from './trouble.ts';

const FOLDER = '.trash';
/** When a file was removed, and its name. */
const TRASHED = /^(\d{12,14})~(.+)$/;
/** File systems allow 255 bytes, or units, of which the time takes some. */
const MOST_BYTES = 240;
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
  const trashed = `${Date.now()}~${fitting(file)}`;
  try {
    await makeFolder(trash);
    // Whoever looks into it, the player that showed it for instance, lets go of it soon.
    await patiently(() => rename(path, join(trash, trashed)));
  } catch (error) {
    throw diskRefusal(error, `${file} cannot be removed`);
  }
  return recordingId(trashed);
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

/** A file's name, cut where it is a long one that we did not make. */
function fitting(file: string): string {
  const known = shelfName(file);
  return known && Buffer.byteLength(file) > MOST_BYTES ? `${fileName(known.name)}.${known.type}` : file;
}
