/** A training that has not begun: the painting, the photos, the person's own frames, and what they decide. */
import type { MarkedPainting, Training } from '../bridge/contract.ts';
import { told } from '../language/language.svelte.ts';
import { WHOLE } from './crop.ts';
import { DraftChoices } from './draftChoices.svelte.ts';
import { isTiff, sortFiles } from './photoFiles.ts';
import { FRAME_SIZE, faceOf, reducePhoto, toJpeg } from './pictures.ts';
import type { TrainingSurroundings } from './trainings.svelte.ts';
import { RefusedError, upload } from './transfer.ts';
import { isNew, signature } from './variety.ts';

/** Work that takes a while, and how far it is. */
export interface PictureWork {
  readonly kind: 'painting' | 'photos' | 'camera';
  readonly done: number;
  readonly total: number;
  /** Files that were no pictures; frames that showed nothing new. */
  readonly passed: number;
}

/** What the page was given for the draft. Files of the person's are mere names until they are read. */
interface Given {
  readonly painting: File | null;
  readonly photos: readonly File[];
  readonly frames: readonly Blob[];
  /** What the frames show, so that filming once more adds nothing but new things. */
  readonly known: readonly Float32Array[];
}

const NOTHING: Given = { painting: null, photos: [], frames: [], known: [] };
const CAMERA_MS = 60_000;
const LOOK_EVERY_MS = 500;
const MOST_FRAMES = 60;

/** Gathers pictures for the one draft there is, which all pages share. */
export class DraftPictures {
  id = $state<string | null>(null);
  painting = $state.raw<MarkedPainting | null>(null);
  /** How often another page put another painting in the place of the one shown. */
  replaced = $state(0);
  photos = $state(0);
  frames = $state(0);
  work = $state.raw<PictureWork | null>(null);
  /** How many files of the last folder were no pictures, and how many were HEIC. */
  passed = $state(0);
  heic = $state(0);
  /** What the person decides. */
  choices = $state.raw(new DraftChoices());
  /** The settings of a training that is done again. */
  plan = $state.raw<Training['plan']>(null);
  /** Title of the style that it goes on from. */
  continues = $state<string | null>(null);
  readonly #around: TrainingSurroundings;
  /** The draft's mark of its painting, as it was last heard of. */
  #mark: string | undefined;
  #given = NOTHING;
  #cancel = new AbortController();
  readonly #waiting: ((id: string) => void)[] = [];
  /** Ends with the work that was asked for last; what is asked for meanwhile comes after it. */
  #last = Promise.resolve();
  /** Counts how often everything was stopped, what waits for its turn included. */
  #stops = 0;

  constructor(around: TrainingSurroundings) {
    this.#around = around;
  }

  /** Takes over a draft, with what is in it already. */
  async take(draft: Training): Promise<void> {
    if (this.id === draft.id) return;
    this.forget();
    this.id = draft.id;
    this.plan = draft.plan;
    if (draft.plan) this.choices = new DraftChoices(draft.plan);
    this.continues = draft.continues ?? null;
    this.#learn(draft);
    for (const go of this.#waiting.splice(0)) go(draft.id);
    await this.#look();
  }

  /**
   * Takes a draft in the place of one that the main side has lost with its pictures, and sends again what is
   * still at hand. Gives whether that was everything.
   */
  async restore(draft: Training): Promise<boolean> {
    const { photos, frames, painting, continues, choices } = this;
    const given = this.#given;
    this.forget();
    await this.take(draft);
    this.#given = given;
    this.choices = choices;
    if (given.painting) await this.choosePainting(given.painting);
    if (given.photos.length > 0) await this.#sendPhotos(given.photos);
    if (given.frames.length > 0) await this.#sendFrames(given.frames);
    const all = this.photos >= photos && this.frames >= frames;
    return all && (this.painting !== null || painting === null) && continues === null;
  }

  /** News of a training; those of others are passed over. */
  changed(training: Training): void {
    if (training.id !== this.id) return;
    this.#learn(training);
    // One that is on its way from here is shown when it has come.
    if (this.work?.kind !== 'painting') void this.#look();
  }

  /** The draft has begun, or is gone. */
  forget(): void {
    // Before there is a draft, what was chosen waits for it.
    if (this.id !== null) {
      this.stop();
      this.choices = new DraftChoices();
    }
    this.id = null;
    this.painting = null;
    this.#mark = undefined;
    this.#given = NOTHING;
    this.photos = this.frames = this.passed = this.heic = this.replaced = 0;
    this.plan = null;
    this.continues = null;
  }

  /** Stops what is being gathered; what is there stays. */
  stop(): void {
    this.#stops++;
    this.#last = Promise.resolve();
    this.#cancel.abort();
    this.work = null;
  }

  /** Takes files as photos to learn on; those that are no pictures are passed over and counted. */
  async addPhotos(files: readonly File[]): Promise<void> {
    const { photos, others, heic } = sortFiles(files);
    this.passed = others;
    this.heic = heic;
    this.#given = { ...this.#given, photos: [...this.#given.photos, ...photos] };
    await this.#sendPhotos(photos);
  }

  /** Takes a file as the painting; one that is refused changes nothing. */
  async choosePainting(file: File): Promise<void> {
    await this.#work('painting', async (id, signal) => {
      const progress = (done: number): void => this.#progress({ done, total: file.size });
      const handle = await upload(this.#around.bridge, file, progress, signal);
      const reply = await this.#around.bridge.request('trainings.painting', { id, upload: handle });
      if (!reply.ok) throw new RefusedError(reply);
      this.painting = reply.value;
      this.replaced = 0;
      // What is sent once more is cut as before.
      if (this.#given.painting !== file) this.choices.crop = WHOLE;
      this.#given = { ...this.#given, painting: file };
      this.choices.suggestTitle(file.name);
    });
    // Another page may have been quicker.
    await this.#look();
  }

  #sendPhotos(files: readonly File[]): Promise<void> {
    return this.#work('photos', async (id, signal) => {
      for (const [index, file] of files.entries()) {
        signal.throwIfAborted();
        this.#progress({ done: index, total: files.length });
        const photo = (await reducePhoto(file)) ?? (isTiff(file) ? file : null);
        if (!photo || !(await this.#send(id, photo, 'photos', signal))) this.passed += 1;
      }
    });
  }

  /** A minute of the camera, of which only frames that show something new are kept. */
  addFrames(): Promise<void> {
    return this.#work('camera', async (id, signal) => {
      const started = performance.now();
      let [past, taken] = [0, 0];
      while (past < CAMERA_MS && taken < MOST_FRAMES) {
        signal.throwIfAborted();
        // A camera that falls silent is opened anew, and away for a moment.
        const frame = await this.#around
          .camera()
          ?.peek(FRAME_SIZE)
          .catch(() => null);
        const seen = frame && signature(frame.pixels, frame.width, frame.height);
        if (frame && seen && isNew(seen, this.#given.known)) {
          taken++;
          const photo = await toJpeg(frame);
          const { frames, known } = this.#given;
          this.#given = { ...this.#given, frames: [...frames, photo], known: [...known, seen] };
          await this.#send(id, photo, 'camera', signal);
        }
        past = performance.now() - started;
        this.#progress({ done: Math.min(past, CAMERA_MS), total: CAMERA_MS });
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    });
  }

  #sendFrames(frames: readonly Blob[]): Promise<void> {
    return this.#work('photos', async (id, signal) => {
      for (const [index, frame] of frames.entries()) {
        signal.throwIfAborted();
        this.#progress({ done: index, total: frames.length });
        await this.#send(id, frame, 'camera', signal);
      }
    });
  }

  /** Takes all photos out again. */
  async clear(): Promise<void> {
    if (this.id === null) return;
    this.#given = { ...NOTHING, painting: this.#given.painting };
    const reply = await this.#around.bridge.request('trainings.clearPhotos', { id: this.id });
    if (reply.ok) this.changed(reply.value);
    this.passed = this.heic = 0;
  }

  /** Sends what the camera shows now, for the previews; without a camera they show a photo. */
  async sendFace(): Promise<void> {
    const source = this.#around.camera();
    if (!source || this.id === null) return;
    try {
      const handle = await upload(this.#around.bridge, await faceOf(source));
      await this.#around.bridge.request('trainings.face', { id: this.id, upload: handle });
    } catch {
      // The camera went away just now.
    }
  }

  #learn({ photos, frames, painting }: Training): void {
    this.photos = photos - frames;
    this.frames = frames;
    this.#mark = painting;
  }

  /** Has the painting that the draft has: another page may have chosen it. */
  async #look(): Promise<void> {
    const { id, painting: before } = this;
    if (id === null || this.#mark === undefined || this.#mark === before?.mark) return;
    const reply = await this.#around.bridge.request('trainings.showPainting', { id });
    if (!reply.ok || this.id !== id || reply.value.mark === this.painting?.mark) return;
    if (this.painting) {
      this.replaced += 1;
      this.choices.crop = WHOLE;
    }
    this.painting = reply.value;
  }

  async #send(id: string, photo: Blob, from: 'photos' | 'camera', signal: AbortSignal): Promise<boolean> {
    const { bridge } = this.#around;
    const handle = await upload(bridge, photo, undefined, signal);
    const reply = await bridge.request('trainings.photo', { id, upload: handle, from });
    if (reply.ok) this.changed(reply.value);
    else if (reply.code !== 'bad-input') throw new RefusedError(reply);
    return reply.ok;
  }

  /** One piece of work at a time, in the order in which they were asked for. */
  #work(kind: PictureWork['kind'], work: (id: string, signal: AbortSignal) => Promise<void>): Promise<void> {
    const stops = this.#stops;
    this.#last = this.#last.then(() => (stops === this.#stops ? this.#do(kind, work) : undefined));
    return this.#last;
  }

  /** A piece of work; its failure is told. */
  async #do(
    kind: PictureWork['kind'],
    work: (id: string, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    // A quick hand chooses before the dialog's draft has come.
    const id = this.id ?? (await new Promise<string>((resolve) => this.#waiting.push(resolve)));
    this.#cancel = new AbortController();
    const { signal } = this.#cancel;
    this.work = { kind, done: 0, total: 1, passed: 0 };
    this.#around.begun();
    try {
      await work(id, signal);
    } catch (error) {
      if (!signal.aborted) this.#around.failed(error instanceof RefusedError ? told(error) : String(error));
    }
    if (!signal.aborted) this.work = null;
  }

  #progress(change: { done: number; total: number }): void {
    if (this.work) this.work = { ...this.work, ...change, passed: this.passed };
  }
}
