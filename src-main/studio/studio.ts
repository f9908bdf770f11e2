/** What the app can do: implements the contract. Both shells are thin covers over this. */
import { type FSWatcher, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { SpawnPaint } from '../paint/child.ts';
import type { PaintedFrame, PortFrame } from '../paint/protocol.ts';
import { Refusal } from '../paint/refusal.ts';
import { PaintSupervisor } from '../paint/supervisor.ts';
import { type AppInfo, CONTRACT_VERSION, type EngineState, type Notice, type Reply } from './contract.ts';
import type { OfferedCommand } from './contract/menu.ts';
import { createDispatch, type Dispatch, type Handlers } from './dispatch.ts';
import { type EventListener, StudioEvents } from './events.ts';
import type { Log } from './log.ts';
import { gatherReport, recordPageError } from './reporting.ts';
import { SettingsStore } from './settings.ts';
import { type DescribeModel, type Library, StyleLibrary } from './styles.ts';

/** What a studio works with. */
export interface StudioOptions {
  shell: AppInfo['shell'];
  version: string;
  /** The person's own folder: settings, own styles. Made if it is missing. */
  dataFolder: string;
  /** The folder of the shipped styles. */
  modelsFolder: string;
  spawnPaint: SpawnPaint;
  describeModel: DescribeModel;
  /** Where it is written down what goes wrong. */
  log: Log;
  /** Takes the commands that the page offers for a menu; left out where there is no menu. */
  offerMenu?: (commands: readonly OfferedCommand[]) => void;
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
  readonly #dispatch: Dispatch;
  #library: Library = { styles: [], problems: [], files: [] };
  /** Notices from before there was a page to show them. */
  #held: Notice[] = [];
  #hasPage = false;
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
      onNotice: (notice) => {
        options.log.write(notice.level, 'painter', notice.message);
        this.#events.emit('notice', notice);
      },
    });
    this.#dispatch = createDispatch(this.#handlers(), check);
  }

  /** Opens the data folder, starts the paint process and reads the library. */
  static async open(options: StudioOptions): Promise<Studio> {
    const { store, notice } = await SettingsStore.open(options.dataFolder);
    const studio = new Studio(options, store);
    if (notice) studio.hold(notice);
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

  /** Says something to the person as soon as there is a page to show it. */
  hold(notice: Notice): void {
    this.#options.log.write(notice.level, 'main', notice.message);
    if (this.#hasPage) this.#events.emit('notice', notice);
    else this.#held.push(notice);
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
    await this.#settings.settled();
  }

  #handlers(): Handlers {
    return {
      'app.info': () => this.#info,
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
    };
  }

  get #info(): AppInfo {
    const { version, shell } = this.#options;
    return { contract: CONTRACT_VERSION, version, shell, platform: process.platform };
  }

  get #ownStyles(): string {
    return join(this.#options.dataFolder, 'styles');
  }

  #releaseNotices(): void {
    this.#hasPage = true;
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
      this.hold({
        level: 'warning',
        message: `The folder for your own styles, ${this.#ownStyles}, cannot be used.`,
      });
    }
  }
}
