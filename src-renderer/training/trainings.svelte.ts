/** The person's trainings as the page has them, and everything that can be done with them. */
import type { Bridge } from '../bridge/bridge.ts';
import type {
  LossPoint,
  Reply,
  RequestName,
  Result,
  Args,
  Training,
  TrainingPlan,
} from '../bridge/contract.ts';
import type { PictureSource } from '../camera/source.ts';
import { t, told } from '../language/language.svelte.ts';
import type { Notices } from '../notices/notices.svelte.ts';
import { Stills } from '../still/stills.svelte.ts';
import { DraftPictures } from './draft.svelte.ts';
import { LossNetwork } from './lossNetwork.svelte.ts';
import { appended } from './lossSeries.ts';
import { DraftSketch } from './sketch.svelte.ts';

/** What trainings need of the rest of the page. */
export interface TrainingSurroundings {
  readonly bridge: Bridge;
  /** Where the person's picture comes from; null while there is no camera. */
  camera(): PictureSource | null;
  /** Something new is tried: what went wrong before is over. */
  begun(): void;
  failed(message: string): void;
}

/** The page's state, as far as trainings know it. */
interface Page {
  readonly live: boolean;
  readonly mirrored: boolean;
  readonly painting: { readonly size: { readonly width: number; readonly height: number } };
  readonly view: { readonly source: PictureSource | null };
  readonly notices: Pick<Notices, 'add'>;
}

/** How many losses are asked for at first. */
const FIRST_POINTS = 300;

/** Trainings, the draft and the loss network. */
export class Trainings {
  /** Whether the dialog is open. */
  open = $state(false);
  list = $state.raw<readonly Training[]>([]);
  /** The training that is looked at; null for the composer. */
  selectedId = $state<string | null>(null);
  losses = $state.raw<readonly LossPoint[]>([]);
  secondsLeft = $state<number | null>(null);
  busy = $state(false);
  /** What went wrong last, shown in the dialog; without the dialog it is a notice. */
  problem = $state<string | null>(null);
  /** What waits for the person's leave to replace the draft's pictures. */
  asking = $state.raw<(() => Promise<void>) | null>(null);
  readonly lossNetwork: LossNetwork;
  readonly pictures: DraftPictures;
  readonly sketch: DraftSketch;
  readonly stills: Stills;
  readonly selected = $derived.by(() => this.list.find(({ id }) => id === this.selectedId) ?? null);
  /** The draft, when there are pictures in it already. */
  readonly gathered = $derived.by(
    () =>
      this.list.find(
        ({ status, photos, painting }) => status === 'draft' && (photos > 0 || painting !== undefined),
      ) ?? null,
  );
  /** Those that have begun, the newest first. */
  readonly begun = $derived.by(() => this.list.filter(({ status }) => status !== 'draft'));
  /** The one that the page's corner tells of. */
  readonly current = $derived.by(
    () =>
      this.begun.find(({ status }) => status === 'running' || status === 'pausing') ??
      this.begun.find(({ status }) => status === 'interrupted') ??
      null,
  );
  readonly #around: TrainingSurroundings;

  constructor(bridge: Bridge, page: Page) {
    this.#around = {
      bridge,
      camera: () => (page.live ? page.view.source : null),
      begun: () => (this.problem = null),
      failed: (message) => {
        if (this.open) this.problem = message;
        else page.notices.add({ level: 'error', message });
      },
    };
    this.lossNetwork = new LossNetwork(this.#around);
    this.pictures = new DraftPictures(this.#around);
    this.sketch = new DraftSketch(this.#around);
    this.stills = new Stills({
      bridge,
      camera: () => {
        const { source } = page.view;
        const { width, height } = page.painting.size;
        return page.live && source ? { source, mirrored: page.mirrored, shape: width / height } : null;
      },
      trainings: () => this.begun,
      tell: (message, level) => page.notices.add({ level, message }),
    });
  }

  /** Starts listening; the returned function stops. */
  start(): () => void {
    const { bridge } = this.#around;
    const stops = [
      bridge.onStatus((status) => {
        if (status === 'connected') void this.load();
      }),
      bridge.on('trainings.changed', (training) => this.#changed(training)),
      bridge.on('trainings.removed', ({ id }) => this.#removed(id)),
      bridge.on('trainings.progress', ({ id, losses, secondsLeft }) => {
        const step = losses.at(-1)?.step ?? 0;
        this.list = this.list.map((one) => (one.id === id ? { ...one, step } : one));
        if (id !== this.selectedId) return;
        this.losses = appended(this.losses, losses);
        this.secondsLeft = secondsLeft;
      }),
      bridge.on('lossNetwork.changed', (state) => (this.lossNetwork.state = state)),
      bridge.on('sketch.changed', (state) => this.sketch.changed(state)),
      bridge.on('still.changed', (state) => this.stills.changed(state)),
    ];
    return () => {
      this.pictures.stop();
      for (const stop of stops) stop();
    };
  }

  /** Learns everything anew: the connection is there, perhaps again. */
  async load(): Promise<void> {
    const list = await this.#ask('trainings.list', {});
    if (list) {
      this.list = list;
      await this.#findDraft();
    }
    await this.lossNetwork.ask('state');
    await this.stills.learn();
    if (this.selectedId) await this.select(this.selectedId);
  }

  /** Opens the dialog: on the training that runs, the newest, or a new one. */
  show(): void {
    const training = this.current ?? this.begun[0];
    if (!training) return this.showNew();
    this.#open();
    void this.select(training.id);
  }

  /** Opens the dialog on a new training. */
  showNew(): void {
    this.#open();
    void this.compose();
  }

  /** Closes the dialog; whatever runs goes on, reading pictures too. */
  close(): void {
    this.open = false;
    this.asking = null;
  }

  /** Looks at a training. */
  async select(id: string): Promise<void> {
    if (this.selectedId !== id) this.problem = null;
    this.asking = null;
    this.selectedId = id;
    this.losses = [];
    this.secondsLeft = null;
    const losses = await this.#ask('trainings.losses', { id, points: FIRST_POINTS });
    if (losses && this.selectedId === id) this.losses = appended(losses, this.losses);
  }

  /** Goes to the draft. */
  async compose(): Promise<void> {
    this.asking = this.problem = this.selectedId = null;
    const draft = await this.#ask('trainings.draft', {});
    if (draft) await this.pictures.take(draft);
  }

  /** Starts the draft. */
  async begin(plan: TrainingPlan): Promise<void> {
    const { id } = this.pictures;
    if (id === null || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await this.pictures.sendFace();
      const painting = this.pictures.painting?.mark;
      const training = await this.#ask('trainings.start', { id, plan, ...(painting && { painting }) });
      if (!training) return;
      this.pictures.forget();
      this.#changed(training);
      await this.select(id);
    } finally {
      this.busy = false;
    }
  }

  /** Pauses, goes on, or ends early. */
  async act(what: 'pause' | 'resume' | 'finish', id: string): Promise<void> {
    this.problem = null;
    const training = await this.#ask(`trainings.${what}`, { id });
    if (training) this.#changed(training);
  }

  /** A new draft with a training's pictures. */
  async again(id: string): Promise<void> {
    await this.#replaceDraft('trainings.again', { id });
  }

  /** Opens the dialog on a new draft from a style: to go on from it, or to train it again. */
  async fromStyle(styleId: string, how: 'further' | 'again'): Promise<void> {
    this.#open();
    this.selectedId = null;
    await this.#replaceDraft('trainings.fromStyle', { styleId, how });
  }

  /** Deletes a training with its pictures. */
  async remove(id: string): Promise<void> {
    if (await this.#ask('trainings.remove', { id })) this.#removed(id);
  }

  /** A preview for an `<img>`; null when there is none. */
  async preview(id: string, step: number): Promise<string | null> {
    const reply = await this.#around.bridge.request('trainings.preview', { id, step });
    return reply.ok ? reply.value.picture : null;
  }

  /** Has a new draft in the place of the one there is; where the main side wants the person's leave, asks them. */
  async #replaceDraft<N extends 'trainings.again' | 'trainings.fromStyle'>(
    name: N,
    args: Args<N>,
  ): Promise<void> {
    this.asking = this.problem = null;
    this.busy = true;
    try {
      const reply: Reply<Training> = await this.#around.bridge.request(name, args);
      if (reply.ok) {
        this.#changed(reply.value);
        this.selectedId = null;
        await this.pictures.take(reply.value);
      } else if (reply.code === 'wants-leave') {
        // What they are asked about, and give their leave for, is what is there now.
        this.list = (await this.#ask('trainings.list', {})) ?? this.list;
        this.asking = () => this.#replaceDraft(name, { ...args, replacing: this.gathered?.id });
      } else this.#around.failed(told(reply));
    } finally {
      this.busy = false;
    }
  }

  /** Where the main side has started anew it has no draft any more: pictures that are at hand are sent again. */
  async #findDraft(): Promise<void> {
    const { id, photos, frames, painting } = this.pictures;
    const there = this.list.find((training) => training.id === id);
    if (this.busy) return;
    if (id === null) return this.open && this.selectedId === null ? this.compose() : undefined;
    if (there) return this.#changed(there);
    const draft = await this.#ask('trainings.draft', {});
    if (!draft || this.pictures.id !== id) return;
    this.#changed(draft);
    const gathered = photos + frames > 0 || painting !== null;
    if (!(await this.pictures.restore(draft)) && gathered) this.#around.failed(t('training.draftLost'));
  }

  #open(): void {
    this.open = true;
    this.asking = this.problem = null;
  }

  #changed(training: Training): void {
    const others = this.list.filter(({ id }) => id !== training.id);
    this.list = [training, ...others].sort((a, b) => b.createdAt - a.createdAt);
    if (training.id !== this.pictures.id || training.status === 'draft')
      return this.pictures.changed(training);
    // Another page has begun what is being put together here too.
    if (this.busy) return;
    this.pictures.forget();
    if (this.open && this.selectedId === null) void this.select(training.id);
  }

  #removed(id: string): void {
    this.list = this.list.filter((training) => training.id !== id);
    const composing = this.open && this.selectedId === null;
    if (id === this.pictures.id) {
      this.pictures.forget();
      // Where it was replaced from here, the new one is on its way.
      if (composing && !this.busy) void this.compose();
    }
    if (this.selectedId === id) void this.compose();
  }

  async #ask<N extends RequestName>(name: N, args: Args<N>): Promise<Result<N> | null> {
    const reply: Reply<Result<N>> = await this.#around.bridge.request(name, args);
    if (reply.ok) return reply.value;
    this.#around.failed(told(reply));
    return null;
  }
}
