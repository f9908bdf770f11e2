/** How pictures are painted just now: in which size, in which style, and from when on. */
import { untrack } from 'svelte';
import type { Blend, Settings, SettledSize, Video } from '../bridge/contract.ts';
import type { Size } from '../camera/cover.ts';
import type { CameraLimits } from '../camera/openCamera.ts';
import { isVideoSize, isWhole, type Shape } from '../camera/videoFrame.ts';
import { costOnCard, ON_CARD, ON_PROCESSOR } from '../stage/costs.ts';
import { Governor, type Sample } from '../stage/governor.ts';
import { type CameraSizes, suited, USUAL_SIZE } from '../stage/ladder.ts';
import type { PaintPlan } from '../stage/pump.ts';
import { isLike, recall, withSize, type Work } from './settledSizes.ts';

/** What is to hang on the stage. */
export interface Wish extends Shape {
  readonly styleId: string;
  readonly blend: Blend | null;
}

type Mix = Pick<Wish, 'styleId' | 'blend'>;

/** What painting needs of the rest of the page. */
export interface PaintingSurroundings {
  settings(): Settings;
  /** Whether the settings have been heard of. */
  settled(): boolean;
  /** The chosen style; null while there is none. */
  styleId(): string | null;
  blend(): Blend | null;
  /** The network of a style, or the style where that is not known; null when it hangs in the gallery no more. */
  network(styleId: string): string | null;
  /** Whether there is a painter. */
  canPaint(): boolean;
  /** The most that the camera gives; null where that is not known. */
  native(): CameraLimits | null;
  /** How the camera's pictures lie in memory by themselves; null where no painter takes them so. */
  video(): Video | null;
  /** The device that paints; null while none does. */
  device(): string | null;
  /** Has the painter load what is wished for; resolves when it has, or when it cannot; never rejects. */
  prepare(wish: Wish): Promise<unknown>;
  /** Keeps these for the next start. */
  remember(sizes: SettledSize[]): void;
}

/** The lowest rate that can be chosen. A camera that gives less may not make pictures late by their size. */
const LOWEST_FPS = 15;
/** Most cameras have this height (the width of upright ones), at their full rate. */
const STEADY_HEIGHT = 720;

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
  /** A camera whose pictures are no video any more once they are large. */
  #spoilt = $state.raw<CameraLimits | null>(null);
  /** The device whose costs the governor has heard of. */
  #judged: string | null = null;
  /** The camera that gave video to a card, as long as it does. */
  #wasVideo: CameraLimits | null = null;
  /** What the governor's sizes are for, and one of their shape; null until something is painted. */
  #work: Work | null = null;
  #shape = USUAL_SIZE;

  // Effects depend on numbers, not on objects that are made anew with every move of a slider.
  readonly #width = $derived.by(() => this.#wantedOf(this.#around.settings()).width);
  readonly #height = $derived.by(() => this.#wantedOf(this.#around.settings()).height);
  readonly #styleId = $derived.by(() => this.#around.styleId());
  readonly #blendId = $derived.by(() => this.#around.blend()?.styleId ?? null);
  readonly #canPaint = $derived.by(() => this.#around.canPaint());
  readonly #device = $derived.by(() => this.#around.device());
  readonly #onCard = $derived.by(() => this.#device !== null && this.#device !== 'cpu');
  /** As the camera gives them: the way there and back takes most of the time that painting leaves. */
  readonly #video = $derived.by(() => {
    const size = { width: this.#width, height: this.#height };
    const video = isVideoSize(size) ? this.#around.video() : null;
    // A processor would have to cut and scale them first, which the browser is quicker at.
    return video && (this.#onCard || isWhole(video, size)) ? video : null;
  });
  /** The shape that pictures should have. */
  readonly wanted: Shape = $derived({ width: this.#width, height: this.#height, video: this.#video });
  /** Not a blend's amount, which changes with every move of a slider. */
  readonly #chosen = $derived({
    styleId: this.#styleId,
    blendId: this.#blendId,
    canPaint: this.#canPaint,
    device: this.#device,
    shape: this.wanted,
  });
  /** The shape that the next picture has. */
  readonly size: Shape = $derived({ ...(this.used ?? this.wanted), onlyWhole: !this.#onCard });
  /** The size to ask a camera for. A card takes larger pictures as they are: they need not change with each step. */
  readonly camera: Size = $derived.by(() => {
    const { width, height } = this.size;
    const steady = Math.max(1, STEADY_HEIGHT / Math.min(width, height));
    const native = this.#around.native();
    const slowFrom = native?.slowFrom;
    const large = { width: Math.round(width * steady), height: Math.round(height * steady) };
    const isSlow = slowFrom && large.width * large.height >= slowFrom.width * slowFrom.height;
    const isVideo = this.#onCard && this.#around.video() && (!native || this.#spoilt !== native);
    return isVideo && !isSlow ? large : { width, height };
  });

  /** Pictures a second that a size is to hold: not more than the camera gives. */
  readonly #fps = $derived.by(() => {
    const most = Math.max(LOWEST_FPS, this.#around.native()?.fps ?? Infinity);
    return Math.min(this.#around.settings().targetFps, most);
  });
  readonly #network = $derived.by(() => {
    const { network } = this.#around;
    const [one, other] = [this.#styleId, this.#blendId].map((id) => (id === null ? null : network(id)));
    return other && other !== one ? `${one} + ${other}` : (one ?? '');
  });

  constructor(around: PaintingSurroundings) {
    this.#around = around;
    this.#governor = new Governor(around.settings().targetFps);
  }

  /** How to paint the next picture; null when nothing can be painted. */
  plan(): PaintPlan | null {
    const { settings, blend, network } = this.#around;
    const chosen = this.#styleId;
    if (chosen === null || !this.#canPaint) return null;
    const { strength, keepColours } = settings();
    const now = { styleId: chosen, blend: blend() };
    const { used } = this;
    const warm = !used || isMixedLike(used, now);
    const before =
      used && [used.styleId, used.blend?.styleId ?? used.styleId].every((id) => network(id) !== null)
        ? used
        : now;
    const { styleId: id, blend: mixed } = warm ? now : before;
    return { styleId: id, strength, keepColours, blend: mixed };
  }

  /** Follows what is chosen. To be called where effects may be made. */
  follow(): void {
    $effect(() => {
      this.suit(this.#around.native());
      this.resume();
    });
    $effect(() => {
      const video = this.#around.video();
      untrack(() => this.seen(video));
    });
    $effect(() => {
      const chosen = this.#chosen;
      untrack(() => void this.prepare(chosen));
    });
  }

  /** Has the painter load what is chosen now, and paints so once it has. */
  async prepare({ styleId, canPaint, device, shape } = this.#chosen): Promise<void> {
    const can = styleId !== null && canPaint;
    const wish: Wish | null = can ? { styleId, blend: this.#around.blend(), ...shape } : null;
    const turn = ++this.#turn;
    if (!wish) {
      this.used = null;
      return;
    }
    const other = !this.used || !isMixedLike(this.used, wish) || device !== this.#judged;
    if (other) this.#governor.reset();
    this.#judged = device;
    // With nothing else to show meanwhile, the first pictures may as well wait for it.
    this.used ??= wish;
    await this.#around.prepare(wish);
    if (turn !== this.#turn) return;
    // What was painted while it was loaded tells nothing of it.
    if (other) this.#governor.reset();
    this.used = wish;
  }

  /** Another camera, of another shape perhaps, is in use. */
  suit(native: CameraSizes | null): void {
    this.#governor.suit(native);
    this.#governed = this.#governor.size;
  }

  /** The camera's pictures lie otherwise now. */
  seen(video: Video | null): void {
    const native = this.#around.native();
    // Asked for small ones, they would be video again, and so in turns.
    if (!video && native && this.#wasVideo === native) this.#spoilt = native;
    this.#wasVideo = video && this.#onCard ? native : null;
  }

  /** Begins at the size that held before, where other work is to be done from now on, or in another shape. */
  resume(): void {
    const [device, network, fps, { size }] = [this.#device, this.#network, this.#fps, this.#governor];
    if (device === null || network === '' || !this.#canPaint || !this.#around.settled()) return;
    const work = { device, network, fps };
    if (this.#work && isLike({ ...this.#work, ...this.#shape }, work, size)) return;
    [this.#work, this.#shape] = [work, size];
    const known = untrack(() => recall(this.#around.settings().settledSizes, work, size));
    if (known) this.#governor.begin(known);
    else this.#governor.reset();
    this.#governed = this.#governor.size;
  }

  /** A live picture was painted; the network took `paintMs`. */
  painted({ paintMs, ...way }: Sample & { readonly paintMs: number }): void {
    const { resolution, settledSizes } = this.#around.settings();
    if (resolution !== 'auto') return;
    this.#governor.aim(this.#fps, this.#onCard ? ON_CARD : ON_PROCESSOR);
    const ms = this.#onCard ? costOnCard(way.ms, paintMs) : way.ms;
    this.#governor.sample({ ...way, ms });
    this.#governed = this.#governor.size;
    const { used } = this;
    const other = used && (used.styleId !== this.#styleId || (used.blend?.styleId ?? null) !== this.#blendId);
    if (other || !this.#work || !this.#governor.settled) return;
    const sizes = withSize(settledSizes, this.#work, this.#governor.size);
    if (sizes !== settledSizes) this.#around.remember(sizes);
  }

  #wantedOf({ resolution }: Settings): Size {
    return resolution === 'auto' ? this.#governed : suited(resolution, this.#around.native());
  }
}

/** Whether both are of the same styles, in whatever proportion. */
function isMixedLike(one: Mix, other: Mix): boolean {
  return one.styleId === other.styleId && one.blend?.styleId === other.blend?.styleId;
}
