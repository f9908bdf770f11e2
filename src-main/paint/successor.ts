/**
 * A paint process that gets warm for another device beside the one that paints, so that a move there costs
 * the view no picture. It takes the other's place once it could paint what is on the stage at once.
 */
import { Silence } from '../process/wakefulTimeout.ts';
import type { Notice } from '../studio/contract.ts';
import type { PaintChild, SpawnPaint } from './child.ts';
import type { FrameShape } from './painter.ts';
import { type FoundStyle, FromPaint, type Ready, type StyleFile } from './protocol.ts';

/** What was last asked for ahead of need. */
export interface Prepared {
  readonly styleId: string;
  readonly blendId: string | null;
  readonly size: FrameShape;
}

/** What it works with. */
export interface SuccessorOptions {
  readonly spawn: SpawnPaint;
  /** The devices to paint on, the best first. */
  readonly devices: readonly string[];
  /** The device that paints now: to end up there is to fail. */
  readonly present: string;
  readonly styles: readonly StyleFile[];
  /** What it has to have loaded; undefined while nothing is on the stage. */
  readonly prepared: Prepared | undefined;
  onNotice(notice: Notice): void;
  readonly onFound?: ((found: FoundStyle) => void) | undefined;
  /** It can paint, as it said. From now on the process is the caller's. */
  onWarm(child: PaintChild, ready: Ready): void;
  /** It ended, hangs or came no further than where the painter is; `told`: the person knows why. */
  onFailed(told: boolean): void;
}

/** Some drivers compile shaders for the better part of a minute. */
const PATIENCE_MS = 90_000;

/** One attempt: it ends by one call of `onWarm` or `onFailed`, or by {@link Successor.end}. */
export class Successor {
  readonly #options: SuccessorOptions;
  readonly #child: PaintChild;
  readonly #silence: Silence;
  #prepared: Prepared | undefined;
  #ready: Ready | null = null;
  #request = 0;
  #over = false;
  #told = false;

  constructor(options: SuccessorOptions) {
    this.#options = options;
    this.#prepared = options.prepared;
    this.#child = options.spawn();
    this.#child.onMessage((data) => this.#hear(data));
    this.#child.onExit(() => this.#fail());
    this.#silence = new Silence(PATIENCE_MS, () => this.#fail());
    this.#child.send({ type: 'start', devices: [...options.devices] });
    this.setStyles(options.styles);
  }

  /** The library as it now is. */
  setStyles(styles: readonly StyleFile[]): void {
    this.#child.send({ type: 'styles', styles: [...styles] });
  }

  /** Something else is on the stage: it has to be warm for that. */
  prepare(prepared: Prepared): void {
    this.#prepared = prepared;
    if (this.#ready) this.#load();
  }

  /** It is not wanted any more. */
  end(): void {
    if (this.#finish()) this.#child.kill();
  }

  #hear(data: unknown): void {
    if (this.#over) return;
    const parsed = FromPaint.safeParse(data);
    if (!parsed.success) return this.#fail();
    const message = parsed.data;
    if (message.type === 'notice') {
      this.#told = true;
      this.#options.onNotice(message.notice);
    } else if (message.type === 'found') {
      this.#options.onFound?.(message);
    } else if (message.type === 'ready') {
      if (message.device === this.#options.present) return this.#fail();
      const first = !this.#ready;
      this.#ready = message;
      if (first) this.#load();
    } else if (message.type === 'done' && message.request === this.#request) {
      // A style that cannot be loaded is no fault of the device's; the page hears of it when it paints.
      this.#warm();
    }
  }

  #load(): void {
    const { styleId, blendId, size } = this.#prepared ?? {};
    if (styleId === undefined || blendId === undefined || !size) return this.#warm();
    this.#request += 1;
    this.#child.send({ type: 'prepare', request: this.#request, styleId, blendId, ...size });
  }

  #warm(): void {
    if (this.#ready && this.#finish()) this.#options.onWarm(this.#child, this.#ready);
  }

  #fail(): void {
    if (!this.#finish()) return;
    this.#child.kill();
    this.#options.onFailed(this.#told);
  }

  /** False where it was over already. */
  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#silence.end();
    return true;
  }
}
