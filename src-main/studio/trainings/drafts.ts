/** Drafts: the pictures of a training, gathered before it begins. There is one draft at a time. */
import { randomBytes } from 'node:crypto';
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../../paint/refusal.ts';
import { patiently } from '../../train/diskError.ts';
import { MOST_PHOTOS, type MarkedPainting, type Training } from '../contract/trainings.ts';
import { readStyle } from '../library/imports.ts';
import { keepPainting, keepPhoto, showPicture } from './painting.ts';
import { type MadeStyle, optionsOfStyle, planOfStyle } from './basis.ts';
import { initialOf, originalOf, type TrainingRecord } from './record.ts';
import type { TrainingShelf } from './shelf.ts';

/** So many seeds there are: after the last comes the first. */
const SEEDS = 2 ** 31;

/** Takes what a page sends for a draft. Uploads lie on the disk of the drafts, so that they can be moved. */
export class Drafts {
  readonly #shelf: TrainingShelf;

  constructor(shelf: TrainingShelf) {
    this.#shelf = shelf;
  }

  /** The draft there is, or a new one. */
  open(): Promise<Training> {
    const shelf = this.#shelf;
    return shelf.inTurn(async () => {
      const found = shelf.records().find(({ status }) => status === 'draft');
      return shelf.describe((found ?? (await shelf.create())).id);
    });
  }

  /** A new draft with the same pictures and settings as a training has, in the place of the one there is. */
  again(id: string, replacing?: string): Promise<Training> {
    const shelf = this.#shelf;
    return shelf.inTurn(async () => {
      const { plan, basis } = shelf.get(id);
      const draft = await this.#anew(replacing);
      const pictures = await this.#copyPictures(id, draft.id);
      if (basis) await copyFile(initialOf(shelf.folder(id)), initialOf(shelf.folder(draft.id)));
      await shelf.change(draft.id, { plan, ...pictures, ...(basis && { basis }) });
      return shelf.describe(draft.id);
    });
  }

  /**
   * A new draft from a style that our trainer made: to go on from it, or to train it again. Its pictures are
   * those of its training where that is still there; what is missing is asked for.
   */
  fromStyle(style: MadeStyle, how: 'further' | 'again', replacing?: string): Promise<Training> {
    const shelf = this.#shelf;
    return shelf.inTurn(async () => {
      const options = optionsOfStyle(style.info);
      // Before the draft that there is makes way: what cannot be read costs nothing.
      const initial = how === 'further' ? await readStyle(style.file) : null;
      const made = await this.#trainingOf(style);
      const draft = await this.#anew(replacing);
      const pictures = made && (await this.#copyPictures(made.id, draft.id));
      const asMade = planOfStyle(style.info, options);
      // The style may have another name by now.
      const plan = { ...(made?.plan ?? asMade), title: asMade.title };
      if (initial === null) await shelf.change(draft.id, { plan, ...pictures });
      else {
        // A copy: the style may be removed before the training starts.
        await writeFile(initialOf(shelf.folder(draft.id)), initial);
        // Other crops than the first time.
        const basis = {
          title: style.info.title,
          options: { ...options, seed: (options.seed + options.steps) % SEEDS },
        };
        await shelf.change(draft.id, { plan, ...pictures, basis });
      }
      return shelf.describe(draft.id);
    });
  }

  /** The training that a style came of. Its id alone says nothing: the id of a deleted one is given again. */
  async #trainingOf({ file, info }: MadeStyle): Promise<TrainingRecord | undefined> {
    const shelf = this.#shelf;
    for (const record of shelf.records()) {
      if (record.status !== 'finished' || record.styleId !== info.id) continue;
      if (await beginsWith(file, shelf.files(record.id).style)) return record;
    }
    return undefined;
  }

  /**
   * An empty draft, in the place of the one there is. `replacing` is the one that the person lets make way: all
   * windows share it, and what was gathered in another one is not to vanish unasked.
   */
  async #anew(replacing: string | undefined): Promise<TrainingRecord> {
    const shelf = this.#shelf;
    const drafts = shelf.records().filter(({ status }) => status === 'draft');
    for (const { id, painting } of drafts) {
      const { photos } = await shelf.describe(id);
      if (id === replacing || (photos === 0 && painting === undefined)) continue;
      throw new Refusal('wants-leave', 'A new training is being put together already; its pictures would be deleted.'); // prettier-ignore
    }
    for (const { id } of drafts) await shelf.delete(id);
    return shelf.create();
  }

  /** Copies what is there of a training's pictures; gives what its record says of them. */
  async #copyPictures(from: string, to: string): Promise<Pick<TrainingRecord, 'painting'>> {
    const shelf = this.#shelf;
    const [source, target] = [shelf.files(from), shelf.files(to)];
    const pairs = [[originalOf(shelf.folder(from)), originalOf(shelf.folder(to))], [source.face, target.face]] as const; // prettier-ignore
    for (const [file, copy] of pairs) await copyFile(file, copy).catch(ignoreMissing);
    await cp(source.photos, target.photos, { recursive: true }).catch(ignoreMissing);
    return (await isThere(originalOf(shelf.folder(to)))) ? { painting: newMark() } : {};
  }

  /** Takes a file as the painting. All pages are told: they show the same draft. */
  async painting(id: string, file: string): Promise<MarkedPainting> {
    const shelf = this.#shelf;
    shelf.draft(id);
    const read = `${file}.png`;
    const info = await keepPainting(file, read);
    const mark = newMark();
    await this.#put(id, read, async () => {
      await patiently(() => rename(read, originalOf(shelf.folder(id))));
      await shelf.change(id, { painting: mark });
    });
    return { ...info, mark };
  }

  /**
   * Puts a picture that was read, beside its upload, into a draft: in turn, for the draft may have begun, or have
   * been deleted, while the picture was read, and nothing is to bring its folder back.
   */
  async #put(id: string, read: string, work: () => Promise<void>): Promise<Training> {
    const shelf = this.#shelf;
    try {
      return await shelf.inTurn(async () => {
        shelf.draft(id);
        await work();
        return shelf.describe(id);
      });
    } finally {
      await rm(read, { force: true });
    }
  }

  /** The painting of a training: as it is learned or, of a draft, as it was received. */
  async showPainting(id: string): Promise<MarkedPainting> {
    const { status, painting: mark } = this.#shelf.see(id);
    const file = status === 'draft' ? originalOf(this.#shelf.folder(id)) : this.#shelf.files(id).painting;
    const info = await showPicture(file).catch(() => {
      throw new Refusal('not-now', 'There is no painting yet.');
    });
    return { ...info, ...(mark !== undefined && { mark }) };
  }

  /** A draft's painting as it was received. */
  received(id: string): string {
    this.#shelf.draft(id);
    return originalOf(this.#shelf.folder(id));
  }

  /** A picture of a draft to sketch where the person shows none: the face, or the first photo. */
  async anyPhoto(id: string): Promise<string | undefined> {
    const { face, photos } = this.#shelf.files(id);
    if (await isThere(face)) return face;
    const [first] = (await readdir(photos)).sort();
    return first === undefined ? undefined : join(photos, first);
  }

  /** Takes a file as a photo, or as a frame of the person's camera. */
  async photo(id: string, file: string, from: 'photos' | 'camera'): Promise<Training> {
    this.#shelf.draft(id);
    const { photos } = this.#shelf.files(id);
    const read = `${file}.jpg`;
    await keepPhoto(file, read);
    return this.#put(id, read, async () => {
      if ((await readdir(photos)).length >= MOST_PHOTOS) {
        throw new Refusal('not-now', `There are ${MOST_PHOTOS} photos already; more would not help.`);
      }
      const prefix = from === 'camera' ? 'camera' : 'photo';
      const kept = join(photos, `${prefix}-${newMark()}.jpg`);
      await patiently(() => rename(read, kept));
      await this.#shelf.tell(id);
    });
  }

  /** Takes all photos out again. */
  clearPhotos(id: string): Promise<Training> {
    const shelf = this.#shelf;
    return shelf.inTurn(async () => {
      shelf.draft(id);
      const { photos } = shelf.files(id);
      await rm(photos, { recursive: true, force: true, maxRetries: 3 });
      await mkdir(photos);
      await shelf.tell(id);
      return shelf.describe(id);
    });
  }

  /** Takes a file as the picture that previews show. */
  async face(id: string, file: string): Promise<void> {
    this.#shelf.draft(id);
    const read = `${file}.jpg`;
    await keepPhoto(file, read);
    await this.#put(id, read, () => patiently(() => rename(read, this.#shelf.files(id).face)));
  }
}

function newMark(): string {
  return randomBytes(6).toString('hex');
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Whether a style is the one that a training wrote; a library adds what it found out at the end. */
async function beginsWith(style: string, written: string): Promise<boolean> {
  const beginning = await readFile(written).catch(ignoreMissing);
  return !beginning || (await readFile(style)).subarray(0, beginning.length).equals(beginning);
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
