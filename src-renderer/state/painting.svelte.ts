/** How pictures are painted just now: in which size, in which style, and from when on. */
import { untrack } from 'svelte';
import type { Blend, Settings } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import { Governor, USUAL_SIZE, type Sample } from '../stage/governor.ts';
import type { PaintPlan } from '../stage/pump.ts';

/** What is to hang on the stage. */
export interface Wish extends Size {
  readonly styleId: string;
  readonly blend: Blend | null;
}

/** What painting needs of the rest of the page. */
export interface PaintingSurroundings {
  settings(): Settings;
  /** The chosen style; null while there is none. */
  styleId(): string | null;
  blend(): Blend | null;
  /** Whether a style still hangs in the gallery. */
  hangs(styleId: string): boolean;
  /** Whether there is a painter. */
  canPaint(): boolean;
  /** The largest picture that the camera gives; null where that is not known. */
  native(): Size | null;
  /** The device that paints; null while none does. */
  device(): string | null;
  /** Has the painter load what is wished for; resolves when it has, or when it cannot; never rejects. */
  prepare(wish: Wish): Promise<unknown>;
}

/**
 * Steps the working size when that is left to Pastiche, and goes on painting as before until the painter
 * is warm for what was chosen, so that nothing waits for a style or a size to be loaded.
 */
export class Painting {
  /** What the painter is warm for; null before it has anything, or while there is none. */
  used = $state.raw<Wish | null>(null);
  readonly #around: PaintingSurroundings;
  readonly #governor: Governor;
  #governed = $state.raw<Size>(USUAL_SIZE);
  #turn = 0;
  /** The device whose costs the governor has heard of. */
  #judged: string | null = null;

  // Effects depend on numbers, not on objects that are made anew with every move of a slider.
  readonly #width = $derived.by(() => this.#wantedOf(this.#around.settings()).width);
  readonly #height = $derived.by(() => this.#wantedOf(this.#around.settings()).height);
  readonly #styleId = $derived.by(() => this.#around.styleId());
  readonly #blendId = $derived.by(() => this.#around.blend()?.styleId ?? null);
  readonly #canPaint = $derived.by(() => this.#around.canPaint());
  readonly #device = $derived.by(() => this.#around.device());
  /** The size that pictures should have. */
  readonly wanted: Size = $derived({ width: this.#width, height: this.#height });
  /** Not a blend's amount, which changes with every move of a slider. */
  readonly #chosen = $derived({
    styleId: this.#styleId,
    blendId: this.#blendId,
    canPaint: this.#canPaint,
    device: this.#device,
    size: this.wanted,
  });
  /** The size that the next picture has. */
  readonly size: Size = $derived(this.used ?? this.wanted);

  constructor(around: PaintingSurroundings) {
    this.#around = around;
    this.#governor = new Governor(around.settings().targetFps);
  }

  /** How to paint the next picture; null when nothing can be painted. */
  plan(): PaintPlan | null {
    const { settings, blend, hangs } = this.#around;
    const chosen = this.#styleId;
    if (chosen === null || !this.#canPaint) return null;
    const { strength, keepColours } = settings();
    const now = { styleId: chosen, blend: blend() };
    const { used } = this;
    const warm = !used || (used.styleId === now.styleId && used.blend?.styleId === now.blend?.styleId);
    const before = used && [used.styleId, used.blend?.styleId ?? used.styleId].every(hangs) ? used : now;
    const { styleId: id, blend: mixed } = warm ? now : before;
    return { styleId: id, strength, keepColours, blend: mixed };
  }

  /** Follows what is chosen. To be called where effects may be made. */
  follow(): void {
    $effect(() => {
      this.suit(this.#around.native());
    });
    $effect(() => {
      const chosen = this.#chosen;
      untrack(() => void this.prepare(chosen));
    });
  }

  /** Has the painter load what is chosen now, and paints so once it has. */
  async prepare({ styleId, canPaint, device, size } = this.#chosen): Promise<void> {
    const can = styleId !== null && canPaint;
    const wish: Wish | null = can ? { styleId, blend: this.#around.blend(), ...size } : null;
    const turn = ++this.#turn;
    if (!wish) {
      this.used = null;
      return;
    }
    if (this.used?.styleId !== wish.styleId || device !== this.#judged) this.#governor.reset();
    this.#judged = device;
    // With nothing else to show meanwhile, the first pictures may as well wait for it.
    this.used ??= wish;
    await this.#around.prepare(wish);
    if (turn === this.#turn) this.used = wish;
  }

  /** Another camera, of another shape perhaps, is in use. */
  suit(native: Size | null): void {
    this.#governor.suit(native);
    this.#governed = this.#governor.size;
  }

  /** A live picture was painted. */
  painted(sample: Sample): void {
    const { resolution, targetFps } = this.#around.settings();
    if (resolution !== 'auto') return;
    this.#governor.aim(targetFps);
    this.#governor.sample(sample);
    this.#governed = this.#governor.size;
  }

  #wantedOf({ resolution }: Settings): Size {
    return resolution === 'auto' ? this.#governed : resolution;
  }
}
