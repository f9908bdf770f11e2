/** The shelf of recordings as the page has it. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Notice, Recording, Result } from '../bridge/contract.ts';
import { downloadUrl, mediaUrl } from './address.ts';
import { makeLoop, type LoopType } from '../repaint/loop.ts';
import { heard, t, told } from '../language/language.svelte.ts';
import { messageOf } from '../language/messageOf.ts';
import { inRounds } from '../state/inRounds.ts';
import { onceEach } from '../state/once.ts';

/** What the shelf needs of the rest of the page. */
export interface ShelfSurroundings {
  readonly bridge: Pick<Bridge, 'request' | 'on' | 'onStatus'>;
  tell(notice: Notice): void;
  /** Says what others see, to those who do not. */
  say(sentence: string): void;
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
  /** Where the file is whose folder could not be opened for the person. */
  located = $state.raw<{ readonly id: string; readonly path: string } | null>(null);
  /** A part of a clip is being saved. */
  trimming = $state(false);
  /** A loop is being made. */
  looping = $state(false);
  /** The recording that is looked at; null for all of them. */
  chosenId = $state<string | null>(null);
  /** The recording that was given another name last, and with it another id; null once it is shown. */
  namedId: string | null = null;
  removed = $state.raw<Removed | null>(null);
  /** What lies in the trash, the latest first. */
  trashed = $state.raw<Result<'recordings.trashed'>>([]);
  readonly chosen = $derived.by(() => this.listed?.recordings.find(({ id }) => id === this.chosenId) ?? null);
  /** Lists anew what is there, and what is in the trash. */
  readonly load = inRounds(() => this.#load());
  readonly #around: ShelfSurroundings;
  #undoTimer: ReturnType<typeof setTimeout> | undefined;
  /** Into the trash, or out of it. */
  readonly #once = onceEach();

  constructor(around: ShelfSurroundings) {
    this.#around = around;
  }

  /** Keeps the list up to date while the panel is open; the returned function stops. */
  start(): () => void {
    const { bridge } = this.#around;
    const stops = [
      bridge.on('recordings.changed', ({ added }) => {
        if (added && added.seconds !== null) {
          this.#around.tell({ level: 'info', message: t('recorder.saved', { name: added.name }) });
        }
        this.look();
      }),
      // What could not be listed while nobody was there is listed as soon as somebody is.
      bridge.onStatus((status) => status === 'connected' && this.look()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** There may be others now: the person comes back from another window, perhaps from the folder itself. */
  look(): void {
    if (this.open) void this.load();
  }

  async show(): Promise<void> {
    this.open = true;
    this.chosenId = null;
    await this.load();
  }

  close(): void {
    this.open = false;
  }

  /** Gives a recording another name; false where that was refused. */
  async rename({ id }: Recording, name: string): Promise<boolean> {
    const reply = await this.#around.bridge.request('recordings.rename', { id, name });
    if (!reply.ok) {
      this.#refused(reply);
      return false;
    }
    if (this.chosenId === id) this.namedId = reply.value.id;
    this.#becomes(id, reply.value);
    await this.load();
    return true;
  }

  remove({ id, name }: Recording): Promise<void> {
    return this.#once(id, () => this.#remove(id, name));
  }

  async #remove(id: string, name: string): Promise<void> {
    const reply = await this.#around.bridge.request('recordings.remove', { id });
    if (!reply.ok) return this.#refused(reply);
    this.#becomes(id, null);
    this.removed = { id: reply.value.id, name };
    clearTimeout(this.#undoTimer);
    this.#undoTimer = setTimeout(() => (this.removed = null), UNDO_MS);
    await this.load();
  }

  /** Brings back what was removed last. */
  async undo(): Promise<void> {
    if (this.removed) await this.restore(this.removed.id);
  }

  /** Takes something out of the trash. */
  restore(id: string): Promise<void> {
    return this.#once(id, () => this.#restore(id));
  }

  async #restore(id: string): Promise<void> {
    const name = this.trashed.find((each) => each.id === id)?.name ?? this.removed?.name ?? '';
    if (this.removed?.id === id) this.removed = null;
    const reply = await this.#around.bridge.request('recordings.restore', { id });
    if (reply.ok) this.#around.say(t('recordings.restored', { name }));
    else this.#refused(reply);
    await this.load();
  }

  /** Removes for good what lies in the trash. */
  async emptyTrash(): Promise<void> {
    this.removed = null;
    const reply = await this.#around.bridge.request('recordings.emptyTrash', {});
    if (reply.ok) this.#around.say(t('gallery.trashEmptied'));
    else this.#refused(reply);
    await this.load();
  }

  async trim({ id }: Recording, from: number, to: number): Promise<void> {
    this.trimming = true;
    const reply = await this.#around.bridge.request('recordings.trim', { id, from, to });
    this.trimming = false;
    if (!reply.ok) return this.#refused(reply);
    this.#around.tell({ level: 'info', message: t('recordings.trimmed', { name: reply.value.name }) });
    await this.#loadMade(reply.value, id);
  }

  async reveal({ id }: Recording): Promise<void> {
    const reply = await this.#around.bridge.request('recordings.show', { id });
    if (!reply.ok) return this.#refused(reply);
    const { shown, path } = reply.value;
    // Not as a notice, which goes by itself: a path is to be copied.
    if (!shown) this.located = { id, path };
  }

  /** A drag of a recording begins: another window, or the desktop, may get its file. */
  drag(recording: Recording, event: DragEvent): void {
    if (this.listed?.drag === 'native') {
      event.preventDefault();
      const { id } = recording;
      void this.#around.bridge.request('recordings.startDrag', { id }).then((reply) => {
        if (!reply.ok) this.#refused(reply);
      });
      return;
    }
    event.dataTransfer?.setData('DownloadURL', downloadUrl(recording, location.href));
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy';
  }

  /** Makes a loop of a part of a clip, and shows it. */
  async loop(recording: Recording, type: LoopType, from: number, to: number): Promise<void> {
    this.looping = true;
    try {
      const made = await makeLoop(this.#around.bridge, recording, mediaUrl(recording), type, from, to);
      this.#around.tell({ level: 'info', message: t('repaint.loopMade', { name: `${made.name}.${type}` }) });
      await this.#loadMade(made, recording.id);
    } catch (error) {
      const message = t('repaint.loopFailed', { message: heard(messageOf(error)) });
      this.#around.tell({ level: 'error', message });
    } finally {
      this.looping = false;
    }
  }

  async #load(): Promise<void> {
    const { bridge } = this.#around;
    const [reply, trashed] = await Promise.all([
      bridge.request('recordings.list', {}),
      bridge.request('recordings.trashed', {}),
    ]);
    if (trashed.ok) this.trashed = trashed.value;
    if (reply.ok) this.listed = { ...reply.value, recordings: this.#known(reply.value.recordings) };
    // What is shown stays, and a clip that plays: the connection may be back in a moment.
    else if (!this.listed || this.listed.problem !== undefined)
      this.listed = { folder: '', recordings: [], drag: 'download', problem: told(reply) };
  }

  /** Shows what was made of a recording, unless the person looks at something else by now. */
  async #loadMade(made: Recording, from: string): Promise<void> {
    await this.load();
    if (this.chosenId === from) this.chosenId = made.id;
  }

  /** The same with those that are as they were: only what is another is drawn again. */
  #known(recordings: readonly Recording[]): Recording[] {
    const entries = this.listed?.recordings.map((each) => [each.id, each] as const) ?? [];
    const before: Readonly<Record<string, Recording | undefined>> = Object.fromEntries(entries);
    return recordings.map((each) => {
      const known = before[each.id];
      return known && JSON.stringify(known) === JSON.stringify(each) ? known : each;
    });
  }

  /** What is known before the next list: the shelf need not show for a moment what is not so any more. */
  #becomes(id: string, other: Recording | null): void {
    const { listed } = this;
    const recordings = listed?.recordings.flatMap((each) => (each.id === id ? (other ?? []) : each));
    if (listed && recordings) this.listed = { ...listed, recordings };
    // The person may look at something else by now.
    if (this.chosenId === id) this.chosenId = other?.id ?? null;
  }

  #refused(reply: Parameters<typeof told>[0]): void {
    this.#around.tell({ level: 'error', message: told(reply) });
    if (reply.code === 'unknown-recording') void this.load();
  }
}

/** Whether it is made of a file: what was recorded begins with its date. */
export function isRepainted({ name }: Recording): boolean {
  return !isDated(name);
}

/** What a recording is called on the shelf: its style, unless the person gave it a name. */
export function titleOf({ name, style }: Recording): string {
  return isDated(name) ? (style ?? name) : name;
}

/** What is said of its style beneath, where that is not what it is called. */
export function styleBeneath({ name, style }: Recording): string | null {
  return isDated(name) ? null : style;
}

function isDated(name: string): boolean {
  return /^\d{4}-\d\d-\d\d \d\d\./.test(name);
}
