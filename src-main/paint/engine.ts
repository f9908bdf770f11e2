/**
 * The live engine: frames in, answers out, one painted at a time. It also loads styles ahead of need, so
 * that switching costs no wait. Knows nothing of processes; see serve.ts for those.
 */
import { Ahead } from './ahead.ts';
import type { Frame, FrameShape, FrameSize, Painter, StyleModel } from './painter.ts';
import { paintingShape, StyleError, UnreadableError } from './painter.ts';
import { refusedFrame, type PaintedFrame, type PortFrame } from './protocol.ts';
import { Probation } from './probation.ts';
import { FrameQueue, type Job } from './queue.ts';
import { messageOf, Refusal } from './refusal.ts';
import { giveBack } from '../process/memory.ts';

/** The styles there are. */
export interface StyleShelf {
  /** Its bytes: @throws {UnreadableError} when the file cannot be read just now, {StyleError} when it never can. */
  find(styleId: string): StyleModel | undefined;
  ids(): readonly string[];
}

/** What the engine works with. */
export interface EngineOptions {
  painter: Painter;
  styles: StyleShelf;
  /** Called before a piece of work that may take long, with an upper bound in milliseconds, and with 0 after it. */
  onLongWork?: (ms: number) => void;
  /** Called before a style is loaded or painted for the first time, and with null after it. */
  onTrying?: (styleId: string | null) => Promise<void>;
  /** Whether the process has memory left for one more style that nobody has chosen yet. */
  mayLoadAhead?: () => boolean;
}

/** A failure that was not the style's fault: tried again after so many milliseconds, not at every frame. */
const RETRY_MS = 2000;
/** How many failures are remembered. */
const MAX_BROKEN = 256;
/** Pictures of more pixels are long work. The slowest network we ship takes 4 microseconds a pixel. */
const LONG_WORK_PIXELS = 1_000_000;
const LONG_WORK_MS_PER_PIXEL = 0.01;
/** On a graphics card, loading is: some drivers compile shaders for the better part of a minute. */
const COMPILE_MS = 40_000;

interface Urgent {
  readonly styleId: string;
  readonly blendId: string | null;
  readonly size: FrameShape;
  readonly resolve: () => void;
  readonly reject: (error: Refusal) => void;
}

/** Paints the frames it is given. */
export class PaintEngine {
  readonly #options: EngineOptions;
  readonly #queue = new FrameQueue();
  /** What is to be loaded before anything else: what was asked for last. */
  #urgent: Urgent | undefined;
  /** What could not be painted, by style and size, and until when that counts. */
  readonly #broken = new Map<string, { refusal: Refusal; until: number }>();
  readonly #probation: Probation;
  readonly #ahead = new Ahead();
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
   * Loads a style, and the one it is mixed with, for a size before anything else; afterwards, once the size
   * has held for a while, the styles that hang nearest, in idle time. Rejects with a {@link Refusal} when one
   * of the two cannot be used. What still waits then is wanted no more: it resolves without being loaded.
   */
  prepare(styleId: string, size: FrameShape, blendId: string | null = null): Promise<void> {
    this.#ahead.plan(this.#options.styles.ids(), size, styleId, blendId, performance.now());
    return new Promise((resolve, reject) => {
      this.#urgent?.resolve();
      this.#urgent = { styleId, blendId, size, resolve, reject };
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
      if (this.#queue.size > 0 || this.#urgent) this.#pump();
      else if (this.#ahead.any && !this.#closed) {
        const wait = this.#ahead.untilDue(performance.now(), this.#lastLive);
        this.#timer = setTimeout(() => this.#pump(), wait);
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
    const urgent = this.#urgent;
    this.#urgent = undefined;
    if (urgent) return this.#prepareUrgently(urgent);
    if (this.#ahead.isOverdue(now)) return this.#loadAhead();
    const job = this.#queue.next(now);
    if (job) return this.#paint(job);
    if (this.#ahead.any && this.#ahead.untilDue(now, this.#lastLive) === 0) return this.#loadAhead();
    return undefined;
  }

  async #prepareUrgently({ styleId, blendId, size, resolve, reject }: Urgent): Promise<void> {
    try {
      await this.#loadOrRefuse(styleId, size);
      if (blendId !== null) {
        await this.#loadOrRefuse(blendId, size);
        const [style, blend] = [this.#style(styleId, size), this.#style(blendId, size)];
        await this.#patiently(style.id, size, blend.id, () =>
          this.#options.painter.prepare(style, size, blend),
        );
      }
      resolve();
    } catch (error) {
      reject(this.#refuse(styleId, size, error));
    }
  }

  /** @throws {Refusal} when the style cannot be loaded. */
  async #loadOrRefuse(styleId: string, size: FrameShape): Promise<void> {
    try {
      await this.#load(styleId, size);
    } catch (error) {
      throw this.#refuse(styleId, size, error);
    }
  }

  async #loadAhead(): Promise<void> {
    const { painter, mayLoadAhead } = this.#options;
    const { size, since } = this.#ahead;
    if (!painter.hasRoom(size, since) || mayLoadAhead?.() === false) this.#ahead.clear();
    const next = this.#ahead.take();
    if (next === undefined) return;
    try {
      await this.#load(next, size);
    } catch (error) {
      // Nobody asked for it yet: whoever chooses it will be told.
      this.#refuse(next, size, error);
    }
    this.#ahead.loaded(performance.now());
  }

  async #load(styleId: string, size: FrameShape): Promise<void> {
    const style = this.#style(styleId, size);
    if (this.#options.painter.isPrepared(style.id, size)) return;
    await this.#patiently(style.id, size, undefined, () =>
      this.#probation.of(styleId, `load ${brokenKey(style, size)}`, () =>
        this.#options.painter.prepare(style, size),
      ),
    );
  }

  async #paint(job: Job): Promise<void> {
    const { header, pixels } = job.frame;
    let answer: PaintedFrame;
    try {
      const { id, styleId, width, height, video, strength, keepColours } = header;
      const style = this.#style(styleId, header);
      const blend = await this.#blendOf(header, style);
      const live = header.kind === 'live';
      const frame = { width, height, video, strength, keepColours, blend, live, pixels };
      const painted = await this.#patiently(style.id, header, blend?.style.id, () =>
        this.#probation.of(styleId, `paint ${style.id}`, () => this.#options.painter.paint(style, frame)),
      );
      const { paintMs } = painted;
      const laid = video && { video: paintingShape(header).video };
      answer = { header: { ok: true, id, width, height, paintMs, ...laid }, pixels: painted.pixels };
    } catch (error) {
      answer = refusedFrame(header.id, this.#refuse(header.styleId, header, error));
    }
    // Await its leaving: a run that starts before would hold the answer back by its whole length.
    await job.answer(answer);
    giveBack(pixels);
  }

  /** The second style of a frame, loaded: what is wrong with it is not blamed on the first. */
  async #blendOf(
    { blend, ...size }: PortFrame['header'],
    first: StyleModel,
  ): Promise<NonNullable<Frame['blend']> | null> {
    if (!blend) return null;
    const style = this.#style(blend.styleId, size);
    // Mixed, the two are loaded as one: by itself it is not missed then.
    if (!this.#options.painter.isPrepared(first.id, size, style.id)) {
      await this.#loadOrRefuse(blend.styleId, size);
    }
    return { style, amount: blend.amount };
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
    if (error instanceof Refusal && !(error instanceof UnreadableError)) return error;
    const forGood = error instanceof StyleError;
    const refusal = new Refusal(forGood ? 'unknown-style' : 'paint-failed', messageOf(error));
    const until = forGood ? Infinity : performance.now() + RETRY_MS;
    const style = this.#options.styles.find(styleId);
    if (this.#broken.size > MAX_BROKEN) this.#broken.clear();
    if (style) this.#broken.set(brokenKey(style, size), { refusal, until });
    return refusal;
  }

  /** Announces work that may take long, then does it: else the long silence would look like a hang. */
  async #patiently<T>(
    id: string,
    size: FrameShape,
    blendId: string | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    const { painter, onLongWork } = this.#options;
    const pixels = size.width * size.height;
    const large = pixels > LONG_WORK_PIXELS ? pixels * LONG_WORK_MS_PER_PIXEL : 0;
    // A card is quick at what it has loaded; for pictures that are painted in tiles nothing is ever loaded beforehand.
    const onCard = painter.isPrepared(id, size, blendId) ? 0 : Math.max(COMPILE_MS, large);
    const ms = painter.device.id === 'cpu' ? large : onCard;
    if (ms === 0) return work();
    onLongWork?.(ms);
    try {
      return await work();
    } finally {
      onLongWork?.(0);
    }
  }
}

function brokenKey(style: StyleModel, { width, height }: FrameSize): string {
  return `${style.id} ${width}x${height}`;
}
