/** What the app can do: implements the contract. Both shells are thin covers over this. */
import { join } from 'node:path';
import process from 'node:process';
import { USUAL_NETWORK } from '../nets/index.ts';
import type { PaintedFrame, PortFrame, StyleFile } from '../paint/protocol.ts';
import { Refusal } from '../paint/refusal.ts';
import { PaintSupervisor } from '../paint/supervisor.ts';
import { type AppInfo, CONTRACT_VERSION, type EngineState, type Notice, type Reply } from './contract.ts';
import { type CudaStore, openCudaStore } from './cuda/store.ts';
import { machineKey } from './devices/machine.ts';
import { DeviceTopic, type Stage } from './devices/topic.ts';
import { createDispatch, type Dispatch, type Handlers } from './dispatch.ts';
import { type EventListener, StudioEvents } from './events.ts';
import type { MediaAnswer } from './recordings/media.ts';
import { Loops } from './recordings/loops.ts';
import { RecordingsFolder } from './recordings/folderTopic.ts';
import { Recordings } from './recordings/recordings.ts';
import { gatherReport, recordPageError } from './reporting.ts';
import { SettingsStore } from './settings.ts';
import type { StudioOptions } from './studioOptions.ts';
import { libraryHandlers } from './library/handlers.ts';
import type { Imported } from './library/imports.ts';
import type { GivenStyle } from './library/giving.ts';
import { Library } from './library/library.ts';
import { whatBecame, whatIsTried } from './library/opened.ts';
import { RepaintDesk } from './repaint/desk.ts';
import { TrainingTopic } from './trainings/topic.ts';
import { uploadHandlers, Uploads } from './uploads.ts';
import type { Work } from './work.ts';

export type { StudioOptions } from './studioOptions.ts';

/** The app without a shell. */
export class Studio {
  readonly #options: StudioOptions;
  readonly #settings: SettingsStore;
  readonly #events: StudioEvents;
  readonly #supervisor: PaintSupervisor;
  readonly #folder: RecordingsFolder;
  readonly recordings: Recordings;
  readonly #uploads: Uploads;
  readonly #repaint: RepaintDesk;
  readonly #loops: Loops;
  #styleFiles: readonly StyleFile[] = [];
  #trainings!: TrainingTopic;
  #devices!: DeviceTopic;
  readonly #cuda: CudaStore;
  #painted = { styleId: '', width: 640, height: 480 };
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
      devices: ['cpu'],
      onLeft: (device) => this.#devices.left(device),
      onState: (state) => this.#events.emit('engine.state', state),
      onNotice: (notice) => {
        options.log.write(notice.level, 'painter', notice.message);
        this.#events.emit('notice', notice);
      },
    });
    this.#folder = new RecordingsFolder(options, settings, this.#events, () => this.recordings.recover());
    this.recordings = new Recordings({
      folder: () => this.#folder.current,
      changed: (data) => this.#events.emit('recordings.changed', data),
      tell: (notice) => this.hold(notice),
      facilities: options.facilities,
    });
    this.#cuda = openCudaStore(options.dataFolder, {
      onState: (state) => this.#events.emit('cudaRuntime.changed', state),
      onReady: () => void this.#devices.appeared('cuda'),
    });
    this.#uploads = new Uploads(join(options.dataFolder, 'uploads'));
    this.#loops = new Loops({
      nameOf: (id) => this.recordings.nameOf(id),
      place: (name, type, write) => this.recordings.add(name, type, write),
      emit: (data) => this.#events.emit('loops.ended', data),
    });
    this.#repaint = new RepaintDesk({
      spawn: options.spawnRepaint ?? options.spawnPaint,
      uploads: this.#uploads,
      devices: () => this.#devices.order(this.#settings.current.device),
      styles: () => this.#styleFiles,
      place: (name, type, write) => this.recordings.add(name, type, write),
      emit: (name, data) => this.#events.emit(name, data),
    });
  }

  /** Opens the data folder, starts the paint process and reads the library. */
  static async open(options: StudioOptions): Promise<Studio> {
    const { store, notice } = await SettingsStore.open(options.dataFolder);
    const studio = new Studio(options, store);
    if (notice) studio.hold(notice);
    await studio.#uploads.open();
    studio.#devices = await DeviceTopic.open(studio.#deviceParts());
    studio.#supervisor.setDevices(studio.#devices.order(store.current.device));
    studio.#supervisor.start();
    const { dataFolder, modelsFolder, describeModel, adopt, facilities } = options;
    studio.#library = await Library.open({
      ...{ dataFolder, modelsFolder, describeModel },
      ...(adopt && { adopt }),
      ...(facilities && { facilities }),
      onFiles: (files) => {
        studio.#styleFiles = files;
        studio.#supervisor.setStyles(files);
      },
      onChange: () => studio.#events.emit('styles.changed', {}),
      onNotice: (told) => studio.hold(told),
    });
    void studio.recordings.recover();
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
    return this.recordings.media(id, range);
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

  /** A style that hangs, to be given away; undefined where there is none, or its file is gone. */
  givenStyle(styleId: string): Promise<GivenStyle | undefined> {
    return this.#library.given(styleId).catch(() => undefined);
  }

  /**
   * Brings in style files that the system handed to the shell (opened, dropped on its icon), and tells the page
   * at once that they are tried, then what became of them; resolves to the styles that hang now.
   */
  async importStyleFiles(paths: readonly string[]): Promise<Imported[]> {
    if (paths.length > 0) this.hold(whatIsTried(paths));
    const results = await this.#library.importFiles(paths);
    for (const notice of whatBecame(results)) this.hold(notice);
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  /** What is under way. */
  get work(): Work {
    const [recording, repainting] = [this.recordings.records, this.#repaint.busy];
    return { recording, repainting, ...this.#trainings.work };
  }

  /** The paint process's state. */
  get engineState(): EngineState {
    return this.#supervisor.state;
  }

  /** Ends the paint process; resolves when everything is on disk. */
  async close(): Promise<void> {
    this.#supervisor.close();
    await Promise.all([this.#repaint.close(), this.recordings.close(), this.#trainings.close()]);
    await Promise.all([this.#uploads.close(), this.#devices.close(), this.#cuda.close()]);
    await this.#library.close();
    await this.#settings.settled();
  }

  #handlers(): Handlers {
    return {
      'app.info': () => this.#info,
      ...libraryHandlers(() => this.#library),
      ...this.#devices.handlers(),
      ...this.#cuda.handlers(),
      'settings.get': () => {
        // The page is there: it can show what happened before.
        setImmediate(() => this.#releaseNotices());
        return this.#settings.current;
      },
      'settings.set': async (patch) => {
        // Only when it was chosen: the CPU may have taken over from a device that keeps failing. A disk that
        // refuses is no reason not to.
        if (patch.device !== undefined) {
          this.#devices.chosen(patch.device);
          this.#supervisor.setDevices(this.#devices.order(patch.device));
        }
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
        this.#painted = { styleId, width, height };
        this.#devices.staged();
        await this.#supervisor.prepare(styleId, { width, height }, blendId);
        return null;
      },
      'engine.restart': () => this.#supervisor.restart(),
      'menu.offer': ({ commands }) => {
        this.#options.offerMenu?.(commands);
        return null;
      },
      'report.details': () => ({
        text: gatherReport({
          app: this.#info,
          settings: this.#settings.current,
          engine: this.#supervisor.state,
          styles: this.#library.styles.length,
          devices: this.#devices.report().devices,
          log: this.#options.log,
        }),
      }),
      'report.page-error': (error) => recordPageError(this.#options.log, error),
      ...this.recordings.handlers(),
      ...this.#folder.handlers(),
      ...this.#loops.handlers(),
      ...this.#repaint.handlers(),
      ...uploadHandlers(this.#uploads),
      ...this.#trainings.handlers(),
    };
  }

  #deviceParts(): Parameters<typeof DeviceTopic.open>[0] {
    const { dataFolder, version, env = process.env, spawnMeasure } = this.#options;
    return {
      ...{ folder: dataFolder, machine: machineKey(version, env), spawn: spawnMeasure },
      stage: () => this.#stage(),
      occupied: () => this.recordings.records,
      changed: (report) => this.#events.emit('devices.changed', report),
      ranked: () => this.#supervisor.setDevices(this.#devices.order(this.#settings.current.device)),
    };
  }

  #stage(): Stage {
    const { styleId, width, height } = this.#painted;
    // Until the library is read there is nothing on the stage.
    const style = (this.#library as Library | undefined)?.styles.find(({ id }) => id === styleId);
    const file = style ? this.#library.fileOf(style.id) : null;
    return { file, network: style?.network ?? (style ? style.id : USUAL_NETWORK), width, height };
  }

  #trainingParts(): Parameters<typeof TrainingTopic.open>[0] {
    return {
      dataFolder: this.#options.dataFolder,
      env: this.#options.env ?? process.env,
      spawn: this.#options.spawnTrain,
      uploads: this.#uploads,
      events: this.#events,
      // Chosen like the live view's; the processor takes over where a device fails.
      devices: () => this.#devices.trainingOrder(this.#settings.current.device),
      settling: () => this.#devices.readyToTrain(this.#settings.current.device),
      starts: () => this.#library.shipped(),
      style: (id) => this.#library.made(id),
      hang: async (style, title) => (await this.#library.hang(title, style)).styleId,
      save: (png, title) => this.recordings.keepPicture(png, title || null),
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
