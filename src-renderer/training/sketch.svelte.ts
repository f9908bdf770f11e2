/** The sketch of a training that is being put together: it follows the person's choices, a moment behind. */
import type { Crop, Reply, SketchLook, SketchState } from '../bridge/contract.ts';
import { told } from '../language/language.svelte.ts';
import { faceOf } from './pictures.ts';
import { dataUrl } from './sketchPicture.ts';
import type { TrainingSurroundings } from './trainings.svelte.ts';
import { RefusedError, upload } from './transfer.ts';

/** What is to be sketched; the painting is told apart by its picture. */
export interface SketchWish extends SketchLook {
  readonly id: string;
  readonly crop: Crop;
  readonly painting: string;
}

/** A knob that is still being turned starts nothing yet. */
export const SETTLE_MS = 600;

/** Asks for sketches, and keeps the newest. */
export class DraftSketch {
  state = $state.raw<SketchState | null>(null);
  url = $state.raw<string | null>(null);
  problem = $state<string | null>(null);
  readonly #around: TrainingSurroundings;
  #wish: SketchWish | null = null;
  /** Our sketch; null once another window has put one in its place. */
  #run: number | null = null;
  /** The draft that has got a photo of the camera's. */
  #photoOf: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the wishes: an answer to an earlier one is old. */
  #count = 0;

  constructor(around: TrainingSurroundings) {
    this.#around = around;
  }

  /** Whether a picture is on its way. */
  get working(): boolean {
    return this.state?.status === 'preparing' || this.state?.status === 'painting';
  }

  /** Sketches this once it has settled; null ends the sketch. */
  follow(wish: SketchWish | null): void {
    const before = this.#wish;
    if (JSON.stringify(wish) === JSON.stringify(before)) return;
    if (wish?.id !== before?.id || wish?.painting !== before?.painting) this.url = null;
    this.#wish = wish;
    this.#count++;
    clearTimeout(this.#timer);
    if (wish) this.#timer = setTimeout(() => void this.#start(wish), before ? SETTLE_MS : 0);
    else if (before) {
      this.state = null;
      this.#end();
    }
  }

  /** Sketches what the camera shows now. */
  again(): void {
    this.#photoOf = null;
    this.#count++;
    if (this.#wish) void this.#start(this.#wish);
  }

  /** News of the one sketch there is: another window's is none of ours, and ended ours. */
  changed(state: SketchState): void {
    if (this.#run === null || state.run < this.#run) return;
    const ours = state.run === this.#run;
    this.state = ours ? state : null;
    if (!ours) this.#run = this.#photoOf = null;
    else if (state.picture) this.url = dataUrl(state.picture);
  }

  #end(): void {
    if (this.#run !== null) void this.#around.bridge.request('sketch.cancel', {});
    // With the sketch goes the picture that was lent for it.
    this.#run = this.#photoOf = null;
  }

  async #start(wish: SketchWish): Promise<void> {
    const count = this.#count;
    this.problem = null;
    const { bridge } = this.#around;
    const { painting: _painting, ...args } = wish;
    try {
      const photo = await this.#photo(wish.id);
      if (count !== this.#count) return;
      const reply: Reply<SketchState> = await bridge.request('sketch.start', { ...args, ...photo });
      if (reply.ok) this.#run = reply.value.run;
      // What began after it was given up is ended by whoever gave it up: nobody else will.
      if (this.#wish === null) this.#end();
      if (count !== this.#count) return;
      if (!reply.ok) throw new RefusedError(reply);
      if (photo.photo !== undefined) this.#photoOf = wish.id;
      this.changed(reply.value);
    } catch (error) {
      if (count !== this.#count) return;
      this.problem = error instanceof RefusedError ? told(error) : String(error);
    }
  }

  /** What the camera shows, the first time; later the main side has it. */
  async #photo(id: string): Promise<{ photo?: string }> {
    const source = this.#around.camera();
    // A camera may go away just now.
    const face = source && this.#photoOf !== id && (await faceOf(source).catch(() => null));
    return face ? { photo: await upload(this.#around.bridge, face) } : {};
  }
}
