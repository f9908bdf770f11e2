/**
 * Weights that come back from the trash, where they lie in a folder beside their model. They go first to where that is
 * to hang: without them it is no style. Nothing is deleted here that is not somewhere else as well.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { patiently } from '../../train/diskError.ts';
import { moveNew } from '../atomicWrite.ts';

/** What has a file's name where it is to go: nothing, a file of the same bytes, or something else. */
type There = 'nothing' | 'same' | 'other';

/** The weights of one style, on their way. */
export class WeightsBack {
  readonly #from: string;
  readonly #to: string;
  #moved: string[] = [];
  /** Those of which a twin hangs. */
  #same: string[] = [];
  /** Those that were given, to be put into their model. */
  #given: string[] = [];

  constructor(from: string, to: string) {
    this.#from = from;
    this.#to = to;
  }

  /**
   * Brings all of them, or none: where something else has the name of one by now, they are given by their names, for the
   * style to become one file. Else null. Rejects where that cannot be done; then they lie where they lay.
   */
  async bring(): Promise<ReadonlyMap<string, Uint8Array> | null> {
    const names = await namesIn(this.#from);
    const there = new Map<string, There>();
    for (const name of names) there.set(name, await this.#there(name));
    const those = (which: There): string[] => names.filter((name) => there.get(name) === which);
    if (those('other').length > 0) {
      const files = new Map<string, Uint8Array>();
      for (const name of names) files.set(name, await readFile(join(this.#from, name)));
      this.#given = names;
      return files;
    }
    this.#same = those('same');
    try {
      for (const name of those('nothing')) {
        await moveNew(join(this.#from, name), join(this.#to, name));
        this.#moved.push(name);
      }
    } catch (error) {
      await this.takeAway();
      throw error;
    }
    return null;
  }

  /** Their style cannot hang: they go with it. Never rejects. */
  async takeAway(): Promise<void> {
    const moved = this.#moved;
    this.#moved = [];
    for (const name of moved) {
      await moveNew(join(this.#to, name), join(this.#from, name)).catch(() => undefined);
    }
  }

  /** Their style hangs: what is there twice goes, and the folder, unless there is more in it than was brought. */
  async settle(): Promise<void> {
    for (const name of this.#same) {
      const file = join(this.#from, name);
      // The style that hung there with the same may have been deleted meanwhile.
      await moveNew(file, join(this.#to, name)).catch(async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        // Or become another: then this is the only one.
        if ((await this.#there(name)) !== 'same') return;
        await patiently(() => rm(file));
      });
    }
    for (const name of this.#given) await patiently(() => rm(join(this.#from, name)));
    await patiently(() => rmdir(this.#from));
  }

  async #there(name: string): Promise<There> {
    const [ours, theirs] = [join(this.#from, name), join(this.#to, name)];
    const stats = await lstat(theirs).catch(unlessMissing(null));
    if (!stats) return 'nothing';
    if (!stats.isFile() || stats.size !== (await lstat(ours)).size) return 'other';
    // Of what may not be read there is no telling that it is the same.
    const digest = await digestOf(theirs).catch(() => null);
    return digest === (await digestOf(ours)) ? 'same' : 'other';
  }
}

/** What lies in a folder; nothing where there is none. One that cannot be read just now is no empty one. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(unlessMissing<string[]>([]));
}

function unlessMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
}

/** Piece by piece: two files of 256 MB need not be in memory at once. */
async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}
