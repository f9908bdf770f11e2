/** The still that a person has painted slowly and exactly: photo, painting, and how it stands. */
import type { Bridge } from '../bridge/bridge.ts';
import type {
  Args,
  Reply,
  RequestName,
  Result,
  SketchLook,
  SketchState,
  Training,
} from '../bridge/contract.ts';
import { pictureCanvas } from '../camera/pictureCanvas.ts';
import type { PictureSource } from '../camera/source.ts';
import { heard, t, told } from '../language/language.svelte.ts';
import { pngOf } from '../recorder/snapshot.ts';
import { fileTitle } from '../training/fileTitle.ts';
import { dataUrl } from '../training/sketchPicture.ts';
import { RefusedError, upload } from '../training/transfer.ts';

/** What stills need of the rest of the page. */
export interface StillSurroundings {
  readonly bridge: Bridge;
  /** Where the person's picture comes from; null while there is no camera. */
  camera(): { source: PictureSource; mirrored: boolean; shape: number } | null;
  /** The trainings whose paintings are at hand, the newest first. */
  trainings(): readonly Training[];
  /** Says something where the dialog is not open. */
  tell(message: string, level: 'info' | 'error'): void;
}

/** A picture that was chosen, and an address to show it at. */
interface Chosen {
  readonly file: Blob;
  readonly url: string;
  readonly name: string;
}

/** The painting: a file, or that of a training. */
type Painting = Chosen | { readonly training: string; readonly url: string; readonly name: string };
export type StillEdge = Args<'still.start'>['edge'];

/** Longer edge of a still of the camera's. */
const CAMERA_EDGE = 1024;

/** The one still there is. */
export class Stills {
  open = $state(false);
  photo = $state.raw<Chosen | null>(null);
  painting = $state.raw<Painting | null>(null);
  state = $state.raw<SketchState | null>(null);
  url = $state.raw<string | null>(null);
  problem = $state<string | null>(null);
  /** Pictures are being handed over. */
  busy = $state(false);
  readonly #around: StillSurroundings;

  constructor(around: StillSurroundings) {
    this.#around = around;
  }

  /** Whether a still is being painted. */
  get working(): boolean {
    return this.state?.status === 'preparing' || this.state?.status === 'painting';
  }

  /** Whether the finished picture lies with the recordings. */
  get saved(): boolean {
    return this.state?.saved === true;
  }

  /** There is a picture, finished or on its way. */
  get shown(): boolean {
    return this.working || this.state?.status === 'done';
  }

  /** Whether a camera shows something. */
  get canFilm(): boolean {
    return this.#around.camera() !== null;
  }

  /** Trainings whose paintings can be used again. */
  get known(): readonly Training[] {
    return this.#around.trainings();
  }

  /** Opens the dialog: on the still there is, or with what the camera shows now. */
  async show(): Promise<void> {
    this.open = true;
    this.problem = null;
    await this.learn();
    if (!this.photo && !this.shown && this.canFilm) await this.film();
  }

  /** Learns how the still stands; a main side that was started anew counts from the beginning. */
  async learn(): Promise<void> {
    const state = await this.#ask('still.state', {});
    if (!state) return;
    this.state = null;
    this.changed(state);
  }

  /** Closes the dialog; the painting goes on. */
  close(): void {
    this.open = false;
  }

  /** News of the still. */
  changed(state: SketchState): void {
    if (this.state && state.run < this.state.run) return;
    const before = this.state;
    this.state = state;
    if (state.picture) this.url = dataUrl(state.picture);
    if (state.status === 'idle' || state.status === 'preparing') this.url = null;
    if (state.status === 'failed') this.problem = state.message === undefined ? null : heard(state.message);
    if (this.open || !before || before.status === state.status) return;
    if (state.status === 'done') this.#around.tell(t('still.ready'), 'info');
    if (state.status === 'failed' && this.problem !== null) this.#around.tell(this.problem, 'error');
  }

  /** Takes what the camera shows now as the photo. */
  async film(): Promise<void> {
    const camera = this.#around.camera();
    if (!camera) return;
    const size = { width: CAMERA_EDGE, height: Math.round(CAMERA_EDGE / camera.shape / 2) * 2 };
    try {
      const frame = await camera.source.peek(size);
      this.#choosePhoto(await pngOf([pictureCanvas(frame)], frame, camera.mirrored), t('still.fromCamera'));
    } catch {
      // The camera went away just now.
    }
  }

  /** Takes a file as the photo. */
  choosePhoto(file: File): void {
    this.#choosePhoto(file, file.name);
  }

  /** Takes a file as the painting. */
  choosePainting(file: File): void {
    const name = fileTitle(file.name);
    this.#letGo(this.painting);
    this.painting = { file, name, url: URL.createObjectURL(file) };
  }

  /** Takes the painting of a training. */
  async usePainting({ id, plan }: Training): Promise<void> {
    const shown = await this.#ask('trainings.showPainting', { id });
    if (!shown) return;
    this.#letGo(this.painting);
    this.painting = { training: id, name: plan?.title ?? '', url: `data:image/jpeg;base64,${shown.picture}` };
  }

  /** Hands the pictures over and begins. */
  async begin(look: SketchLook, edge: StillEdge): Promise<void> {
    const { photo, painting } = this;
    if (!photo || !painting || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      const { bridge } = this.#around;
      const from = 'training' in painting ? { training: painting.training } : { upload: await upload(bridge, painting.file) }; // prettier-ignore
      const args = { photo: await upload(bridge, photo.file), painting: from, edge, title: painting.name };
      const state = await this.#ask('still.start', { ...args, ...look });
      if (state) this.changed(state);
    } catch (error) {
      this.problem = error instanceof RefusedError ? told(error) : String(error);
    } finally {
      this.busy = false;
    }
  }

  /** Stops and keeps, or throws away. */
  async end(how: 'finish' | 'cancel'): Promise<void> {
    const state = await this.#ask(`still.${how}`, {});
    if (state) this.changed(state);
  }

  /** Saves the picture into the recordings folder. */
  async save(): Promise<void> {
    await this.#ask('still.save', {});
  }

  #choosePhoto(file: Blob, name: string): void {
    this.#letGo(this.photo);
    this.photo = { file, name, url: URL.createObjectURL(file) };
  }

  #letGo(picture: Painting | null): void {
    if (picture && 'file' in picture) URL.revokeObjectURL(picture.url);
  }

  async #ask<N extends RequestName>(name: N, args: Args<N>): Promise<Result<N> | null> {
    const reply: Reply<Result<N>> = await this.#around.bridge.request(name, args);
    if (reply.ok) return reply.value;
    this.problem = told(reply);
    return null;
  }
}
