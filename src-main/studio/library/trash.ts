/**
 * The trash: own styles lie in a folder of their own until it is emptied; those that come with the app are
 * only put away. A file's name there is its entry's id, so that files tell even without the notes; files in which its
 * weights lie are in a folder beside it, under the names by which it knows them.
 */
import { randomBytes } from 'node:crypto';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withWeights } from '../../paint/dataFiles.ts';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { patiently, removeIfCan } from '../../train/diskError.ts';
import { copyNew, moveNew, writeNew } from '../atomicWrite.ts';
import { type StyleInfo, TrashedStyle, TrashId } from '../contract.ts';
import { freeId, titleOf } from './names.ts';
import type { NoteStore } from './notes.ts';
import { WeightsBack } from './weightsBack.ts';

/** A file in which a style's weights lie, and whether another style needs it, too. */
export interface WeightFile {
  readonly file: string;
  readonly shared: boolean;
}

/** The ending of the folder of an entry's weights. */
const BESIDE = '.beside';

/** Styles that were taken off the wall. */
export class Trash {
  readonly #folder: string;
  readonly #notes: NoteStore;

  constructor(folder: string, notes: NoteStore) {
    this.#folder = folder;
    this.#notes = notes;
  }

  /** Ids of shipped styles that were put away. */
  get hidden(): ReadonlySet<string> {
    return new Set(this.#notes.trash.filter(({ shipped }) => shipped).map(({ styleId }) => styleId));
  }

  /** Everything in it, the newest first. Whatever was taken out of the folder by hand is gone. */
  async list(): Promise<TrashedStyle[]> {
    const noted = new Map(this.#notes.trash.map((entry) => [entry.trashId, entry]));
    const own = (await this.#files()).map((trashId) => noted.get(trashId) ?? entryOf(trashId));
    const shipped = this.#notes.trash.filter((entry) => entry.shipped);
    return [...own, ...shipped].sort((a, b) => b.trashedAt - a.trashedAt);
  }

  /** Takes a style off the wall; an own one's file moves here. Of one that is put away already, the entry stays. */
  async add(style: StyleInfo, file: string, weights: readonly WeightFile[] = []): Promise<TrashedStyle> {
    const trashedAt = Date.now();
    const mark = trashedAt.toString(36) + randomBytes(2).readUInt16LE().toString(36);
    const entry = TrashedStyle.parse({
      trashId: `${style.id}~${mark}`,
      styleId: style.id,
      title: style.title,
      artist: style.artist,
      shipped: style.shipped,
      trashedAt,
    });
    if (!style.shipped) {
      await this.#move(file, this.#fileOf(entry.trashId));
      await this.#takeAlong(entry.trashId, weights);
    }
    const away = (trash: readonly TrashedStyle[]): TrashedStyle | undefined =>
      style.shipped ? trash.find(({ shipped, styleId }) => shipped && styleId === style.id) : undefined;
    try {
      await this.#notes.changeTrash((trash) => (away(trash) ? trash : [...trash, entry]));
    } catch (error) {
      // Its file is named by its id, so it can be found again without the note.
      if (style.shipped) throw error;
    }
    return away(this.#notes.trash) ?? entry;
  }

  /**
   * Takes an entry out again; an own style's file goes into the folder `own`, under another id where its
   * own is `taken` by now.
   */
  async takeBack(trashId: string, own: string, taken: (id: string) => boolean): Promise<string> {
    const entry = (await this.list()).find((found) => found.trashId === trashId);
    if (!entry) throw new Refusal('unknown-trash', 'It is not in the trash any more.');
    const styleId = entry.shipped ? entry.styleId : await this.#moveBack(entry, own, taken);
    await this.#forget([trashId]);
    return styleId;
  }

  /** Deletes own styles for good. */
  async empty(): Promise<void> {
    // Weights, too, of which the model was taken out by hand.
    const gone = [...new Set([...(await this.#files()), ...(await this.#files(BESIDE))])];
    for (const trashId of gone) {
      await this.#remove(trashId).catch((error: unknown) => {
        throw new Refusal('storage', `The trash cannot be emptied: ${messageOf(error)}`);
      });
    }
    await this.#forget(gone);
  }

  async #forget(trashIds: readonly string[]): Promise<void> {
    const gone = ({ trashId }: TrashedStyle): boolean => trashIds.includes(trashId);
    if (!this.#notes.trash.some(gone)) return;
    await this.#notes.changeTrash((trash) => trash.filter((entry) => !gone(entry)));
  }

  /** Ids by the names of what lies there with an ending. */
  async #files(ending = '.onnx'): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .filter((name) => TrashId.safeParse(name).success);
  }

  #fileOf(trashId: string): string {
    return join(this.#folder, `${trashId}.onnx`);
  }

  #folderOf(trashId: string): string {
    return join(this.#folder, `${trashId}${BESIDE}`);
  }

  /** What cannot come along stays where it is, and is there when the style is taken back. */
  async #takeAlong(trashId: string, weights: readonly WeightFile[]): Promise<void> {
    for (const { file, shared } of weights) {
      const to = join(this.#folderOf(trashId), basename(file));
      // Of two styles that share them, the other may be gone before this one is taken back.
      const come = shared ? copyNew(file, to) : moveNew(file, to);
      await come.catch(() => undefined);
    }
  }

  async #remove(trashId: string): Promise<void> {
    for (const path of [this.#fileOf(trashId), this.#folderOf(trashId)]) {
      await patiently(() => rm(path, { force: true, recursive: true }));
    }
  }

  async #moveBack(
    { trashId, styleId }: TrashedStyle,
    own: string,
    taken: (id: string) => boolean,
  ): Promise<string> {
    const file = this.#fileOf(trashId);
    const weights = new WeightsBack(this.#folderOf(trashId), own);
    const refused = new Set<string>();
    const isTaken = (id: string): boolean => refused.has(id) || taken(id);
    try {
      const files = await weights.bring();
      const inOne = files && withWeights(await readFile(file), files);
      for (;;) {
        const id = isTaken(styleId) ? freeId(styleId, isTaken) : styleId;
        const hung = join(own, `${id}.onnx`);
        try {
          await (inOne ? writeNew(hung, inOne) : moveNew(file, hung));
        } catch (error) {
          // A file that hangs nowhere, since it cannot be read for instance, has the name: the next one then.
          const { code } = error as NodeJS.ErrnoException;
          if (code !== 'EEXIST' || refused.size > 1000) throw error;
          refused.add(id);
          continue;
        }
        // It hangs: what stays here goes when the trash is emptied.
        await removeIfCan(file);
        // As long as the model is here, its weights are.
        const isGone = await lstat(file).then(
          () => false,
          () => true,
        );
        if (isGone) await weights.settle().catch(() => undefined);
        return id;
      }
    } catch (error) {
      await weights.takeAway();
      throw notMoved(file, error);
    }
  }

  async #move(from: string, to: string): Promise<void> {
    try {
      await moveNew(from, to);
    } catch (error) {
      throw notMoved(from, error);
    }
  }
}

function notMoved(file: string, error: unknown): Refusal {
  return new Refusal('storage', `${basename(file)} cannot be moved: ${messageOf(error)}`);
}

/** What a file's name alone tells. */
function entryOf(trashId: string): TrashedStyle {
  const styleId = trashId.slice(0, trashId.indexOf('~'));
  return { trashId, styleId, title: titleOf(styleId), shipped: false, trashedAt: 0 };
}
