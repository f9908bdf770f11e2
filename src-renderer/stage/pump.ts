/** The live loop: takes pictures from a source, has them painted, and puts them on the stage in order. */
import type { FrameRequest, PaintAnswer, Pixels } from '../bridge/bridge.ts';
import type { Blend, ErrorCode } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import type { Shape } from '../camera/videoFrame.ts';
import { isStill, type Picture, type PictureSource, type Silence } from '../camera/source.ts';
import { t } from '../language/language.svelte.ts';
import { Pacer } from './pacer.ts';
import { Presenter } from './presenter.ts';

/** A picture as it goes on the stage. */
export interface Shown extends Picture {
  /** The very picture that was painted, as the camera gave it. */
  readonly original: Picture;
  /** The style it is painted in; null when it is the camera's picture as it came. */
  readonly styleId: string | null;
  /** Milliseconds the network took; 0 when nothing was painted. */
  readonly paintMs: number;
}

/** How the next picture is to be painted. */
export interface PaintPlan {
  readonly styleId: string;
  readonly strength: number;
  readonly keepColours: boolean;
  readonly blend: Blend | null;
}

/** What the loop needs of the rest of the page. */
export interface PumpSurroundings {
  /** The shape for the next picture. */
  readonly shape: () => Shape;
  /** How to paint the next picture; null to show it as it is. */
  plan(): PaintPlan | null;
  paint(frame: FrameRequest, pixels: Pixels): Promise<PaintAnswer>;
  /** How many live pictures the painter paints at once. */
  atOnce(): number;
  draw(shown: Shown): void;
  /** Whether the page is seen: live pictures may then wait a moment, so that movement is even. */
  steady(): boolean;
  /** A live picture of this size was painted and back after `ms` milliseconds, `paintMs` of which the network took. */
  took(size: Size, ms: number, paintMs: number): void;
  /** The source gives no picture; called twice a second while that is so. */
  starved(silence: Silence): void;
  /** The source that is shown gives no more pictures, though another one was not asked for. */
  ended(source: PictureSource): void;
  /** A frame was not painted. Called for every such frame, `dropped` ones included. */
  failed(code: ErrorCode, message: string, styleId: string): void;
  now(): number;
}

/** So many paintings wait for an older one; then it is passed over. */
const MOST_EARLY = 2;
/** How often a silent source is told of. */
const TICK_MS = 500;

/** Runs one source at a time. */
export class LivePump {
  readonly #around: PumpSurroundings;
  readonly #pacer = new Pacer();
  readonly #presenter: Presenter;
  #turn = 0;
  #taken = 0;
  #drawn = 0;
  /** Pictures that are being painted, by their order. */
  readonly #open = new Set<number>();
  /** Paintings that were done before an older one, as may be where several are painted at once. */
  #early: { readonly order: number; readonly draw: () => void }[] = [];
  #wake: (() => void) | null = null;

  constructor(around: PumpSurroundings) {
    this.#around = around;
    this.#presenter = new Presenter(
      (shown) => around.draw(shown),
      () => around.now(),
    );
  }

  get inFlight(): number {
    return this.#pacer.inFlight;
  }

  /** Shows `source` until it ends or another takes its place. Resolves then; never rejects. */
  async run(source: PictureSource): Promise<void> {
    this.stop();
    const turn = this.#turn;
    let pictures = 0;
    while (this.#turn === turn) {
      const wait = this.#pacer.wait(this.#around.now(), this.#around.atOnce());
      if (wait !== 0) {
        await this.#rest(wait);
        continue;
      }
      let picture: Picture;
      try {
        picture = await this.#next(source, pictures++);
      } catch {
        if (this.#turn === turn) this.#around.ended(source);
        return;
      }
      if (this.#turn === turn) this.#show(picture, isStill(source) ? 'still' : 'live');
    }
  }

  /** Ends the running loop; answers still to come are not drawn. */
  stop(): void {
    this.#turn++;
    this.#drawn = this.#taken;
    this.#open.clear();
    this.#early = [];
    this.#presenter.clear();
    this.#wake?.();
  }

  async #next(source: PictureSource, pictures: number): Promise<Picture> {
    const turn = this.#turn;
    // In ticks and not by the clock: after the page was held up, a picture may be waiting.
    let ms = 0;
    const tick = (): void => {
      // Hidden pages are given no pictures.
      ms = this.#around.steady() ? ms + TICK_MS : 0;
      if (this.#turn === turn && ms > 0 && !isStill(source)) this.#around.starved({ ms, pictures });
    };
    const timer = setInterval(tick, TICK_MS);
    try {
      return await source.next(this.#around.shape);
    } finally {
      clearInterval(timer);
    }
  }

  #show(picture: Picture, kind: 'live' | 'still'): void {
    const order = ++this.#taken;
    const plan = this.#around.plan();
    if (plan) void this.#paint(picture, kind, plan, order);
    else this.#draw(unpainted(picture), kind, order);
  }

  async #paint(picture: Picture, kind: 'live' | 'still', plan: PaintPlan, order: number): Promise<void> {
    const { width, height, video, pixels, capturedAt } = picture;
    const { styleId } = plan;
    const sentAt = this.#around.now();
    this.#pacer.sent(sentAt);
    const frame: FrameRequest = { kind, ...plan, width, height, ...(video && { video }) };
    this.#open.add(order);
    const { header, pixels: painted } = await this.#around.paint(frame, pixels);
    this.#open.delete(order);
    const ok = header.ok && painted !== undefined;
    const ms = this.#pacer.answered(this.#around.now(), sentAt, ok, this.#around.atOnce());
    this.#wake?.();
    if (ok) {
      const size = { width: header.width, height: header.height };
      const { paintMs, video: laid } = header;
      if (kind === 'live') this.#around.took(size, ms, paintMs);
      const shown = {
        ...size,
        video: laid,
        pixels: painted,
        capturedAt,
        original: picture,
        styleId,
        paintMs,
      };
      this.#early.push({ order, draw: () => this.#draw(shown, kind, order) });
      this.#drawEarly();
      return;
    }
    this.#drawEarly();
    const code = header.ok ? 'internal' : header.code;
    // A dropped frame has a newer one behind it; after anything else the view goes on with the camera.
    if (code !== 'dropped') this.#draw(unpainted(picture), kind, order);
    this.#around.failed(code, header.ok ? t('notices.noPixels') : header.message, styleId);
  }

  /** Draws those that no older one is still to come before. */
  #drawEarly(): void {
    this.#early.sort((one, other) => one.order - other.order);
    while (this.#early[0] && (this.#early.length > MOST_EARLY || !this.#isAwaited(this.#early[0].order))) {
      this.#early.shift()!.draw();
    }
  }

  /** Whether a picture older than this one is still to come: what is on the stage is not followed by older ones. */
  #isAwaited(order: number): boolean {
    return [...this.#open].some((open) => open > this.#drawn && open < order);
  }

  #draw(shown: Shown, kind: 'live' | 'still', order: number): void {
    if (order <= this.#drawn) return;
    this.#drawn = order;
    this.#presenter.show(shown, kind === 'still' || !this.#around.steady());
  }

  /** Waits for the given time or the next answer, whichever is first. */
  #rest(ms: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function unpainted(picture: Picture): Shown {
  return { ...picture, original: picture, styleId: null, paintMs: 0 };
}
