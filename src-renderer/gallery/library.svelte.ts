/** What a person does in the gallery besides choosing: find, order, rename, put away, bring in, give away. */
import type { Bridge } from '../bridge/bridge.ts';
import type { ErrorCode, LibraryAbilities, StyleInfo, TrashedStyle } from '../bridge/contract.ts';
import { t, told } from '../language/language.svelte.ts';
import type { Notices } from '../notices/notices.svelte.ts';
import { Importer, type ImportFile } from './importer.svelte.ts';
import { inRounds } from '../state/inRounds.ts';
import { onceEach } from '../state/once.ts';
import { inOrder } from './order.ts';
import { matching, SEARCH_FROM } from './search.ts';
import type { StyleOnWall } from './tiles.svelte.ts';

/** The sheet that is open over the page. */
export type Sheet =
  { readonly what: 'details' | 'rename'; readonly styleId: string } | { readonly what: 'trash' };

/** Where a style's menu is open. */
export interface OpenMenu {
  readonly styleId: string;
  readonly x: number;
  readonly y: number;
}

/** What the library needs of the rest of the page. */
export interface LibrarySurroundings {
  readonly request: Bridge['request'];
  readonly notices: Notices;
  /** The styles in their order; null until they are known. */
  styles(): readonly StyleInfo[] | null;
  /** Shows this order until the main side has told its own. */
  reordered(styles: StyleInfo[]): void;
  chooseStyle(id: string): void;
}

/** An order that is on its way to the main side, and the last of several. */
interface Ordering {
  readonly ids: readonly string[];
  /** The styles as they hang meanwhile, and as the main side has told of them. */
  shown: StyleInfo[];
  told: StyleInfo[];
}

/** The gallery's state, and what is done in it. */
export class GalleryLibrary {
  query = $state('');
  /** The search field was asked for, though there are few styles. */
  searching = $state(false);
  onlyFavourites = $state(false);
  sheet = $state.raw<Sheet | null>(null);
  menu = $state.raw<OpenMenu | null>(null);
  /** The style whose tile is being dragged. */
  dragging = $state<string | null>(null);
  /** A style file is to be chosen. */
  choosing = $state(false);
  abilities = $state.raw<LibraryAbilities>({
    ...{ showInFolder: false, export: 'download', drag: 'download' },
    mostBytes: Infinity,
  });
  trashed = $state.raw<readonly TrashedStyle[]>([]);
  readonly importer: Importer;
  /** Lists anew what is in the trash. */
  readonly loadTrash = inRounds(async () => {
    const trashed = await this.#around.request('library.trashed', {});
    if (trashed.ok) this.trashed = trashed.value;
  });
  /** The tiles in sight; null until that is known. */
  #seen: ReadonlySet<string> | null = null;
  #ordering: Ordering | null = null;
  /** Into the trash, or out of it. */
  readonly #once = onceEach();
  readonly #around: LibrarySurroundings;

  readonly all = $derived.by(() => this.#around.styles() ?? []);
  readonly hasFavourites = $derived(this.all.some(({ favourite }) => favourite));
  readonly canSearch = $derived(this.all.length >= SEARCH_FROM || this.searching);
  readonly filtered = $derived(this.onlyFavourites || (this.canSearch && this.query !== ''));
  /** The styles that hang on the wall just now. */
  readonly shown = $derived.by(() => {
    const wanted = this.onlyFavourites ? this.all.filter((style) => style.favourite) : this.all;
    return this.canSearch ? matching(wanted, this.query) : wanted;
  });

  constructor(around: LibrarySurroundings) {
    this.#around = around;
    this.importer = new Importer(
      (name, args) => around.request(name, args),
      () => this.abilities.mostBytes,
    );
  }

  /** Asks the main side what it can do and what is in the trash. */
  async load(): Promise<void> {
    const [abilities] = await Promise.all([this.#around.request('library.abilities', {}), this.loadTrash()]);
    if (abilities.ok) this.abilities = abilities.value;
  }

  /**
   * The styles may be others now. Without favourites their filter ends, and without its style a sheet does: it would come
   * back by itself with the next one.
   */
  changed(): void {
    if (!this.hasFavourites) this.onlyFavourites = false;
    if (this.sheet && 'styleId' in this.sheet && !this.find(this.sheet.styleId)) this.sheet = null;
  }

  /** A style by its id. */
  find(id: string): StyleInfo | undefined {
    return this.all.find((style) => style.id === id);
  }

  /** The styles as the tiles are to be painted. */
  onWall(): readonly StyleOnWall[] {
    const shown = this.shown.map(({ id }) => id);
    return this.all.map(({ id, stamp }) => ({
      id,
      stamp,
      seen: shown.includes(id) && (this.#seen?.has(id) ?? true),
    }));
  }

  /** These tiles are in sight. */
  see(ids: ReadonlySet<string>): void {
    this.#seen = ids;
  }

  /** Leaves the search and shows everything. */
  showAll(): void {
    this.query = '';
    this.searching = false;
    this.onlyFavourites = false;
  }

  /** Gives a style another title, and closes the sheet that this was typed in: not one that was opened meanwhile. */
  async rename(styleId: string, title: string): Promise<void> {
    const { sheet } = this;
    const kept = title === this.find(styleId)?.title;
    const done = kept || this.#did(await this.#around.request('library.rename', { styleId, title }));
    if (done && this.sheet === sheet) this.sheet = null;
  }

  async favour(styleId: string, favourite: boolean): Promise<void> {
    const reply = await this.#around.request('library.favourite', { styleId, favourite });
    const title = this.find(styleId)?.title ?? styleId;
    if (this.#did(reply))
      this.#say(t(favourite ? 'gallery.isFavourite' : 'gallery.isNoFavourite', { title }));
  }

  /** Hangs the styles in this order: at once here, and on disk. `moved` is told of to those who listen. */
  async order(ids: readonly string[], moved: string): Promise<void> {
    const title = this.find(moved)?.title ?? moved;
    const shown = inOrder(this.all, ids);
    const ordering: Ordering = { ids, shown, told: this.#ordering?.told ?? [...this.all] };
    this.#ordering = ordering;
    this.#around.reordered(shown);
    this.#say(t('gallery.movedTo', { title, place: ids.indexOf(moved) + 1, count: ids.length }));
    const done = this.#did(await this.#around.request('library.order', { styleIds: [...ids] }));
    // A later one decides.
    if (this.#ordering !== ordering) return;
    this.#ordering = null;
    if (!done && this.#around.styles() === ordering.shown) this.#around.reordered(ordering.told);
  }

  /**
   * How the styles are to hang that the main side has just told of. While an order is on its way to it, in that one:
   * with a key that is held, tiles would jump back to where they were some keys ago, and the next key start from there.
   */
  hung(styles: StyleInfo[]): StyleInfo[] {
    if (!this.#ordering) return styles;
    this.#ordering.told = styles;
    this.#ordering.shown = inOrder(styles, this.#ordering.ids);
    return this.#ordering.shown;
  }

  trash(styleId: string): Promise<void> {
    return this.#once(styleId, () => this.#trash(styleId));
  }

  /** Hangs a style again that is in the trash. */
  restore(
    trashId: string,
    title = this.trashed.find((each) => each.trashId === trashId)?.title ?? '',
  ): Promise<void> {
    return this.#once(trashId, () => this.#restore(trashId, title));
  }

  async #trash(styleId: string): Promise<void> {
    const reply = await this.#around.request('library.trash', { styleId });
    if (!this.#did(reply) || !reply.ok) return;
    const { trashId, title, shipped } = reply.value;
    const message = t(shipped ? 'gallery.putAway' : 'gallery.removed', { title });
    const action = { label: t('gallery.undo'), run: () => void this.restore(trashId, title) };
    this.#around.notices.add({ level: 'info', message }, action);
    await this.loadTrash();
  }

  async #restore(trashId: string, title: string): Promise<void> {
    if (this.#did(await this.#around.request('library.restore', { trashId }))) {
      this.#say(t('gallery.restored', { title }));
    }
    await this.loadTrash();
  }

  async emptyTrash(): Promise<void> {
    const reply = await this.#around.request('library.emptyTrash', {});
    if (this.#did(reply)) this.#say(t('gallery.trashEmptied'));
    await this.loadTrash();
  }

  async giveAway(styleId: string): Promise<void> {
    const reply = await this.#around.request('library.export', { styleId });
    if (!this.#did(reply) || !reply.ok) return;
    const title = this.find(styleId)?.title ?? styleId;
    if (reply.value.how === 'download') download(reply.value.url);
    if (reply.value.how === 'saved') {
      this.#around.notices.add({
        level: 'info',
        message: t('gallery.saved', { title, file: reply.value.file }),
      });
    }
  }

  async showInFolder(styleId: string): Promise<void> {
    this.#did(await this.#around.request('library.showInFolder', { styleId }));
  }

  async startDrag(styleId: string): Promise<void> {
    this.#did(await this.#around.request('library.startDrag', { styleId }));
  }

  /** Brings files in and tells what became of each. The only one that came is chosen. */
  async bring(files: readonly ImportFile[]): Promise<void> {
    const outcomes = await this.importer.add(files);
    const hung = outcomes.flatMap((outcome) => ('style' in outcome ? [outcome.style] : []));
    const refused = outcomes.flatMap((outcome) => ('refusal' in outcome ? [told(outcome.refusal)] : []));
    // All in one: of several notices only the last ones would stay.
    if (refused.length > 0) this.#around.notices.add({ level: 'error', message: refused.join('\n') });
    const [first] = hung;
    if (!first) return;
    if (hung.length === 1) this.#around.chooseStyle(first.styleId);
    const message =
      hung.length === 1
        ? t('gallery.imported', { title: first.title })
        : t('gallery.importedMany', { count: hung.length });
    this.#around.notices.add({ level: 'info', message });
  }

  /** Says what was done to those who cannot see it. */
  #say(sentence: string): void {
    this.#around.notices.say(sentence);
  }

  #did(reply: { ok: true } | { ok: false; code: ErrorCode; message: string }): boolean {
    if (!reply.ok) this.#refused(reply);
    return reply.ok;
  }

  #refused(refusal: { code: ErrorCode; message: string }): void {
    this.#around.notices.add({ level: 'error', message: told(refusal) });
  }
}

/** Has the browser fetch a file of ours and keep it. */
function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
