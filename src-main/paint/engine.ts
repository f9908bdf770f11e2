/**
 * The live engine: frames in, answers out, one painted at a time. It also loads styles ahead of need, so
 * that switching costs no wait. Knows nothing of processes; see serve.ts for those.
 */
import type { Frame, FrameSize, Painter, StyleModel } from './painter.ts';
import { StyleError } from './painter.ts';
import { refusedFrame, type PaintedFrame, type PortFrame } from './protocol.ts';
import { Probation } from './probation.ts';
import { FrameQueue, type Job } from './queue.ts';
import { messageOf, Refusal } from './refusal.ts';

/** The styles there are. */
export interface StyleShelf {
  /** @throws {StyleError} when the style's file cannot be read. */
  find(styleId: string): StyleModel | undefined;
  ids(): readonly string[];
}

/** What the engine works with. */
export interface EngineOptions {
  painter: Painter;
  styles: StyleShelf;
  /** Called before a piece of work that may take long, with an upper bound in milliseconds. */
  onLongWork?: (ms: number) => void;
  /** Called before a style is loaded or painted for the first time, and with null after it. */
  onTrying?: (styleId: string | null) => Promise<void>;
  /** Whether memory is left for one more style that nobody has chosen yet. */
  mayLoadAhead?: () => boolean;
}

/** How many styles are loaded ahead of need at most: a gallery may be long. */
const STYLES_AHEAD = 8;
/** What failed for no fault of the style is tried again after so many milliseconds, not at every frame. */
const RETRY_MS = 2000;
/** How many failures are remembered. */
const MAX_BROKEN = 256;
/** The live view counts as at rest after so many milliseconds without a live frame. */
const LIVE_REST_MS = 300;
/** While the live view runs but leaves gaps, one style ahead in so many milliseconds. */
const AHEAD_IN_GAPS_MS = 400;
/** While live frames come back to back, one style ahead in so many milliseconds all the same. */
const AHEAD_UNDER_LOAD_MS = 2000;
/** Pictures of more pixels are long work. The slowest network we ship takes 4 microseconds a pixel. */
const LONG_WORK_PIXELS = 1_000_000;
const LONG_WORK_MS_PER_PIXEL = 0.01;

interface Urgent {
  readonly styleId: string;
  readonly blendId: string | null;
  readonly size: FrameSize;
  readonly resolve: () => void;
  readonly reject: (error: Refusal) => void;
}

/** Paints the frames it is given. */
export class PaintEngine {
  readonly #options: EngineOptions;
  readonly #queue = new FrameQueue();
  readonly #urgent: Urgent[] = [];
  /** What could not be painted, by style and size, and until when that counts. */
  readonly #broken = new Map<string, { refusal: Refusal; until: number }>();
  readonly #probation: Probation;
  #ahead: { styleId: string; size: FrameSize }[] = [];
  #lastAhead = -Infinity;
  #lastLive = -Infinity;
  #pumping: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#probation = new Probation(async (styleId) => options.onTrying?.(styleId));
  }

  /** Takes a checked frame. `answer` is called exactly once, unless the client is forgotten first. */
  submit(client: string, frame: PortFrame, answer: Job['answer']): void {
    const arrived = performance.now();
    if (frame.header.kind === 'live') this.#lastLive = arrived;
    this.#queue.add({ client, frame, arrived, answer });
    this.#pump();
  }

  /**
   * Loads a style, and the one it is mixed with, for a size before anything else; afterwards the other
   * styles for that size, in idle time. Rejects with a {@link Refusal} when one of the two cannot be used.
   */
  prepare(styleId: string, size: FrameSize, blendId: string | null = null): Promise<void> {
    // Sizes that nobody paints any more need nothing ahead.
    this.#ahead = this.#options.styles
      .ids()
      .filter((id) => id !== styleId && id !== blendId)
      .slice(0, STYLES_AHEAD)
      .map((id) => ({ styleId: id, size }));
    // The chosen style comes first; under load the others let live frames through in between.
    this.#lastAhead = performance.now();
    return new Promise((resolve, reject) => {
      this.#urgent.push({ styleId, blendId, size, resolve, reject });
      this.#pump();
    });
  }

  /** Forgets what a client waits for. */
  forget(client: string): void {
    this.#queue.forget(client);
  }

  /** Resolves when nothing waits and nothing runs; for tests. */
  async idle(): Promise<void> {
    while (this.#pumping) await this.#pumping;
  }

  /** Stops after the present frame. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#pumping;
  }

  #pump(): void {
    clearTimeout(this.#timer);
    if (this.#pumping || this.#closed) return;
    this.#pumping = this.#work().finally(() => {
      this.#pumping = undefined;
      // Something may have come in just now; else look again when loading ahead may go on.
      if (this.#queue.size > 0 || this.#urgent.length > 0) this.#pump();
      else if (this.#ahead.length > 0 && !this.#closed) {
        this.#timer = setTimeout(() => this.#pump(), this.#untilAhead());
      }
    });
  }

  async #work(): Promise<void> {
    while (!this.#closed) {
      // A network's run blocks this thread, messages meanwhile pile up outside: let them in first, so that
      // the newest frame wins and not the first.
      await new Promise((resolve) => setImmediate(resolve));
      const work = this.#next();
      if (!work) return;
      await work;
    }
  }

  #next(): Promise<void> | undefined {
    const now = performance.now();
    const urgent = this.#urgent.shift();
    if (urgent) return this.#prepareUrgently(urgent);
    if (this.#ahead.length > 0 && now - this.#lastAhead >= AHEAD_UNDER_LOAD_MS) return this.#loadAhead();
    const job = this.#queue.next(now);
    if (job) return this.#paint(job);
    if (this.#ahead.length > 0 && this.#untilAhead() <= 0) return this.#loadAhead();
    return undefined;
  }

  /** Milliseconds until a style may be loaded ahead, given that no frame waits. */
  #untilAhead(): number {
    const now = performance.now();
    return Math.max(0, Math.min(this.#lastLive + LIVE_REST_MS, this.#lastAhead + AHEAD_IN_GAPS_MS) - now);
  }

  async #prepareUrgently({ styleId, blendId, size, resolve, reject }: Urgent): Promise<void> {
    try {
      await this.#loadOrRefuse(styleId, size);
      if (blendId !== null) {
        await this.#loadOrRefuse(blendId, size);
        const [style, blend] = [this.#style(styleId, size), this.#style(blendId, size)];
        await this.#options.painter.prepare(style, size, blend);
      }
      resolve();
    } catch (error) {
      reject(this.#refuse(styleId, size, error));
    }
  }

  /** @throws {Refusal} when the style cannot be loaded. */
  async #loadOrRefuse(styleId: string, size: FrameSize): Promise<void> {
    try {
      await this.#load(styleId, size);
    } catch (error) {
      throw this.#refuse(styleId, size, error);
    }
  }

  async #loadAhead(): Promise<void> {
    if (this.#options.mayLoadAhead?.() === false) this.#ahead = [];
    const next = this.#ahead.shift();
    if (!next) return;
    try {
      await this.#load(next.styleId, next.size);
    } catch (error) {
      // Nobody asked for it yet: whoever chooses it will be told.
      this.#refuse(next.styleId, next.size, error);
    }
    this.#lastAhead = performance.now();
  }

  async #load(styleId: string, size: FrameSize): Promise<void> {
    const style = this.#style(styleId, size);
    if (this.#options.painter.isPrepared(style.id, size)) return;
    this.#announce(size);
    await this.#probation.of(styleId, `load ${brokenKey(style, size)}`, () =>
      this.#options.painter.prepare(style, size),
    );
  }

  async #paint(job: Job): Promise<void> {
    const { header, pixels } = job.frame;
    let answer: PaintedFrame;
    try {
      const { id, styleId, width, height, strength, keepColours } = header;
      const style = this.#style(styleId, header);
      const blend = await this.#blendOf(header);
      this.#announce(header);
      const frame = { width, height, strength, keepColours, blend, rgba: pixels };
      const painted = await this.#probation.of(styleId, `paint ${style.id}`, () =>
        this.#options.painter.paint(style, frame),
      );
      answer = { header: { ok: true, id, width, height, paintMs: painted.paintMs }, pixels: painted.rgba };
    } catch (error) {
      answer = refusedFrame(header.id, this.#refuse(header.styleId, header, error));
    }
    // Await its leaving: a run that starts before would hold the answer back by its whole length.
    await job.answer(answer);
  }

  /** The second style of a frame, loaded: what is wrong with it is not blamed on the first. */
  async #blendOf({ blend, ...size }: PortFrame['header']): Promise<NonNullable<Frame['blend']> | null> {
    if (!blend) return null;
    await this.#loadOrRefuse(blend.styleId, size);
    return { style: this.#style(blend.styleId, size), amount: blend.amount };
  }

  #style(styleId: string, size: FrameSize): StyleModel {
    const style = this.#options.styles.find(styleId);
    if (!style) throw new Refusal('unknown-style', `There is no style "${styleId}".`);
    const broken = this.#broken.get(brokenKey(style, size));
    if (broken && broken.until > performance.now()) throw broken.refusal;
    return style;
  }

  /** What the page is told of a failure; it is remembered, so that it does not cost time at every frame. */
  #refuse(styleId: string, size: FrameSize, error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    const forGood = error instanceof StyleError;
    const refusal = new Refusal(forGood ? 'unknown-style' : 'paint-failed', messageOf(error));
    const until = forGood ? Infinity : performance.now() + RETRY_MS;
    const style = this.#options.styles.find(styleId);
    if (this.#broken.size > MAX_BROKEN) this.#broken.clear();
    if (style) this.#broken.set(brokenKey(style, size), { refusal, until });
    return refusal;
  }

  #announce(size: FrameSize): void {
    const pixels = size.width * size.height;
    if (pixels > LONG_WORK_PIXELS) this.#options.onLongWork?.(pixels * LONG_WORK_MS_PER_PIXEL);
  }
}

function brokenKey(style: StyleModel, { width, height }: FrameSize): string {
  return `${style.id} ${width}x${height}`;
}
