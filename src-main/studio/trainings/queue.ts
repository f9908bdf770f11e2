/** The queue of trainings: one runs, the others wait for it. Whatever ends its process, nothing is lost. */
import { readdir } from 'node:fs/promises';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import type { FromTrain, Job, SpawnTrain } from '../../train/protocol.ts';
import type { Notice } from '../contract.ts';
import { FEWEST_PHOTOS, type LossPoint, type Training, type TrainingPlan } from '../contract/trainings.ts';
import { Hanging } from './hanging.ts';
import { jobOf } from './job.ts';
import { cutPainting, recolourPainting } from './painting.ts';
import { thinPreviews } from './previews.ts';
import { optionsOf } from './presets.ts';
import { originalOf, type TrainingRecord } from './record.ts';
import { TrainingRunner, type LastWord } from './runner.ts';
import type { TrainingShelf } from './shelf.ts';

/** How a training gets on. */
export interface TrainingProgress {
  id: string;
  losses: LossPoint[];
  msPerStep: number;
  secondsLeft: number;
}

/** What a queue works with. */
export interface QueueOptions {
  readonly shelf: TrainingShelf;
  readonly spawn: SpawnTrain;
  /** Threads of a processor to train with. */
  readonly threads: number;
  /** Settings that count more than any preset's, as JSON; for tests. */
  readonly overrides: string | undefined;
  /** Devices to train on, the best first. */
  devices(): readonly string[];
  /** Finds out which device is the fastest; undefined once that is known. */
  settling?: (() => Promise<void> | undefined) | undefined;
  /** The loss network's file. @throws {Refusal} when it is not there. */
  lossNetwork(): string;
  /** That file turned out to be of no use. */
  distrustLossNetwork(message: string): void;
  /** Styles to start from. */
  starts(): readonly { file: string; title: string }[];
  /** Hangs a style in the gallery; gives its id. */
  hang(style: Uint8Array, title: string): Promise<string>;
  onProgress(progress: TrainingProgress): void;
  onNotice(notice: Notice): void;
}

/** How long a training that has begun may take to write its checkpoint when the app closes. */
const CLOSE_MS = 8000;

/** The training that runs. */
interface Running {
  readonly id: string;
  readonly runner: TrainingRunner;
  /** What its process is busy with, also while it loads: to blame when that dies. */
  device: string;
  /** It is to end with its style as it is. */
  finishing: boolean;
}

/** Runs trainings, one at a time. */
export class TrainingQueue {
  readonly #options: QueueOptions;
  readonly #shelf: TrainingShelf;
  readonly #hanging: Hanging;
  #running: Running | undefined;
  /** Devices that took the process down with them. */
  readonly #shunned = new Set<string>();
  #closed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#shelf = options.shelf;
    this.#hanging = new Hanging(options);
  }

  /** The running training's process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#running?.runner.pid;
  }

  /** Starts a draft, or lets it wait; `seen` is the mark of the painting that the person sees. */
  start(id: string, plan: TrainingPlan, seen?: string): Promise<Training> {
    const shelf = this.#shelf;
    return shelf.inTurn(async () => {
      const { basis, painting } = shelf.draft(id);
      if (seen !== undefined && seen !== painting) {
        throw new Refusal('not-now', 'Another window has chosen another painting meanwhile. Look at it, and start again.'); // prettier-ignore
      }
      this.#options.lossNetwork();
      const files = shelf.files(id);
      const { length } = await readdir(files.photos);
      if (length < FEWEST_PHOTOS) {
        const message = `There are ${length} photos; choose at least ${FEWEST_PHOTOS}, better a hundred or more.`;
        throw new Refusal('bad-input', message);
      }
      await cutPainting(originalOf(shelf.folder(id)), files.painting, plan.crop, plan.brush);
      if (plan.colours === 'own') await recolourPainting(files.painting, files.photos);
      const options = optionsOf(plan, this.#options.overrides, basis?.options);
      const now = Date.now();
      await shelf.change(id, { plan, options, status: 'waiting', createdAt: now, waitingSince: now });
      await this.#next();
      return shelf.describe(id);
    });
  }

  /** Pauses; it goes on from there when asked to. */
  pause(id: string): Promise<Training> {
    return this.#shelf.inTurn(async () => {
      const { status } = this.#shelf.get(id);
      if (this.#running?.id === id) {
        this.#running.finishing = false;
        this.#running.runner.pause();
        await this.#shelf.change(id, { status: 'pausing' });
      } else if (status === 'waiting') {
        await this.#shelf.change(id, { status: 'paused' }, null);
      }
      return this.#shelf.describe(id);
    });
  }

  /** Goes on with a training that stands still, or lets it wait. */
  resume(id: string): Promise<Training> {
    return this.#shelf.inTurn(async () => {
      const { status } = this.#shelf.get(id);
      if (!['paused', 'interrupted', 'failed'].includes(status)) {
        throw new Refusal('not-now', 'This training is not paused.');
      }
      this.#options.lossNetwork();
      await this.#shelf.change(id, { status: 'waiting', waitingSince: Date.now() }, null);
      await this.#next();
      return this.#shelf.describe(id);
    });
  }

  /** Ends early and keeps the style as it is. Of one that stands still, or waits, it is that of its checkpoint. */
  finish(id: string): Promise<Training> {
    return this.#shelf.inTurn(async () => {
      const { status, step } = this.#shelf.get(id);
      if (this.#running?.id === id) {
        this.#running.finishing = true;
        this.#running.runner.finish();
        await this.#shelf.change(id, { status: 'pausing' });
        return this.#shelf.describe(id);
      }
      if (step === 0 || status === 'finished') {
        throw new Refusal('not-now', 'There is nothing to keep yet: let it train for a while.');
      }
      await this.#hanging.keep(id);
      return this.#shelf.describe(id);
    });
  }

  /** Deletes a training with all its pictures; one that runs is ended. */
  remove(id: string): Promise<void> {
    return this.#shelf.inTurn(async () => {
      this.#shelf.get(id);
      if (this.#running?.id === id) {
        const { runner } = this.#running;
        this.#running = undefined;
        await runner.close();
      }
      await this.#shelf.delete(id);
      await this.#next();
    });
  }

  /** Lets the running training write its checkpoint, if it has begun, and ends it. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#shelf.inTurn(() => Promise.resolve());
    await this.#running?.runner.close(CLOSE_MS);
    await this.#shelf.inTurn(() => Promise.resolve());
  }

  /** Starts the one that waits longest, unless one runs. */
  async #next(): Promise<void> {
    if (this.#running || this.#closed) return;
    const since = ({ waitingSince, createdAt }: TrainingRecord): number => waitingSince ?? createdAt;
    const waiting = this.#shelf.records().filter(({ status }) => status === 'waiting');
    // Of two of one moment, the older training is the last of the records.
    const [record] = waiting.reverse().sort((a, b) => since(a) - since(b));
    if (!record) return;
    const { id } = record;
    const settling = this.#options.settling?.();
    if (settling) {
      void settling.then(() => this.#later(() => this.#next()));
      return this.#shelf.change(id, {}, 'It finds out on which device a step is the shortest, and begins.');
    }
    let job: Job;
    try {
      job = this.#jobOf(record);
    } catch (error) {
      await this.#shelf.change(id, { status: 'interrupted' }, messageOf(error));
      return this.#next();
    }
    const runner: TrainingRunner = new TrainingRunner(this.#options.spawn, job, {
      onMessage: (message) => this.#later(() => this.#hear(id, runner, message)),
      onEnd: (word) => this.#later(() => this.#ended(id, runner, word)),
    });
    this.#running = { id, runner, device: job.devices[0]!, finishing: false };
    await this.#shelf.change(id, { status: 'running' }, null);
  }

  #later(work: () => Promise<void>): void {
    this.#shelf.inTurn(work).catch((error: unknown) => {
      this.#options.onNotice({ level: 'error', message: `A training went wrong: ${messageOf(error)}` });
    });
  }

  #jobOf(record: TrainingRecord): Job {
    const devices = this.#options.devices().filter((device) => !this.#shunned.has(device));
    return jobOf(record, {
      folder: this.#shelf.folder(record.id),
      devices: devices.length > 0 ? devices : ['cpu'],
      lossNetwork: this.#options.lossNetwork(),
      threads: this.#options.threads,
      starts: this.#options.starts(),
    });
  }

  async #hear(id: string, runner: TrainingRunner, message: FromTrain): Promise<void> {
    if (!this.#shelf.find(id)) return;
    const running = this.#running?.runner === runner ? this.#running : undefined;
    if (running && 'device' in message) running.device = message.device ?? running.device;
    switch (message.type) {
      case 'running': {
        const { basis } = this.#shelf.get(id);
        const start = basis ?? this.#options.starts().find(({ file }) => file === message.start);
        const startedFrom = start ? { startedFrom: start.title } : {};
        return this.#shelf.change(id, { device: message.device, step: message.step, ...startedFrom });
      }
      case 'progress': {
        const { losses, msPerStep, secondsLeft } = message;
        this.#shelf.reached(id, losses.at(-1)!.step);
        return this.#options.onProgress({ id, losses, msPerStep, secondsLeft });
      }
      case 'steps':
        return this.#shelf.change(id, { steps: message.steps });
      case 'preview':
        await thinPreviews(this.#shelf.folder(id));
        return this.#shelf.tell(id);
      case 'checkpoint':
        return this.#shelf.change(id, { step: message.step });
      case 'notice':
        return this.#options.onNotice({ level: 'warning', message: message.message });
      case 'waiting':
        return this.#shelf.change(id, {}, message.message);
      default:
        return undefined;
    }
  }

  async #ended(id: string, runner: TrainingRunner, word: LastWord): Promise<void> {
    const ran = this.#running?.runner === runner ? this.#running : undefined;
    if (ran) this.#running = undefined;
    const record = this.#shelf.find(id);
    if (!record) return;
    const title = record.plan?.title ?? id;
    if (word.type === 'died') await this.#mourn(record, title, ran);
    else if (word.type === 'done') await this.#hanging.done(id, title);
    else if (word.type === 'paused') {
      const stands = { status: this.#closed ? 'interrupted' : 'paused', step: word.step } as const;
      await this.#shelf.change(id, stands, word.message);
    } else {
      if (word.code === 'loss-network') this.#options.distrustLossNetwork(word.message);
      await this.#shelf.change(id, { status: 'failed' }, word.message);
      this.#options.onNotice({ level: 'error', message: `The training of ${title} ended: ${word.message}` });
    }
    await this.#next();
  }

  /**
   * Its process died. A device that may have been the reason is left alone from now on. The person's last word
   * counts still: one that was to pause stays paused, of one that was to end the style is kept. While the app
   * closes it is the app that ended it.
   */
  async #mourn({ id, status }: TrainingRecord, title: string, ran: Running | undefined): Promise<void> {
    const device = ran?.device ?? 'cpu';
    const suspect = device !== 'cpu' && !this.#shunned.has(device) && !this.#closed;
    if (suspect) this.#shunned.add(device);
    if (ran?.finishing) return this.#hanging.keep(id);
    const pausing = status === 'pausing';
    if (suspect && !pausing) {
      const message = `Training ${title} on "${device}" stopped unexpectedly; it goes on from its last checkpoint on the next device.`;
      this.#options.onNotice({ level: 'warning', message });
      return this.#shelf.change(id, { status: 'waiting' });
    }
    if (this.#closed) return this.#shelf.change(id, { status: 'interrupted' });
    await this.#shelf.change(id, { status: pausing ? 'paused' : 'interrupted' });
    const message = `The training of ${title} stopped unexpectedly; it can go on from its last checkpoint.`;
    this.#options.onNotice({ level: 'warning', message });
  }
}
