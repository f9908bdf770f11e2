/** The shelf of recordings as the page has it. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Notice, Recording, Result } from '../bridge/contract.ts';
import { t, told } from '../language/language.svelte.ts';

/** What the shelf needs of the rest of the page. */
export interface ShelfSurroundings {
  readonly bridge: Pick<Bridge, 'request' | 'on'>;
  tell(notice: Notice): void;
}

/** What was removed last, to be brought back. */
export interface Removed {
  readonly id: string;
  readonly name: string;
}

/** How long a removal can be taken back here; the trash keeps the file for longer. */
const UNDO_MS = 12_000;

/** Lists recordings and does with them what the person wants. */
export class RecordingShelf {
  /** The panel is open. */
  open = $state(false);
  /** Null until it was listed. */
  listed = $state.raw<Result<'recordings.list'> | null>(null);
  /** The recording that is looked at; null for all of them. */
  chosenId = $state<string | null>(null);
  removed = $state.raw<Removed | null>(null);
  readonly chosen = $derived.by(() => this.listed?.recordings.find(({ id }) => id === this.chosenId) ?? null);
  readonly #around: ShelfSurroundings;
  #undoTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(around: ShelfSurroundings) {
    this.#around = around;
  }

  /** Keeps the list up to date while the panel is open; the returned function stops. */
  start(): () => void {
    return this.#around.bridge.on('recordings.changed', ({ added }) => {
      if (added && added.seconds !== null) {
        this.#around.tell({ level: 'info', message: t('recorder.saved', { name: added.name }) });
      }
      if (this.open) void this.load();
    });
  }

  async show(): Promise<void> {
    this.open = true;
    this.chosenId = null;
    await this.load();
  }

  close(): void {
    this.open = false;
  }

  async load(): Promise<void> {
    const reply = await this.#around.bridge.request('recordings.list', {});
    if (reply.ok) this.listed = reply.value;
    else this.listed = { folder: '', recordings: [], canShow: false, problem: told(reply) };
  }

  async rename({ id }: Recording, name: string): Promise<void> {
    const reply = await this.#around.bridge.request('recordings.rename', { id, name });
    if (!reply.ok) return this.#refused(reply);
    await this.load();
    this.chosenId = reply.value.id;
  }

  async remove({ id, name }: Recording): Promise<void> {
    const reply = await this.#around.bridge.request('recordings.remove', { id });
    if (!reply.ok) return this.#refused(reply);
    this.chosenId = null;
    this.removed = { id: reply.value.id, name };
    clearTimeout(this.#undoTimer);
    this.#undoTimer = setTimeout(() => (this.removed = null), UNDO_MS);
    await this.load();
  }

  /** Brings back what was removed last. */
  async undo(): Promise<void> {
    const { removed } = this;
    if (!removed) return;
    this.removed = null;
    const reply = await this.#around.bridge.request('recordings.restore', { id: removed.id });
    if (!reply.ok) this.#refused(reply);
    await this.load();
  }

  async trim({ id }: Recording, from: number, to: number): Promise<void> {
    const reply = await this.#around.bridge.request('recordings.trim', { id, from, to });
    if (!reply.ok) return this.#refused(reply);
    this.#around.tell({ level: 'info', message: t('recordings.trimmed', { name: reply.value.name }) });
    await this.load();
    this.chosenId = reply.value.id;
  }

  async reveal({ id }: Recording): Promise<void> {
    const reply = await this.#around.bridge.request('recordings.show', { id });
    if (!reply.ok) this.#refused(reply);
  }

  #refused(reply: Parameters<typeof told>[0]): void {
    this.#around.tell({ level: 'error', message: told(reply) });
  }
}

/** Where the page finds a recording's file. */
export function mediaUrl({ id, version }: Recording): string {
  return `/recordings/${id}?v=${version}`;
}

/** What a recording is called on the shelf: its style, unless the person gave it a name. */
export function titleOf({ name, style }: Recording): string {
  return style ?? name;
}
