/** Trainings as the studio has them: shelf, drafts, queue and loss network behind the contract's requests. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '../../paint/refusal.ts';
import { readLosses, thinLosses } from '../../train/lossHistory.ts';
import type { SpawnTrain } from '../../train/protocol.ts';
import type { Handlers } from '../dispatch.ts';
import type { StudioEvents } from '../events.ts';
import { LossNetworkStore } from '../lossNetwork/store.ts';
import type { Notice } from '../contract.ts';
import type { Fetch } from '../proxy.ts';
import type { sketchRequests } from '../contract/sketches.ts';
import type { trainingRequests } from '../contract/trainings.ts';
import { SketchOverrides, SketchTopic, type SketchTopicOptions } from '../sketches/topic.ts';
import type { Uploads } from '../uploads.ts';
import type { Work } from '../work.ts';
import type { MadeStyle } from './basis.ts';
import { Drafts } from './drafts.ts';
import { TrainingQueue, type QueueOptions } from './queue.ts';
import { TrainingShelf } from './shelf.ts';

/** What the topic works with. */
export interface TrainingTopicOptions {
  readonly dataFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly spawn: SpawnTrain;
  /** How servers are asked for the loss network. */
  readonly fetch?: Fetch;
  readonly uploads: Uploads;
  readonly events: StudioEvents;
  readonly devices: QueueOptions['devices'];
  readonly settling?: QueueOptions['settling'];
  readonly starts: QueueOptions['starts'];
  readonly hang: QueueOptions['hang'];
  /** A style that hangs. @throws {Refusal} when there is none of this id. */
  style(id: string): MadeStyle;
  /** Puts a finished still into the recordings folder. */
  readonly save: SketchTopicOptions['save'];
  /** Tells the person, also where no page is there yet. */
  notice(notice: Notice): void;
}

/** Everything about trainings. */
export class TrainingTopic {
  readonly #shelf: TrainingShelf;
  readonly #drafts: Drafts;
  readonly #queue: TrainingQueue;
  readonly #lossNetwork: LossNetworkStore;
  readonly #uploads: Uploads;
  readonly #sketches: SketchTopic;
  readonly #style: TrainingTopicOptions['style'];
  readonly #settle: QueueOptions['settling'];

  private constructor(options: TrainingTopicOptions, lossNetwork: LossNetworkStore) {
    const { events } = options;
    this.#uploads = options.uploads;
    this.#style = (id) => options.style(id);
    this.#settle = options.settling;
    this.#lossNetwork = lossNetwork;
    this.#shelf = new TrainingShelf({
      folder: join(options.dataFolder, 'trainings'),
      onChanged: (training) => events.emit('trainings.changed', training),
      onRemoved: (id) => events.emit('trainings.removed', { id }),
      onNotice: (notice) => options.notice(notice),
    });
    this.#drafts = new Drafts(this.#shelf);
    this.#queue = new TrainingQueue({
      shelf: this.#shelf,
      spawn: options.spawn,
      // The live view, which runs meanwhile, keeps a core.
      threads: Math.max(1, availableParallelism() - 1),
      overrides: options.env['PASTICHE_TRAINING'],
      ...{ devices: options.devices, settling: options.settling },
      lossNetwork: () => lossNetwork.file,
      distrustLossNetwork: (message) => lossNetwork.distrust(message),
      starts: options.starts,
      hang: options.hang,
      onProgress: (progress) => events.emit('trainings.progress', progress),
      onNotice: (notice) => options.notice(notice),
    });
    const overrides = options.env['PASTICHE_SKETCH'];
    this.#sketches = new SketchTopic({
      ...options,
      sources: {
        lossNetwork: () => lossNetwork.file,
        distrustLossNetwork: (message) => lossNetwork.distrust(message),
        draftPainting: (id) => this.#drafts.received(id),
        draftPhoto: (id) => this.#drafts.anyPhoto(id),
        painting: (id) => {
          this.#shelf.get(id);
          return this.#shelf.files(id).painting;
        },
      },
      ...(overrides && { overrides: SketchOverrides.parse(JSON.parse(overrides)) }),
    });
  }

  /** Looks for the loss network and reads what earlier starts left. */
  static async open(options: TrainingTopicOptions): Promise<TrainingTopic> {
    const lossNetwork = await LossNetworkStore.open({
      folder: join(options.dataFolder, 'loss-network'),
      given: options.env['PASTICHE_LOSS_NETWORK'],
      fetch: options.fetch,
      onState: (state) => options.events.emit('lossNetwork.changed', state),
    });
    const topic = new TrainingTopic(options, lossNetwork);
    await topic.#shelf.open();
    return topic;
  }

  /** Lets the running training write its checkpoint, and deletes what was not begun: it ends with the app. */
  async close(): Promise<void> {
    await Promise.all([this.#queue.close(), this.#lossNetwork.close(), this.#sketches.close()]);
    await this.#shelf.close();
  }

  /** The running training's process, for diagnostics. */
  get pid(): number | undefined {
    return this.#queue.pid;
  }

  /** What is trained or painted slowly. */
  get work(): Pick<Work, 'training' | 'still'> {
    const { busy, owes } = this.#sketches;
    return { training: this.#queue.pid !== undefined || busy, still: owes };
  }

  /** The handlers of the topic's requests. */
  handlers(): Pick<Handlers, keyof typeof trainingRequests | keyof typeof sketchRequests> {
    const [shelf, drafts, queue, uploads] = [this.#shelf, this.#drafts, this.#queue, this.#uploads];
    const lossNetwork = this.#lossNetwork;
    return {
      ...this.#sketches.handlers(),
      'trainings.list': () => shelf.list(),
      'trainings.draft': () => {
        // While pictures are chosen there is time to find out what to train on.
        void this.#settle?.();
        return drafts.open();
      },
      'trainings.painting': ({ id, upload }) => uploads.take(upload, (file) => drafts.painting(id, file)),
      'trainings.photo': ({ id, upload, from }) =>
        uploads.take(upload, (file) => drafts.photo(id, file, from)),
      'trainings.clearPhotos': ({ id }) => drafts.clearPhotos(id),
      'trainings.face': async ({ id, upload }) => {
        await uploads.take(upload, (file) => drafts.face(id, file));
        return {};
      },
      'trainings.start': async ({ id, plan, painting }) => {
        const started = await queue.start(id, plan, painting);
        // Not before: one that is refused leaves the sketch as it is.
        this.#sketches.cancelSketch();
        return started;
      },
      'trainings.pause': ({ id }) => queue.pause(id),
      'trainings.resume': ({ id }) => queue.resume(id),
      'trainings.finish': ({ id }) => queue.finish(id),
      'trainings.again': ({ id, replacing }) => drafts.again(id, replacing),
      'trainings.fromStyle': ({ styleId, how, replacing }) =>
        drafts.fromStyle(this.#style(styleId), how, replacing),
      'trainings.remove': async ({ id }) => {
        await queue.remove(id);
        return {};
      },
      'trainings.showPainting': ({ id }) => drafts.showPainting(id),
      'trainings.losses': async ({ id, points }) => {
        shelf.see(id);
        return thinLosses(await readLosses(shelf.files(id).losses), points);
      },
      'trainings.preview': async ({ id, step }) => {
        shelf.see(id);
        const files = shelf.files(id);
        const bytes = await readFile(step < 0 ? files.face : files.preview(step)).catch(() => {
          throw new Refusal('not-now', 'There is no such preview.');
        });
        return { picture: bytes.toString('base64') };
      },
      'lossNetwork.state': () => lossNetwork.state,
      'lossNetwork.fetch': () => lossNetwork.fetch(),
      'lossNetwork.cancel': () => lossNetwork.cancel(),
      'lossNetwork.use': ({ upload }) => uploads.take(upload, (file) => lossNetwork.use(file)),
    };
  }
}
