/** One picture being painted by the slow method: its process, and how it stands. */
import { Refusal } from '../../paint/refusal.ts';
import type { SpawnTrain, TrainChild } from '../../train/protocol.ts';
import { FromSketch, type SketchJob } from '../../train/sketchProtocol.ts';
import type { SketchState } from '../contract/sketches.ts';

/** What an easel works with. */
export interface EaselOptions {
  readonly spawn: SpawnTrain;
  onState(state: SketchState): void;
  /** Something the person should know; the painting goes on. */
  onNotice(message: string): void;
  /** The loss network's file is of no use. */
  onLossNetwork(message: string): void;
}

const EMPTY = { iteration: 0, iterations: 0, secondsLeft: null, loss: null };
/** How often another process is tried where one died. */
const MOST_DEATHS = 1;

/** Holds one picture at a time; what is started replaces what was there. */
export class Easel {
  readonly #options: EaselOptions;
  #child: TrainChild | undefined;
  #state: SketchState = { run: 0, status: 'idle', ...EMPTY };
  #bytes: Uint8Array | undefined;

  constructor(options: EaselOptions) {
    this.#options = options;
  }

  /** How the picture stands, without it. */
  get state(): SketchState {
    return this.#state;
  }

  /** The same with the picture, for a page that comes later. */
  get whole(): SketchState {
    const { picture } = this;
    return picture ? { ...this.#state, picture } : this.#state;
  }

  /** The finished picture, a PNG. @throws {Refusal} when there is none. */
  get finished(): Uint8Array {
    if (this.#state.status === 'done' && this.#bytes) return this.#bytes;
    throw new Refusal('not-now', 'There is no finished picture yet.');
  }

  /** The picture as the page was last told of it. */
  picture: SketchState['picture'];

  /** Puts a new picture up; one that is being painted is given up. */
  start(job: SketchJob): SketchState {
    this.#put(this.#state.run + 1, 'preparing');
    this.#paint(job, 0);
    return this.#state;
  }

  /** Ends after the iteration that runs; the picture as it is then is the finished one. */
  finish(): SketchState {
    if (this.#state.status !== 'painting') throw new Refusal('not-now', 'There is nothing to keep yet.');
    this.#child?.send({ type: 'stop' });
    return this.#state;
  }

  /** The finished picture of this run is saved. */
  isSaved(run: number): void {
    if (run === this.#state.run) this.#change({ ...this.#state, saved: true });
  }

  /** Takes the picture down. */
  clear(): SketchState {
    if (this.#state.status !== 'idle') this.#put(this.#state.run + 1, 'idle');
    return this.#state;
  }

  #put(run: number, status: 'preparing' | 'idle'): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill();
    this.#bytes = undefined;
    this.picture = undefined;
    this.#change({ run, status, ...EMPTY });
  }

  #paint(job: SketchJob, deaths: number): void {
    const child = this.#options.spawn();
    this.#child = child;
    child.onMessage((data) => {
      if (this.#child === child) this.#hear(data, child);
    });
    child.onExit(() => {
      if (this.#child !== child) return;
      this.#child = undefined;
      if (this.#state.status === 'done' || this.#state.status === 'failed') return;
      // A device can take its process down with it: the next one may do better.
      const [device, ...others] = job.devices;
      const devices = others.length > 0 ? others : job.devices;
      if (deaths < MOST_DEATHS) {
        this.#options.onNotice(
          others.length > 0
            ? `Painting on "${device!}" stopped unexpectedly; "${devices[0]!}" begins anew.`
            : 'Painting stopped unexpectedly; it begins anew.',
        );
        // What was painted went with the process: until the next one paints there is nothing to keep.
        this.picture = undefined;
        this.#change({ run: this.#state.run, status: 'preparing', ...EMPTY });
        return this.#paint({ ...job, devices }, deaths + 1);
      }
      const message = 'The process that paints ended unexpectedly. It may have run out of memory: choose a smaller size.'; // prettier-ignore
      this.#change({ ...this.#state, status: 'failed', message });
    });
    child.send({ type: 'sketch', job });
  }

  #hear(data: unknown, child: TrainChild): void {
    const parsed = FromSketch.safeParse(data);
    // A process that talks nonsense is broken; its end is heard of.
    if (!parsed.success) return child.kill();
    const message = parsed.data;
    const { run } = this.#state;
    switch (message.type) {
      case 'notice':
        return this.#options.onNotice(message.message);
      case 'failed':
        if (message.code === 'loss-network') this.#options.onLossNetwork(message.message);
        this.#change({ ...this.#state, status: 'failed', message: message.message });
        return child.kill();
      case 'progress': {
        const { iteration, iterations, secondsLeft, losses, device, picture } = message;
        const shown = picture && show(picture, 'jpeg');
        if (shown) this.picture = shown;
        const base = { run, status: 'painting' as const, iteration, iterations, secondsLeft, loss: losses.total, device }; // prettier-ignore
        return this.#change(base, shown);
      }
      case 'done': {
        this.#bytes = message.picture.bytes;
        this.picture = show(message.picture, 'png');
        const { iteration, losses } = message;
        const iterations = Math.max(iteration, this.#state.iterations);
        this.#change({ ...this.#state, status: 'done', iteration, iterations, secondsLeft: 0, loss: losses.total }, this.picture); // prettier-ignore
        // It waits for this where it cannot know that its last word was heard.
        return child.kill();
      }
    }
  }

  #change(state: SketchState, picture?: SketchState['picture']): void {
    this.#state = state;
    this.#options.onState(picture ? { ...state, picture } : state);
  }
}

function show(
  { bytes, width, height }: { bytes: Uint8Array; width: number; height: number },
  type: 'jpeg' | 'png',
): NonNullable<SketchState['picture']> {
  return { data: Buffer.from(bytes).toString('base64'), type, width, height };
}
