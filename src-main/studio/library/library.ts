/** The library: what hangs in the gallery, and everything a person does with it. */
import { basename, join } from 'node:path';
import type { FoundStyle, StyleFile } from '../../paint/protocol.ts';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import { writeAtomically } from '../atomicWrite.ts';
import {
  type LibraryAbilities,
  MAX_STYLE_FILE_BYTES,
  type Notice,
  type StyleInfo,
  type StyleProblem,
} from '../contract.ts';
import { OneByOne } from '../oneByOne.ts';
import { type DescribeModel, StyleLibrary } from '../styles.ts';
import { arrange } from './arrange.ts';
import type { ShellFacilities } from './facilities.ts';
import { folderNotice, FolderWatch } from './folderWatch.ts';
import { DraggedCopies, givenName, type GivenStyle, givenStyle } from './giving.ts';
import { type Adopt, checkOnly, type ComingFiles, ImportDesk, type Imported, readStyle } from './imports.ts';
import { KnownStyles } from './knownStyles.ts';
import { NoteStore } from './notes.ts';
import { Trash } from './trash.ts';

/** What a library works with. */
export interface LibraryOptions {
  /** The person's own folder; own styles are in `styles`, those taken off the wall in `trash`. */
  readonly dataFolder: string;
  /** The folder of the shipped styles. */
  readonly modelsFolder: string;
  /** Of Pastiche: what another one found in files is found out again. */
  readonly version: string;
  readonly describeModel: DescribeModel;
  /** How a model from elsewhere becomes a style; left out, only the form of the file is checked. */
  readonly adopt?: Adopt;
  readonly facilities?: ShellFacilities;
  /** The files that the painter may need are others now. */
  onFiles(files: readonly StyleFile[]): void;
  /** The gallery is another one now. */
  onChange(): void;
  onNotice(notice: Notice): void;
}

/** The styles, and what is done with them. */
export class Library {
  readonly #options: LibraryOptions;
  readonly #scanner: StyleLibrary;
  readonly #known: KnownStyles;
  readonly #notes: NoteStore;
  readonly #trash: Trash;
  readonly #desk: ImportDesk;
  readonly #watch: FolderWatch;
  readonly #dragged: DraggedCopies;
  styles: readonly StyleInfo[] = [];
  problems: readonly StyleProblem[] = [];
  #files: readonly StyleFile[] = [];
  /** Every id that a file has, shown or not. */
  #ids = new Set<string>();
  readonly #looks = new OneByOne();
  /** Styles may share their weights: each finds them where the one before has left them. */
  readonly #throwing = new OneByOne();
  #closed = false;

  private constructor(options: LibraryOptions, notes: NoteStore) {
    this.#options = options;
    this.#notes = notes;
    this.#dragged = new DraggedCopies(options.dataFolder);
    this.#known = new KnownStyles(options.dataFolder, options.version);
    this.#scanner = new StyleLibrary(
      [
        { path: options.modelsFolder, shipped: true },
        { path: this.ownFolder, shipped: false },
      ],
      options.describeModel,
      this.#known,
    );
    this.#trash = new Trash(join(options.dataFolder, 'trash'), notes);
    this.#desk = new ImportDesk({
      adopt: options.adopt ?? checkOnly(options.describeModel),
      folder: this.ownFolder,
      taken: async (id) =>
        this.#ids.has(id) || (await this.#trash.list()).some(({ styleId }) => styleId === id),
    });
    this.#watch = new FolderWatch(this.ownFolder, {
      changed: () => void this.refresh(),
      state: (state) => options.onNotice(folderNotice(this.ownFolder, state)),
    });
  }

  /** Reads the notes and the folders, and begins to watch. */
  static async open(options: LibraryOptions): Promise<Library> {
    const { store, notice } = await NoteStore.open(options.dataFolder);
    const library = new Library(options, store);
    if (notice) options.onNotice(notice);
    await makeFolder(library.ownFolder).catch(() => undefined);
    await library.#watch.look();
    await library.refresh();
    return library;
  }

  /** Where the person's own styles are. */
  get ownFolder(): string {
    return join(this.#options.dataFolder, 'styles');
  }

  /** What the shell can do with files. */
  get abilities(): LibraryAbilities {
    const { showInFolder, saveAs, startDrag } = this.#options.facilities ?? {};
    return {
      showInFolder: showInFolder !== undefined,
      export: saveAs ? 'dialog' : 'download',
      drag: startDrag ? 'native' : 'download',
      mostBytes: MAX_STYLE_FILE_BYTES,
    };
  }

  /** Looks at the folders again; tells of what has changed. One look after the other. */
  refresh(): Promise<void> {
    return this.#looks.run(() => this.#look());
  }

  /** Keeps what running a style has shown; from then on whoever paints with it is told. */
  learn(found: FoundStyle): Promise<void> {
    return this.#looks.run(() => this.#look(found));
  }

  /** The file of a style that hangs. @throws {Refusal} `unknown-style` */
  fileOf(styleId: string): string {
    const found = this.#files.find(({ id }) => id === styleId);
    if (!found) throw new Refusal('unknown-style', `There is no style "${styleId}".`);
    return found.file;
  }

  async rename(styleId: string, title: string): Promise<void> {
    this.fileOf(styleId);
    await this.#notes.note(styleId, { title });
    await this.refresh();
  }

  async favour(styleId: string, favourite: boolean): Promise<void> {
    this.fileOf(styleId);
    await this.#notes.note(styleId, { favourite });
    await this.refresh();
  }

  async order(styleIds: readonly string[]): Promise<void> {
    // What is not on the wall just now (in the trash, on a drive that is away) keeps its place among the rest.
    const named = new Set(styleIds);
    await this.#notes.setOrder([...styleIds, ...this.#notes.order.filter((id) => !named.has(id))]);
    await this.refresh();
  }

  trash(styleId: string): ReturnType<Trash['add']> {
    return this.#throwing.run(async () => {
      const { file, info } = this.made(styleId);
      const entry = await this.#trash.add(info, file, await this.#scanner.weightsOf(file));
      await this.refresh();
      return entry;
    });
  }

  restore(trashId: string): Promise<string> {
    return this.#throwing.run(async () => {
      const styleId = await this.#trash.takeBack(trashId, this.ownFolder, (id) => this.#ids.has(id));
      await this.refresh();
      return styleId;
    });
  }

  trashed(): ReturnType<Trash['list']> {
    return this.#trash.list();
  }

  emptyTrash(): ReturnType<Trash['list']> {
    return this.#throwing.run(async () => {
      const gone = (await this.#trash.list()).filter(({ shipped }) => !shipped);
      await this.#trash.empty();
      await this.#notes.forget(gone.flatMap(({ styleId }) => (this.#ids.has(styleId) ? [] : [styleId])));
      return this.#trash.list();
    });
  }

  /** Asks where to and copies there; null when the person thinks better of it, undefined where nobody can ask. */
  async saveAs(styleId: string): Promise<string | null | undefined> {
    const target = await this.#options.facilities?.saveAs?.(givenName(this.made(styleId).info));
    if (typeof target !== 'string') return target;
    const { bytes } = await this.given(styleId);
    try {
      await writeAtomically(target, bytes);
    } catch (error) {
      throw new Refusal('storage', `${basename(target)} cannot be written: ${messageOf(error)}`);
    }
    return target;
  }

  async showInFolder(styleId: string): Promise<void> {
    const file = this.fileOf(styleId);
    const show = this.#options.facilities?.showInFolder;
    if (!show) throw new Refusal('unavailable', 'This window cannot open folders.');
    await show(file);
  }

  /** A style as it is given away. Rejects with a {@link Refusal} `unknown-style`. */
  async given(styleId: string): Promise<GivenStyle> {
    return givenStyle(this.made(styleId));
  }

  /** Rejects with a {@link Refusal} where a style cannot be given away. One that is as it was is not read for that. */
  async checkGiven(styleId: string): Promise<void> {
    const file = this.fileOf(styleId);
    if (!(await this.#scanner.isAsRead(file))) await readStyle(file);
  }

  async startDrag(styleId: string): Promise<void> {
    this.fileOf(styleId);
    const start = this.#options.facilities?.startDrag;
    if (!start) throw new Refusal('unavailable', 'This window drags files by itself.');
    start(await this.#dragged.add(await this.given(styleId)));
  }

  beginImport(importId: string, files: ComingFiles): void {
    this.#desk.begin(importId, files);
  }

  importChunk(importId: string, offset: number, piece: Uint8Array): number {
    return this.#desk.chunk(importId, offset, piece);
  }

  async finishImport(importId: string): Promise<Imported> {
    return this.#hang(await this.#desk.finish(importId));
  }

  cancelImport(importId: string): void {
    this.#desk.cancel(importId);
  }

  /** Brings in files by their paths, for a shell that was handed some. Each answers with a style, or why not. */
  async importFiles(paths: readonly string[]): Promise<PromiseSettledResult<Imported>[]> {
    const results: PromiseSettledResult<Imported>[] = [];
    // One after the other: each may be large.
    for (const path of paths) results.push(...(await Promise.allSettled([this.#importFile(path)])));
    return results;
  }

  /** Hangs a style that was made here; `name` is for its id, its title is in it. */
  async hang(name: string, bytes: Uint8Array): Promise<Imported> {
    return this.#hang(await this.#desk.add(name, bytes));
  }

  /** A style that hangs, with its file. @throws {Refusal} `unknown-style` */
  made(styleId: string): { file: string; info: StyleInfo } {
    const file = this.fileOf(styleId);
    return { file, info: this.styles.find(({ id }) => id === styleId)! };
  }

  /** The shipped styles that hang. */
  shipped(): { file: string; title: string }[] {
    const shipped = this.styles.filter((style) => style.shipped);
    return shipped.map(({ id, title }) => ({ file: this.fileOf(id), title }));
  }

  /** Ends the watching; resolves when everything is on disk. */
  async close(): Promise<void> {
    this.#watch.close();
    this.#desk.close();
    this.#closed = true;
    // A look under way would keep what it finds afterwards, in a folder that may be gone by then. Some drives never answer.
    await this.#looks.settled(5000);
    await this.#notes.settled();
    await this.#known.settled();
    await this.#dragged.clear();
  }

  async #importFile(path: string): Promise<Imported> {
    return this.hang(basename(path), await readStyle(path));
  }

  async #hang(imported: Imported): Promise<Imported> {
    // A title from the file's name is only a nicety: without the note, the id makes one.
    const { styleId, title, fromName } = imported;
    if (fromName) await this.#notes.note(styleId, { title }).catch(() => undefined);
    await this.refresh();
    return imported;
  }

  async #look(learnt?: FoundStyle): Promise<void> {
    if (this.#closed) return;
    if (learnt) this.#scanner.learn(learnt);
    const before = [JSON.stringify([this.styles, this.problems]), JSON.stringify(this.#files)];
    const { styles, problems, files } = await this.#scanner.scan();
    const of = (id: string): ReturnType<NoteStore['of']> => this.#notes.of(id);
    this.styles = arrange(styles, { order: this.#notes.order, hidden: this.#trash.hidden, of });
    this.problems = problems;
    this.#ids = new Set(styles.map(({ id }) => id));
    const byId = new Map(files.map((file) => [file.id, file]));
    this.#files = this.styles.flatMap(({ id }) => byId.get(id) ?? []);
    if (JSON.stringify(this.#files) !== before[1]) this.#options.onFiles(this.#files);
    if (JSON.stringify([this.styles, this.problems]) !== before[0]) this.#options.onChange();
  }
}
