/** Drafts: the pictures of a training, gathered before it begins. There is one draft at a time. */
import { randomBytes } from 'node:crypto';
import { copyFile, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../../paint/refusal.ts';
import { MOST_PHOTOS, type PaintingInfo, type Training } from '../contract/trainings.ts';
import { keepPainting, keepPhoto, showPicture } from './painting.ts';
import { originalOf } from './record.ts';
import type { TrainingShelf } from './shelf.ts';

/** Takes what a page sends for a draft. */
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

  /** A new draft with the same pictures and settings as a training has. */
  again(id: string): Promise<Training> {
    const shelf = this.#shelf;
    return shelf.inTurn(async () => {
      const { plan } = shelf.get(id);
      for (const record of shelf.records()) {
        if (record.status === 'draft') await shelf.delete(record.id);
      }
      const draft = await shelf.create();
      const [from, to] = [shelf.files(id), shelf.files(draft.id)];
      await copyFile(originalOf(shelf.folder(id)), originalOf(shelf.folder(draft.id)));
      await cp(from.photos, to.photos, { recursive: true });
      await copyFile(from.face, to.face).catch(() => undefined);
      await shelf.change(draft.id, { plan });
      return shelf.describe(draft.id);
    });
  }

  /** Takes a file as the painting. */
  painting(id: string, file: string): Promise<PaintingInfo> {
    this.#shelf.draft(id);
    return keepPainting(file, originalOf(this.#shelf.folder(id)));
  }

  /** The painting of a training: as it is learned or, of a draft, as it was received. */
  showPainting(id: string): Promise<PaintingInfo> {
    const { status } = this.#shelf.get(id);
    const file = status === 'draft' ? originalOf(this.#shelf.folder(id)) : this.#shelf.files(id).painting;
    return showPicture(file).catch(() => {
      throw new Refusal('not-now', 'There is no painting yet.');
    });
  }

  /** Takes a file as a photo, or as a frame of the person's camera. */
  async photo(id: string, file: string, from: 'photos' | 'camera'): Promise<Training> {
    this.#shelf.draft(id);
    const { photos } = this.#shelf.files(id);
    if ((await readdir(photos)).length >= MOST_PHOTOS) {
      throw new Refusal('not-now', `There are ${MOST_PHOTOS} photos already; more would not help.`);
    }
    const prefix = from === 'camera' ? 'camera' : 'photo';
    await keepPhoto(file, join(photos, `${prefix}-${randomBytes(6).toString('hex')}.jpg`));
    return this.#shelf.describe(id);
  }

  /** Takes all photos out again. */
  async clearPhotos(id: string): Promise<Training> {
    this.#shelf.draft(id);
    const { photos } = this.#shelf.files(id);
    await rm(photos, { recursive: true, force: true });
    await mkdir(photos);
    return this.#shelf.describe(id);
  }

  /** Takes a file as the picture that previews show. */
  async face(id: string, file: string): Promise<void> {
    this.#shelf.draft(id);
    await keepPhoto(file, this.#shelf.files(id).face);
  }
}
