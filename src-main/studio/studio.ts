/** What the app can do: implements the contract. Both shells are thin covers over this. */
import { type FSWatcher, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { SpawnPaint } from '../paint/child.ts';
import type { PaintedFrame, PortFrame } from '../paint/protocol.ts';
import { Refusal } from '../paint/refusal.ts';
import { PaintSupervisor } from '../paint/supervisor.ts';
import type { SpawnTrain } from '../train/protocol.ts';
import { type AppInfo, CONTRACT_VERSION, type EngineState, type Notice, type Reply } from './contract.ts';
import { createDispatch, type Dispatch, type Handlers } from './dispatch.ts';
import { type EventListener, StudioEvents } from './events.ts';
import { hangStyle } from './ownStyles.ts';
import { SettingsStore } from './settings.ts';
import { type DescribeModel, type Library, StyleLibrary } from './styles.ts';
import { TrainingTopic } from './trainings/topic.ts';
import { uploadHandlers, Uploads } from './uploads.ts';

/** What a studio works with. */
export interface StudioOptions {
  shell: AppInfo['shell'];
  version: string;
  /** The person's own folder: settings, own styles. Made if it is missing. */
  dataFolder: string;
  /** The folder of the shipped styles. */
  modelsFolder: string;
  spawnPaint: SpawnPaint;
  spawnTrain: SpawnTrain;
  /** Default: this process's. */
  env?: Readonly<Record<string, string | undefined>>;
  describeModel: DescribeModel;
  /** Parse replies and events too; for development and tests. */
  checkReplies?: boolean;
}

/** A folder is read again after so many milliseconds without a further change in it. */
const WATCH_REST_MS = 300;

/** The app without a shell. */
export class Studio {
  readonly #options: StudioOptions;
  readonly #settings: SettingsStore;
  readonly #events: StudioEvents;
  readonly #supervisor: PaintSupervisor;
  readonly #styles: StyleLibrary;
  readonly #uploads: Uploads;
  #trainings!: TrainingTopic;
  #dispatch!: Dispatch;
  #library: Library = { styles: [], problems: [], files: [] };
  /** Notices from before there was a page to show them. */
  #held: Notice[] = [];
  /** A page has been there. */
  #seen = false;
  #watcher: FSWatcher | undefined;
  #watchTimer: NodeJS.Timeout | undefined;

  private constructor(options: StudioOptions, settings: SettingsStore) {
    const check = options.checkReplies ?? false;
    this.#options = options;
    this.#settings = settings;
    this.#events = new StudioEvents(check);
    this.#styles = new StyleLibrary(
      [
        { path: options.modelsFolder, shipped: true },
        { path: this.#ownStyles, shipped: false },
      ],
      options.describeModel,
    );
    this.#supervisor = new PaintSupervisor({
      spawn: options.spawnPaint,
      device: settings.current.device,
      onState: (state) => this.#events.emit('engine.state', state),
      onNotice: (notice) => this.#events.emit('notice', notice),
    });
    this.#uploads = new Uploads(join(options.dataFolder, 'uploads'));
  }

  /** Opens the data folder, starts the paint process and reads the library. */
  static async open(options: StudioOptions): Promise<Studio> {
    const { store, notice } = await SettingsStore.open(options.dataFolder);
    const studio = new Studio(options, store);
    if (notice) studio.#held.push(notice);
    studio.#trainings = await TrainingTopic.open(studio.#trainingParts());
    studio.#dispatch = createDispatch(studio.#handlers(), options.checkReplies ?? false);
    studio.#supervisor.start();
    await studio.#refresh();
    await studio.#watchOwnStyles();
    return studio;
  }

  /** Answers a request of a page; never rejects. */
  request(name: string, args: unknown): Promise<Reply<unknown>> {
    return this.#dispatch(name, args);
  }

  /** Paints a checked frame of a page; never rejects. */
  paint(client: string, frame: PortFrame): Promise<PaintedFrame> {
    return this.#supervisor.paint(client, frame);
  }

  /** A page is gone: what it waited for is dropped. */
  forget(client: string): void {
    this.#supervisor.forget(client);
  }

  /** Calls the listener with every event; returns how to stop. */
  listen(listener: EventListener): () => void {
    return this.#events.listen(listener);
  }

  /** The paint process's state. */
  get engineState(): EngineState {
    return this.#supervisor.state;
  }

  /** Ends the paint process; resolves when everything is on disk. */
  async close(): Promise<void> {
    clearTimeout(this.#watchTimer);
    this.#watcher?.close();
    this.#supervisor.close();
    await this.#trainings.close();
    await this.#uploads.close();
    await this.#settings.settled();
  }

  #handlers(): Handlers {
    return {
      'app.info': () => ({
        contract: CONTRACT_VERSION,
        version: this.#options.version,
        shell: this.#options.shell,
        platform: process.platform,
      }),
      'styles.list': () => ({ styles: this.#library.styles, problems: this.#library.problems }),
      'devices.list': async () => [...(await this.#supervisor.listDevices())],
      'settings.get': () => {
        // The page is there: it can show what happened before.
        setImmediate(() => this.#releaseNotices());
        return this.#settings.current;
      },
      'settings.set': async (patch) => {
        const settings = await this.#settings.set(patch);
        this.#events.emit('settings.changed', settings);
        // Only when it was chosen: the CPU may have taken over from a device that keeps failing.
        if (patch.device !== undefined) this.#supervisor.setDevice(settings.device);
        return settings;
      },
      'engine.state': () => this.#supervisor.state,
      'engine.prepare': async ({ styleId, width, height }) => {
        if (!this.#library.styles.some((style) => style.id === styleId)) {
          throw new Refusal('unknown-style', `There is no style "${styleId}".`);
        }
        await this.#supervisor.prepare(styleId, { width, height });
        return null;
      },
      'engine.restart': () => this.#supervisor.restart(),
      ...uploadHandlers(this.#uploads),
      ...this.#trainings.handlers(),
    };
  }

  #trainingParts(): Parameters<typeof TrainingTopic.open>[0] {
    return {
      dataFolder: this.#options.dataFolder,
      env: this.#options.env ?? process.env,
      spawn: this.#options.spawnTrain,
      uploads: this.#uploads,
      events: this.#events,
      // Chosen like the live view's; the processor takes over where a device fails.
      devices: () => [...new Set([this.#settings.current.device, 'cpu'])].filter((id) => id !== 'auto'),
      starts: () => this.#shippedStyles(),
      hang: async (style, title) => {
        const taken = new Set(this.#library.styles.map(({ id }) => id));
        const id = await hangStyle(this.#ownStyles, taken, style, title);
        await this.#refresh();
        return id;
      },
      notice: (notice) => this.#tell(notice),
    };
  }

  #shippedStyles(): { file: string; title: string }[] {
    return this.#library.files.flatMap(({ id, file }) => {
      const style = this.#library.styles.find((found) => found.id === id);
      return style?.shipped ? [{ file, title: style.title }] : [];
    });
  }

  get #ownStyles(): string {
    return join(this.#options.dataFolder, 'styles');
  }

  /** Shows a notice, or keeps it until there is a page. */
  #tell(notice: Notice): void {
    if (this.#seen) this.#events.emit('notice', notice);
    else this.#held.push(notice);
  }

  #releaseNotices(): void {
    this.#seen = true;
    for (const notice of this.#held.splice(0)) this.#events.emit('notice', notice);
  }

  async #refresh(): Promise<void> {
    const before = JSON.stringify(this.#library);
    this.#library = await this.#styles.scan();
    if (JSON.stringify(this.#library) === before) return;
    this.#supervisor.setStyles(this.#library.files);
    this.#events.emit('styles.changed', {});
  }

  /** A style that is put into the folder appears by itself. Where watching does not work, at the next start. */
  async #watchOwnStyles(): Promise<void> {
    try {
      await mkdir(this.#ownStyles, { recursive: true });
      this.#watcher = watch(this.#ownStyles, () => {
        clearTimeout(this.#watchTimer);
        this.#watchTimer = setTimeout(() => void this.#refresh(), WATCH_REST_MS);
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#held.push({
        level: 'warning',
        message: `The folder for your own styles, ${this.#ownStyles}, cannot be used.`,
      });
    }
  }
}
