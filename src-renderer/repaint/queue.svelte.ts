/** Files that are being repainted, one after the other. It lives with the page, not with any panel. */
import type { Bridge } from '../bridge/bridge.ts';
import type { Notice, RecordingQuality } from '../bridge/contract.ts';
import type { EncoderName } from '../recorder/format.ts';
import { t } from '../language/language.svelte.ts';
import { closedKind, kindOf, type FileKind } from './kinds.ts';
import { secondsLeft } from './pace.ts';
import { repaintPicture } from './pictureTask.ts';
import { Cancelled, type Look, type TaskOptions } from './task.ts';
import { troubleText } from './trouble.ts';
import { repaintVideo } from './videoTask.ts';

/** How far a file has come. Those that end `done` leave the list after a while. */
export type ItemStatus = 'waiting' | 'reading' | 'painting' | 'finishing' | 'done' | 'failed';

/** A file in the queue. */
export interface RepaintItem {
  readonly id: number;
  readonly name: string;
  readonly kind: FileKind;
  readonly style: string;
  readonly status: ItemStatus;
  /** From 0 to 1; null where it is not known. */
  readonly part: number | null;
  readonly secondsLeft: number | null;
  /** What went wrong and what to do, or what the result lacks. */
  readonly message: string | null;
  readonly file: File;
  readonly look: Look;
  readonly stop: AbortController;
  /** Encoders that failed over it. */
  readonly failed: Set<EncoderName>;
}

/** What the queue needs of the rest of the page. */
export interface QueueSurroundings {
  readonly bridge: Pick<Bridge, 'request' | 'on' | 'onStatus'>;
  /** How a file that comes now is to be painted; null while there is no style. */
  look(): Look | null;
  quality(): RecordingQuality;
  tell(notice: Notice): void;
}

const TASKS = { picture: repaintPicture, video: repaintVideo };
const DONE_STAYS_MS = 8000;
const ended = (status: ItemStatus): boolean => status === 'done' || status === 'failed';

/** Repaints files in the order in which they come. */
export class RepaintQueue {
  items = $state.raw<readonly RepaintItem[]>([]);
  /** The one that is worked on. */
  readonly current = $derived(
    this.items.find(({ status }) => status !== 'waiting' && !ended(status)) ?? null,
  );
  readonly waiting = $derived(this.items.filter(({ status }) => status === 'waiting').length);
  readonly #around: QueueSurroundings;
  readonly #tasks: Readonly<Record<FileKind, (options: TaskOptions) => Promise<void>>>;
  #nextId = 1;
  #running = false;

  constructor(around: QueueSurroundings, tasks = TASKS) {
    this.#around = around;
    this.#tasks = tasks;
  }

  /** Takes files in. They are painted as the page is set now, whatever is changed later. */
  add(files: readonly File[]): void {
    const look = this.#around.look();
    if (!look) return this.#around.tell({ level: 'warning', message: t('repaint.noStyle') });
    const items = files.flatMap((file): RepaintItem[] => {
      const kind = kindOf(file);
      if (!kind) {
        this.#around.tell({ level: 'error', message: refusalOf(file.name) });
        return [];
      }
      const own = { id: this.#nextId++, name: file.name, kind, style: look.title };
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing shows it
      const failed = new Set<EncoderName>();
      return [{ ...own, file, look, stop: new AbortController(), failed, ...FRESH }];
    });
    this.items = [...this.items, ...items];
    void this.#run();
  }

  /** Ends one: before, in, or after its turn; it leaves the list. */
  cancel(id: number): void {
    this.items.find((item) => item.id === id)?.stop.abort();
    this.items = this.items.filter((item) => item.id !== id);
  }

  /** Puts one that failed at the end of the queue again. */
  again(id: number): void {
    const item = this.items.find((each) => each.id === id);
    if (item?.status !== 'failed') return;
    this.items = [...this.items.filter((each) => each.id !== id), { ...item, ...FRESH }];
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (;;) {
      const next = this.items.find(({ status }) => status === 'waiting');
      if (!next) break;
      await this.#repaint(next);
    }
    this.#running = false;
  }

  async #repaint({ id, kind, name, file, look, stop, failed }: RepaintItem): Promise<void> {
    this.#change(id, { status: 'reading' });
    let begun: { at: number; part: number } | null = null;
    const remarks: ('silent' | 'part')[] = [];
    try {
      await this.#tasks[kind]({
        ...{ bridge: this.#around.bridge, file, look, failed },
        quality: this.#around.quality(),
        signal: stop.signal,
        progress: (done, status) => {
          const at = performance.now();
          if (status === 'reading') begun = null;
          // What came before painting goes by faster, and says nothing of how long that takes.
          if (status === 'painting' && done !== null) begun ??= { at, part: done };
          const left = begun && done !== null ? secondsLeft(at - begun.at, done, begun.part) : null;
          this.#change(id, { status, part: done, secondsLeft: left });
        },
        remark: (what) => {
          remarks.push(what);
          if (what === 'silent') this.#change(id, { message: t('repaint.silent') });
        },
      });
      this.#change(id, { status: 'done', part: 1, secondsLeft: null });
      setTimeout(() => this.cancel(id), DONE_STAYS_MS);
    } catch (error) {
      if (error instanceof Cancelled) return;
      const trouble = troubleText(error, name);
      const message = remarks.includes('part') ? t('repaint.partKept', { trouble }) : trouble;
      this.#change(id, { status: 'failed', part: null, secondsLeft: null, message });
      this.#around.tell({ level: 'error', message });
    }
  }

  #change(id: number, change: Partial<RepaintItem>): void {
    this.items = this.items.map((item) => (item.id === id ? { ...item, ...change } : item));
  }
}

function refusalOf(name: string): string {
  const kind = closedKind(name);
  return kind ? t('repaint.closedKind', { name, kind }) : t('repaint.unknownKind', { name });
}

const FRESH = { status: 'waiting', part: null, secondsLeft: null, message: null } as const;
