/** The sketch of a draft and the person's still, behind the contract's requests. */
import { rm, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { loadSharp } from '../../process/lazy.ts';
import { Refusal } from '../../paint/refusal.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import { edgeUpTo } from '../../train/pictures.ts';
import type { SpawnTrain } from '../../train/protocol.ts';
import { SketchJob } from '../../train/sketchProtocol.ts';
import type { Notice } from '../contract.ts';
import type { SketchLook, sketchRequests, SketchState } from '../contract/sketches.ts';
import type { Handlers } from '../dispatch.ts';
import type { StudioEvents } from '../events.ts';
import { OneByOne } from '../oneByOne.ts';
import { clearAbandoned, ownFolder } from '../owners.ts';
import { cutPainting, keepPainting, keepPhoto } from '../trainings/painting.ts';
import type { Uploads } from '../uploads.ts';
import { Easel } from './easel.ts';
import { fittingEdge } from './size.ts';

/** What sketches need of the trainings. */
export interface SketchSources {
  /** The loss network's file. @throws {Refusal} when it is not there. */
  lossNetwork(): string;
  /** That file turned out to be of no use. */
  distrustLossNetwork(message: string): void;
  /** A draft's painting as it was received. @throws {Refusal} when there is no such draft. */
  draftPainting(id: string): string;
  /** A picture of a draft to sketch where the person shows none: the face, or a photo. */
  draftPhoto(id: string): Promise<string | undefined>;
  /** The painting of a training, as it is learned. @throws {Refusal} when there is none. */
  painting(id: string): string;
}

/** What the topic works with. */
export interface SketchTopicOptions {
  readonly dataFolder: string;
  readonly spawn: SpawnTrain;
  readonly uploads: Uploads;
  readonly events: StudioEvents;
  readonly sources: SketchSources;
  /** Devices to paint on, the best first. */
  devices(): readonly string[];
  /** Puts a finished picture into the recordings folder. */
  save(png: Uint8Array, title: string): Promise<void>;
  notice(notice: Notice): void;
  /** For tests: settings that count more. */
  readonly overrides?: z.output<typeof SketchOverrides>;
}

/** Settings that count more than ours, as JSON in PASTICHE_SKETCH; for tests. */
export const SketchOverrides = SketchJob.pick({ edge: true, iterations: true, showMs: true }).partial();

/**
 * The sketch is half as large as the live view at first, and is laid out at half of that: an iteration takes a quarter
 * of the time there, and ten show what comes of it.
 */
const SKETCH = { edge: 320, coarsest: 160, iterations: 24, showMs: 700 };
const STILL = { iterations: 100, showMs: 1000 };

/** What a photo and a painting are called while they are lent. */
const SKETCH_FILES = ['sketch-photo.jpg', 'sketch-painting.png'] as const;
const STILL_FILES = ['still-photo', 'still-painting.png'] as const;

/** Everything about sketches. */
export class SketchTopic {
  readonly #options: SketchTopicOptions;
  readonly #sketch: Easel;
  readonly #still: Easel;
  readonly #folder: string;
  #stillTitle = '';
  /** The draft whose photo lies in the folder. */
  #photoOf: string | undefined;
  /** Starts come one after the other: each writes into the same folder. */
  readonly #turns = new OneByOne();

  constructor(options: SketchTopicOptions) {
    this.#options = options;
    const shared = join(options.dataFolder, 'sketches');
    this.#folder = ownFolder(shared);
    // Pictures of the person's that a crash left behind; what another Pastiche paints now is left alone.
    void this.#turns.run(() => clearAbandoned(shared));
    const easel = (event: 'sketch.changed' | 'still.changed'): Easel =>
      new Easel({
        spawn: options.spawn,
        onState: (state) => options.events.emit(event, state),
        onNotice: (message) => options.notice({ level: 'warning', message }),
        onLossNetwork: (message) => options.sources.distrustLossNetwork(message),
      });
    this.#sketch = easel('sketch.changed');
    this.#still = easel('still.changed');
  }

  /** Ends the sketch, and deletes the pictures that were lent for it: training begins, and needs the machine. */
  cancelSketch(): SketchState {
    const state = this.#sketch.clear();
    this.#giveBack(this.#sketch, SKETCH_FILES);
    return state;
  }

  /** Whether a sketch or a still is being painted. */
  get busy(): boolean {
    return [this.#sketch, this.#still].some(({ state }) => ['preparing', 'painting'].includes(state.status));
  }

  /** Whether there is a still that the person has not got yet. */
  get owes(): boolean {
    const { status, saved } = this.#still.state;
    return ['preparing', 'painting'].includes(status) || (status === 'done' && !saved);
  }

  /** Ends everything; the pictures that were lent are deleted. */
  async close(): Promise<void> {
    await this.#turns.settled();
    this.#sketch.clear();
    this.#still.clear();
    // What is held, on Windows for a moment after its process ended, is deleted at the next start.
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }

  /** The handlers of the topic's requests. */
  handlers(): Pick<Handlers, keyof typeof sketchRequests> {
    const still = this.#still;
    return {
      'sketch.start': (args) => this.#inTurn(() => this.#startSketch(args)),
      'sketch.cancel': () => this.cancelSketch(),
      'still.state': () => still.whole,
      'still.start': (args) => this.#inTurn(() => this.#startStill(args)),
      'still.finish': () => still.finish(),
      'still.cancel': () => {
        const state = still.clear();
        this.#giveBack(still, STILL_FILES);
        return state;
      },
      'still.save': async () => {
        const { run } = still.state;
        await this.#options.save(still.finished, this.#stillTitle);
        still.isSaved(run);
        return {};
      },
    };
  }

  async #startSketch(args: Parameters<Handlers['sketch.start']>[0]): Promise<SketchState> {
    const { sources, uploads, overrides } = this.#options;
    const lossNetwork = sources.lossNetwork();
    const original = sources.draftPainting(args.id);
    const [own, painting] = SKETCH_FILES.map((name) => this.#file(name)) as [string, string];
    // What is painted now reads these files: it ends before they change.
    this.#sketch.clear();
    if (args.photo !== undefined) {
      await this.#take(uploads, args.photo, own);
      this.#photoOf = args.id;
    }
    const photo = this.#photoOf === args.id ? own : await sources.draftPhoto(args.id);
    if (photo === undefined) throw new Refusal('not-now', 'There is no photo to sketch yet.');
    await stat(original).catch(() => {
      throw new Refusal('not-now', 'There is no painting to sketch towards yet.');
    });
    await cutPainting(original, painting, args.crop);
    const job = { ...this.#jobOf(args, lossNetwork), ...SKETCH, photo, painting, ...overrides };
    return this.#sketch.start(SketchJob.parse(job));
  }

  async #startStill(args: Parameters<Handlers['still.start']>[0]): Promise<SketchState> {
    const { sources, uploads, overrides } = this.#options;
    const lossNetwork = sources.lossNetwork();
    this.#still.clear();
    const [photo, painting] = STILL_FILES.map((name) => this.#file(name)) as [string, string];
    // Not reduced as a photo to learn on is: all of its detail is wanted.
    await uploads.take(args.photo, (file) => keepPainting(file, photo));
    if ('upload' in args.painting) {
      await uploads.take(args.painting.upload, (file) => keepPainting(file, painting));
    } else {
      await cutPainting(sources.painting(args.painting.training), painting, { x: 0, y: 0, width: 1, height: 1 }); // prettier-ignore
    }
    const sharp = await loadSharp();
    const size = await sharp(photo).metadata();
    const wanted = edgeUpTo(args.edge, size);
    const edge = fittingEdge(wanted, size, totalmem());
    if (edge < wanted) {
      const message = `This machine's memory has room for a still of ${edge} pixels; it is painted at that size.`; // prettier-ignore
      this.#options.notice({ level: 'info', message });
    }
    this.#stillTitle = args.title;
    const job = { ...this.#jobOf(args, lossNetwork), ...STILL, edge, photo, painting, ...overrides };
    return this.#still.start(SketchJob.parse(job));
  }

  #jobOf(
    { styleWeight, brush, colours }: SketchLook,
    lossNetwork: string,
  ): Omit<SketchJob, 'photo' | 'painting' | 'edge' | 'iterations' | 'showMs'> {
    const devices = this.#options.devices();
    return {
      ...{ styleWeight, brush, colours, lossNetwork },
      devices: devices.length > 0 ? [...devices] : ['cpu'],
      // The live view, which runs meanwhile, keeps a core.
      threads: Math.max(1, availableParallelism() - 1),
    };
  }

  async #take(uploads: Uploads, upload: string, to: string): Promise<void> {
    await makeFolder(this.#folder);
    await uploads.take(upload, (file) => keepPhoto(file, to));
  }

  /** Deletes pictures that were lent, unless something new is painted from them by then. */
  #giveBack(easel: Easel, names: readonly string[]): void {
    void this.#inTurn(async () => {
      if (easel.state.status !== 'idle') return;
      if (easel === this.#sketch) this.#photoOf = undefined;
      // What is held for a moment goes with the folder.
      for (const name of names)
        await rm(this.#file(name), { force: true, maxRetries: 3 }).catch(() => undefined);
    });
  }

  #file(name: string): string {
    return join(this.#folder, basename(name));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run(work);
  }
}
