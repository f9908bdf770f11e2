/**
 * The desktop shell's life: one instance, one window, one studio. Electron's parts come in from outside, so
 * that the tests can stand in for them.
 */
import type * as Electron from 'electron';
import type { EngineState, RequestName, Result } from '../studio/contract.ts';
import { requests, Settings } from '../studio/contract.ts';
import type { Studio } from '../studio/studio.ts';
import { appScheme, serveFolder } from './appProtocol.ts';
import { FramePorts } from './framePorts.ts';
import { connectIpc } from './ipc.ts';
import { menuTemplate, type MenuState } from './menu.ts';
import type { PaintProcess } from './paintProcess.ts';
import { askSystemForCamera, guardPermissions } from './permissions.ts';
import { APP_SCHEME, APP_URL, lockNavigation } from './security.ts';
import { channels } from './surface.ts';
import { windowOptions } from './window.ts';

/** The parts of Electron that the shell uses. */
export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'protocol'
  | 'session'
  | 'systemPreferences'
>;

/** What the shell is started with. */
export interface ShellOptions {
  platform: NodeJS.Platform;
  /** The built preload script. */
  preload: string;
  /** The folder of the built page. */
  pageFolder: string;
  /** Where Chromium keeps its own things: caches, permissions, the window's place. */
  profileFolder: string;
  painter: PaintProcess;
  openStudio(): Promise<Studio>;
}

/** What the menu shows of the studio. */
type Known = Pick<MenuState, 'settings' | 'styles' | 'engine'>;

/** A page that crashes again within so many milliseconds is not loaded once more. */
const CRASH_AGAIN_MS = 10_000;

/** The running shell. */
export class Shell {
  readonly #electron: ElectronParts;
  readonly #options: ShellOptions;
  readonly #ports: FramePorts;
  #window: Electron.BrowserWindow | null = null;
  #studio: Studio | undefined;
  #known: Known = {
    settings: Settings.parse({}),
    styles: [],
    engine: { status: 'starting', device: null, pid: null, restarts: 0 },
  };
  #lastCrash = -Infinity;

  constructor(electron: ElectronParts, options: ShellOptions) {
    this.#electron = electron;
    this.#options = options;
    this.#ports = new FramePorts({
      makeChannel: () => new electron.MessageChannelMain(),
      painter: options.painter,
      send: (port) => this.#page()?.postMessage(channels.framePort, null, [port]),
    });
  }

  /** Starts; must be called before the app is ready. Another instance is brought to the front instead. */
  start(): void {
    const { app, protocol } = this.#electron;
    app.setPath('userData', this.#options.profileFolder);
    if (!app.requestSingleInstanceLock()) {
      app.quit();
      return;
    }
    app.enableSandbox();
    protocol.registerSchemesAsPrivileged([appScheme]);
    app.on('web-contents-created', (_event, contents) => lockNavigation(contents));
    app.on('second-instance', () => this.#show());
    app.on('activate', () => this.#show());
    app.on('window-all-closed', () => {
      if (this.#options.platform !== 'darwin') app.quit();
    });
    app.on('will-quit', (event) => this.#closeStudio(event));
    app
      .whenReady()
      .then(() => this.#open())
      .catch((error: unknown) => this.#fail(error));
  }

  async #open(): Promise<void> {
    const { app, ipcMain, protocol, session, systemPreferences } = this.#electron;
    const { pageFolder, platform, openStudio } = this.#options;
    protocol.handle(APP_SCHEME, serveFolder(pageFolder));
    guardPermissions(session.defaultSession, () => askSystemForCamera(platform, systemPreferences));
    app.setAboutPanelOptions({
      applicationName: 'Pastiche',
      applicationVersion: app.getVersion(),
      copyright: 'The Pastiche developers. MIT licence.',
    });
    const studio = await openStudio();
    this.#studio = studio;
    connectIpc({
      ipcMain,
      studio,
      page: () => this.#page(),
      onPageListens: () => {
        this.#ports.pageWants();
        // Not before: what the studio has to say at its first answer is for a page to show.
        void this.#learn();
      },
    });
    studio.listen((name, data) => this.#hear(name, data));
    this.#engineIs(studio.engineState);
    this.#show();
  }

  /** Brings the window to the front; makes it where there is none. */
  #show(): void {
    if (!this.#studio) return;
    this.#window ??= this.#makeWindow();
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  #makeWindow(): Electron.BrowserWindow {
    const { app, BrowserWindow } = this.#electron;
    const window = new BrowserWindow(windowOptions(this.#options.preload, !app.isPackaged));
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => {
      this.#window = null;
      this.#ports.pageGone();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => this.#pageCrashed(window, reason));
    window.loadURL(APP_URL).catch((error: unknown) => {
      // A window closed while it loads is no failure.
      if (!window.isDestroyed()) this.#fail(error);
    });
    return window;
  }

  #page(): Electron.WebContents | null {
    return this.#window && !this.#window.isDestroyed() ? this.#window.webContents : null;
  }

  #pageCrashed(window: Electron.BrowserWindow, reason: string): void {
    this.#ports.pageGone();
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = performance.now();
    if (now - this.#lastCrash < CRASH_AGAIN_MS) {
      this.#fail(new Error(`The page keeps crashing (${reason}). Start Pastiche again.`));
      return;
    }
    this.#lastCrash = now;
    window.webContents.reload();
  }

  /** Keeps the menu, and the page's port, up to date with what happens. */
  #hear(name: string, data: unknown): void {
    if (name === 'engine.state') this.#engineIs(data as EngineState);
    if (name === 'settings.changed') this.#updateMenu({ settings: data as Settings });
    if (name === 'styles.changed') void this.#learn();
  }

  #engineIs(engine: EngineState): void {
    this.#updateMenu({ engine });
    this.#ports.engineIs(engine);
  }

  async #learn(): Promise<void> {
    const [settings, library] = await Promise.all([this.#ask('settings.get'), this.#ask('styles.list')]);
    this.#updateMenu({ ...(settings && { settings }), ...(library && { styles: library.styles }) });
  }

  async #ask<N extends 'settings.get' | 'styles.list'>(
    name: N & RequestName,
  ): Promise<Result<N> | undefined> {
    const reply = await this.#studio?.request(name, {});
    return reply?.ok ? (requests[name].result.parse(reply.value) as Result<N>) : undefined;
  }

  #updateMenu(change: Partial<Known>): void {
    const { app, Menu } = this.#electron;
    this.#known = { ...this.#known, ...change };
    const state = { ...this.#known, platform: this.#options.platform, developer: !app.isPackaged };
    const template = menuTemplate(state, {
      change: (patch) => void this.#act('settings.set', patch),
      restartEngine: () => void this.#act('engine.restart', {}),
      train: () => this.#page()?.send(channels.event, 'trainings.open', {}),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  /** Does what a menu item says; its effect comes back as an event. */
  async #act(name: RequestName, args: object): Promise<void> {
    const reply = await this.#studio?.request(name, args);
    if (!reply || reply.ok) return;
    // Nothing changed: take back the tick that the click made.
    this.#updateMenu({});
    this.#page()?.send(channels.event, 'notice', { level: 'error', message: reply.message });
  }

  /** Lets the studio bring everything to disk, then quits for good. */
  #closeStudio(event: Electron.Event): void {
    const studio = this.#studio;
    if (!studio) return;
    event.preventDefault();
    this.#studio = undefined;
    const quit = (): void => this.#electron.app.quit();
    studio.close().then(quit, quit);
  }

  #fail(error: unknown): void {
    const { app, dialog } = this.#electron;
    dialog.showErrorBox('Pastiche cannot go on', error instanceof Error ? error.message : String(error));
    app.exit(1);
  }
}
