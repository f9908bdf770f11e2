/**
 * What a person has decided about styles, kept beside the files in `library.json`: titles, favourites,
 * order, and what is in the trash. The files themselves stay as they were given.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { leftAsItIs, setAside, writeAtomically } from '../atomicWrite.ts';
import { type Notice, StyleId, TrashedStyle } from '../contract.ts';
import { OneByOne } from '../oneByOne.ts';
import { readPatiently } from '../patientRead.ts';

/** What is noted about a style, in the file. */
const Noted = z.object({
  id: StyleId,
  title: z.string().min(1).optional(),
  favourite: z.literal(true).optional(),
});
/** The file's form. Lists, not objects: `constructor` is a style's id like any other. */
const LibraryNotes = z.object({
  version: z.literal(1).default(1),
  order: z.array(StyleId).default([]),
  styles: z.array(Noted).default([]),
  trash: z.array(TrashedStyle).default([]),
});
type LibraryNotes = z.infer<typeof LibraryNotes>;
/** The same with whatever is in its lists. */
const Outline = LibraryNotes.extend({
  order: z.array(z.unknown()).default([]),
  styles: z.array(z.unknown()).default([]),
  trash: z.array(z.unknown()).default([]),
});

/** What is noted about one style. */
export interface StyleNote {
  readonly title?: string;
  readonly favourite?: boolean;
}

/** The notes, in memory and on disk. */
export class NoteStore {
  readonly #file: string;
  #notes: LibraryNotes;
  /** What is on disk was neither taken nor kept elsewhere, so it is not written over. */
  #locked = false;
  readonly #changes = new OneByOne();

  private constructor(file: string, notes: LibraryNotes) {
    this.#file = file;
    this.#notes = notes;
  }

  /**
   * Reads the notes in a folder. Of a file that is not wholly understood every entry that can be is taken. It is kept
   * beside them as it was, as is one that cannot be read; the notice says so.
   */
  static async open(folder: string): Promise<{ store: NoteStore; notice?: Notice }> {
    const file = join(folder, 'library.json');
    const store = new NoteStore(file, LibraryNotes.parse({}));
    let what: string;
    try {
      const { notes, whole } = understand(JSON.parse(await readPatiently(file)));
      store.#notes = notes;
      if (whole) return { store };
      what = "Entries of the gallery's order and titles could not be understood, and are left out.";
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return { store };
      what =
        code === undefined
          ? "The gallery's order and titles could not be understood; it starts afresh."
          : `The gallery's order and titles cannot be read (${messageOf(error)}); it starts afresh.`;
    }
    const { done, message } = await setAside(file);
    store.#locked = !done;
    // What was understood is for the next start, too; a disk that refuses now is heard of at the first change.
    if (done) await store.#change((notes) => notes).catch(() => undefined);
    return { store, notice: { level: 'warning', message: `${what} ${message}` } };
  }

  get order(): readonly string[] {
    return this.#notes.order;
  }

  get trash(): readonly TrashedStyle[] {
    return this.#notes.trash;
  }

  /** What is noted about a style; empty for most. */
  of(id: string): StyleNote {
    const { title, favourite } = this.#notes.styles.find((style) => style.id === id) ?? {};
    return { ...(title !== undefined && { title }), ...(favourite && { favourite }) };
  }

  /** Changes what is noted about a style; an undefined field is forgotten. */
  note(id: string, change: { title?: string | undefined; favourite?: boolean }): Promise<void> {
    return this.#change(({ styles, ...rest }) => {
      const { title, favourite } = { ...this.of(id), ...change };
      const note = {
        id,
        ...(title !== undefined && { title }),
        ...(favourite && { favourite: true as const }),
      };
      const others = styles.filter((style) => style.id !== id);
      return { ...rest, styles: Object.keys(note).length > 1 ? [...others, note] : others };
    });
  }

  /** Forgets what is noted about these styles. */
  async forget(ids: readonly string[]): Promise<void> {
    const gone = new Set(ids);
    if (!this.#notes.styles.some(({ id }) => gone.has(id))) return;
    await this.#change(({ styles, ...rest }) => ({
      ...rest,
      styles: styles.filter(({ id }) => !gone.has(id)),
    }));
  }

  setOrder(order: readonly string[]): Promise<void> {
    return this.#change((notes) => ({ ...notes, order: [...new Set(order)] }));
  }

  /** Changes what is in the trash, from what is in it when its turn comes. */
  changeTrash(change: (trash: readonly TrashedStyle[]) => readonly TrashedStyle[]): Promise<void> {
    return this.#change((notes) => ({ ...notes, trash: [...change(notes.trash)] }));
  }

  /** Resolves when every change so far is on disk. */
  settled(): Promise<void> {
    return this.#changes.settled();
  }

  /** One change after the other; when the disk refuses, the notes stay as they were. */
  #change(change: (notes: LibraryNotes) => LibraryNotes): Promise<void> {
    return this.#changes.run(async () => {
      if (this.#locked) throw leftAsItIs(this.#file);
      const next = change(this.#notes);
      try {
        await writeAtomically(this.#file, `${JSON.stringify(next, null, 2)}\n`);
      } catch (error) {
        throw new Refusal('storage', `That could not be kept: ${messageOf(error)}`);
      }
      this.#notes = next;
    });
  }
}

/** The notes with every entry that makes sense; `whole` where all do. Throws where there is no telling what it is. */
function understand(json: unknown): { notes: LibraryNotes; whole: boolean } {
  const all = LibraryNotes.safeParse(json);
  if (all.success) return { notes: all.data, whole: true };
  const { order, styles, trash } = Outline.parse(json);
  const notes = LibraryNotes.parse({
    order: order.filter((each) => StyleId.safeParse(each).success),
    styles: styles.filter((each) => Noted.safeParse(each).success),
    trash: trash.filter((each) => TrashedStyle.safeParse(each).success),
  });
  return { notes, whole: false };
}
