/** What the app can do: implements the contract. Both shells are thin covers over this. */
import { join } from 'node:path';
import process from 'node:process';
import type { SpawnPaint } from '../paint/child.ts';
import type { PaintedFrame, PortFrame } from '../paint/protocol.ts';
import { messageOf, Refusal } from '../paint/refusal.ts';
import { PaintSupervisor } from '../paint/supervisor.ts';
import type { SpawnTrain } from '../train/protocol.ts';
import { type AppInfo, CONTRACT_VERSION, type EngineState, type Notice, type Reply } from './contract.ts';
import type { OfferedCommand } from './contract/menu.ts';
import { createDispatch, type Dispatch, type Handlers } from './dispatch.ts';
import { type EventListener, StudioEvents } from './events.ts';
import type { Log } from './log.ts';
import type { MediaAnswer } from './recordings/media.ts';
import { Recordings } from './recordings/recordings.ts';
import { gatherReport, recordPageError } from './reporting.ts';
import { SettingsStore } from './settings.ts';
import type { ShellFacilities } from './library/facilities.ts';
import { libraryHandlers } from './library/handlers.ts';
import type { Adopt, Imported } from './library/imports.ts';
import { Library } from './library/library.ts';
import type { DescribeModel } from './styles.ts';
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
  /** Where recordings go unless the settings say otherwise; `recordings` in the data folder by default. */
  recordingsFolder?: string;
  /** Shows a file in its folder, where the shell can. */
  showFile?: (path: string) => void;
  spawnPaint: SpawnPaint;
  spawnTrain: SpawnTrain;
  /** Default: this process's. */
  env?: Readonly<Record<string, string | undefined>>;
  describeModel: DescribeModel;
  /** How a model from elsewhere becomes a style; left out, only the form of its file is checked. */
  adopt?: Adopt;
  /** What the shell can do with files. */
  facilities?: ShellFacilities;
  /** Where it is written down what goes wrong. */
  log: Log;
  /** Takes the commands that the page offers for a menu; left out where there is no menu. */
  offerMenu?: (commands: readonly OfferedCommand[]) => void;
  /** Parse replies and events too; for development and tests. */
  checkReplies?: boolean;
}

/** The app without a shell. */
export class Studio {
  readonly #options: StudioOptions;
  readonly #settings: SettingsStore;
  readonly #events: StudioEvents;
  readonly #supervisor: PaintSupervisor;
  readonly #recordings: Recordings;
  readonly #uploads: Uploads;
  #trainings!: TrainingTopic;
  #dispatch!: Dispatch;
  #library!: Library;
  /** Notices from before there was a page to show them. */
  #held: Notice[] = [];
  #hasPage = false;

  private constructor(options: StudioOptions, settings: SettingsStore) {
    const check = options.checkReplies ?? false;
    this.#options = options;
    this.#settings = settings;
    this.#events = new StudioEvents(check);
    this.#supervisor = new PaintSupervisor({
      spawn: options.spawnPaint,
      device: settings.current.device,
      onState: (state) => this.#events.emit('engine.state', state),
      onNotice: (notice) => {
        options.log.write(notice.level, 'painter', notice.message);
        this.#events.emit('notice', notice);
      },
    });
    this.#recordings = new Recordings({
      folder: () =>
        settings.current.recordingsFolder ??
        options.recordingsFolder ??
        join(options.dataFolder, 'recordings'),
      changed: (data) => this.#events.emit('recordings.changed', data),
      tell: (notice) => this.hold(notice),
      showFile: options.showFile,
    });
    this.#uploads = new Uploads(join(options.dataFolder, 'uploads'));
  }

  /** Opens the data folder, starts the paint process and reads the library. */
  static async open(options: StudioOptions): Promise<Studio> {
    const { store, notice } = await SettingsStore.open(options.dataFolder);
    const studio = new Studio(options, store);
    if (notice) studio.hold(notice);
    studio.#supervisor.start();
    const { dataFolder, modelsFolder, describeModel, adopt, facilities } = options;
    studio.#library = await Library.open({
      ...{ dataFolder, modelsFolder, describeModel },
      ...(adopt && { adopt }),
      ...(facilities && { facilities }),
      onFiles: (files) => studio.#supervisor.setStyles(files),
      onChange: () => studio.#events.emit('styles.changed', {}),
      onNotice: (told) => studio.hold(told),
    });
    void studio.#recordings.recover();
    studio.#trainings = await TrainingTopic.open(studio.#trainingParts());
    studio.#dispatch = createDispatch(studio.#handlers(), options.checkReplies ?? false);
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

  /** How a request for a recording's file is answered; never rejects. */
  media(id: string, range: string | null): Promise<MediaAnswer> {
    return this.#recordings.media(id, range);
  }

  /** A page is gone: what it waited for is dropped. */
  forget(client: string): void {
    this.#supervisor.forget(client);
  }

  /** Calls the listener with every event; returns how to stop. */
  listen(listener: EventListener): () => void {
    return this.#events.listen(listener);
  }

  /** Says something to the person as soon as there is a page to show it. */
  hold(notice: Notice): void {
    this.#options.log.write(notice.level, 'main', notice.message);
    if (this.#hasPage) this.#events.emit('notice', notice);
    else this.#held.push(notice);
  }

  /** The file of a style that hangs; undefined where there is none. */
  styleFile(styleId: string): string | undefined {
    return this.#library.styles.some(({ id }) => id === styleId) ? this.#library.fileOf(styleId) : undefined;
  }

  /**
   * Brings in style files that the system handed to the shell (opened, dropped on its icon, chosen in its
   * menu), and tells the page of each; resolves to the styles that hang now.
   */
  async importStyleFiles(paths: readonly string[]): Promise<Imported[]> {
    const results = await this.#library.importFiles(paths);
    for (const result of results) {
      if (result.status === 'fulfilled') {
        this.hold({ level: 'info', message: `“${result.value.title}” hangs in the gallery now.` });
      } else {
        this.hold({ level: 'error', message: messageOf(result.reason) });
      }
    }
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  /** The paint process's state. */
  get engineState(): EngineState {
    return this.#supervisor.state;
  }

  /** Ends the paint process; resolves when everything is on disk. */
  async close(): Promise<void> {
    this.#supervisor.close();
    await Promise.all([this.#recordings.close(), this.#trainings.close()]);
    await this.#uploads.close();
    await this.#library.close();
    await this.#settings.settled();
  }

  #handlers(): Handlers {
    return {
      'app.info': () => this.#info,
      ...libraryHandlers(() => this.#library),
      'devices.list': async () => [...(await this.#supervisor.listDevices())],
      'settings.get': () => {
        // The page is there: it can show what happened before.
        setImmediate(() => this.#releaseNotices());
        return this.#settings.current;
      },
      'settings.set': async (patch) => {
        // Only when it was chosen: the CPU may have taken over from a device that keeps failing. A disk that
        // refuses is no reason not to.
        if (patch.device !== undefined) this.#supervisor.setDevice(patch.device);
        const settings = await this.#settings.set(patch);
        this.#events.emit('settings.changed', settings);
        return settings;
      },
      'engine.state': () => this.#supervisor.state,
      'engine.prepare': async ({ styleId, blendId, width, height }) => {
        for (const id of blendId === null ? [styleId] : [styleId, blendId]) {
          if (this.#library.styles.some((style) => style.id === id)) continue;
          throw new Refusal('unknown-style', `There is no style "${id}".`);
        }
        await this.#supervisor.prepare(styleId, { width, height }, blendId);
        return null;
      },
      'engine.restart': () => this.#supervisor.restart(),
      'menu.offer': ({ commands }) => {
        this.#options.offerMenu?.(commands);
        return null;
      },
      'report.details': async () => ({
        text: await gatherReport({
          app: this.#info,
          settings: this.#settings.current,
          engine: this.#supervisor.state,
          styles: this.#library.styles.length,
          listDevices: () => this.#supervisor.listDevices(),
          log: this.#options.log,
        }),
      }),
      'report.page-error': (error) => recordPageError(this.#options.log, error),
      ...this.#recordings.handlers(),
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
      starts: () => this.#library.shipped(),
      hang: async (style, title) => (await this.#library.hang(title, style)).styleId,
      notice: (notice) => this.hold(notice),
    };
  }

  get #info(): AppInfo {
    const { version, shell } = this.#options;
    return { contract: CONTRACT_VERSION, version, shell, platform: process.platform };
  }

  #releaseNotices(): void {
    this.#hasPage = true;
    for (const notice of this.#held.splice(0)) this.#events.emit('notice', notice);
  }
}
