/**
 * The desktop shell's life: one instance, one window, one studio. Electron's parts come in from outside, so
 * that the tests can stand in for them.
 */
import type * as Electron from 'electron';
import { messageOf } from '../paint/refusal.ts';
import type { MenuCommand, OfferedCommand } from '../studio/contract/menu.ts';
import { type EventData, type EventName, events, type Notice } from '../studio/contract.ts';
import { describeError, type Log } from '../studio/log.ts';
import { noMedia } from '../studio/recordings/media.ts';
import type { Studio } from '../studio/studio.ts';
import { aboutPanel } from './about.ts';
import { AppMenu } from './appMenu.ts';
import { appScheme, serveApp } from './appProtocol.ts';
import { recordChildren, recordPage } from './crashes.ts';
import { FramePorts } from './framePorts.ts';
import { connectIpc } from './ipc.ts';
import { FilesToOpen, Handover, type OpenFiles, styleFilesOf } from './openFiles.ts';
import type { PaintProcess } from './paintProcess.ts';
import { askSystem, guardPermissions } from './permissions.ts';
import { APP_SCHEME, APP_URL, lockNavigation } from './security.ts';
import { copyDetails, openFolder } from './selfHelp.ts';
import { channels } from './surface.ts';
import { windowOptions } from './window.ts';
import { firstPlace, keepPlace, WindowStateStore } from './windowState.ts';

/** The parts of Electron that the shell uses. */
export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'clipboard'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'systemPreferences'
>;

/** What a studio is opened with by this shell. */
export interface StudioHooks {
  /** Takes the commands that the page offers for the menu. */
  offerMenu(commands: readonly OfferedCommand[]): void;
}

/** What the shell is started with. */
export interface ShellOptions {
  platform: NodeJS.Platform;
  /** The program's arguments, and the folder it was started in. */
  argv: readonly string[];
  folder: string;
  /** The built preload script. */
  preload: string;
  /** The folder of the built page. */
  pageFolder: string;
  /** The app's icon as a PNG. */
  icon: string;
  /** Where everything of the person's is. */
  dataFolder: string;
  /** Where Chromium keeps its own things: caches, permissions. */
  profileFolder: string;
  log: Log;
  painter: PaintProcess;
  openStudio(hooks: StudioHooks): Promise<Studio>;
  /** Imports files that were opened with the app. */
  openFiles: (studio: Studio) => OpenFiles;
  /** The studio is closed; called once, before the app ends. */
  onClosed?: () => Promise<void>;
}

/** A page that crashes again within so many milliseconds is not loaded once more. */
const CRASH_AGAIN_MS = 10_000;

/** The running shell. */
export class Shell {
  readonly #electron: ElectronParts;
  readonly #options: ShellOptions;
  readonly #ports: FramePorts;
  readonly #menu: AppMenu;
  readonly #files = new FilesToOpen();
  #window: Electron.BrowserWindow | null = null;
  #studio: Studio | undefined;
  #place: WindowStateStore | undefined;
  #lastCrash = -Infinity;

  constructor(electron: ElectronParts, options: ShellOptions) {
    this.#electron = electron;
    this.#options = options;
    this.#ports = new FramePorts({
      makeChannel: () => new electron.MessageChannelMain(),
      painter: options.painter,
      send: (port) => this.#page()?.postMessage(channels.framePort, null, [port]),
    });
    this.#menu = new AppMenu({
      Menu: electron.Menu,
      platform: options.platform,
      developer: !electron.app.isPackaged,
      languages: () => electron.app.getPreferredSystemLanguages(),
      actions: {
        command: (id) => this.#command(id),
        showData: () => void this.#tell(openFolder(electron.shell, options.dataFolder)),
        showLog: () => void this.#tell(openFolder(electron.shell, options.log.folder)),
        copyDetails: () => void this.#tell(copyDetails(this.#studio, electron.clipboard)),
      },
      tell: (message) => this.#send('notice', { level: 'error', message }),
    });
  }

  /** Starts; must be called before the app is ready. Another instance is brought to the front instead. */
  start(): void {
    const { app, protocol } = this.#electron;
    const { argv, folder, log, platform, profileFolder } = this.#options;
    app.setPath('userData', profileFolder);
    const handover: Handover = { files: styleFilesOf(argv, folder) };
    if (!app.requestSingleInstanceLock(handover)) {
      app.quit();
      return;
    }
    this.#files.add(handover.files);
    app.enableSandbox();
    protocol.registerSchemesAsPrivileged([appScheme]);
    recordChildren(app, log);
    app.on('web-contents-created', (_event, contents) => {
      lockNavigation(contents);
      recordPage(contents, log);
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#files.add(styleFilesOf([path], folder));
      if (app.isReady()) this.#show();
    });
    app.on('second-instance', (_event, _argv, _folder, data) => {
      this.#files.add(Handover.safeParse(data).data?.files ?? []);
      this.#show();
    });
    app.on('activate', () => this.#show());
    app.on('window-all-closed', () => {
      if (platform !== 'darwin') app.quit();
    });
    app.on('will-quit', (event) => this.#closeStudio(event));
    app
      .whenReady()
      .then(() => this.#open())
      .catch((error: unknown) => this.#fail(error));
  }

  async #open(): Promise<void> {
    const { app, ipcMain, protocol, session, systemPreferences } = this.#electron;
    const { dataFolder, icon, openFiles, openStudio, pageFolder, platform } = this.#options;
    protocol.handle(
      APP_SCHEME,
      serveApp(pageFolder, async (id, range) => (await this.#studio?.media(id, range)) ?? noMedia),
    );
    guardPermissions(session.defaultSession, (types) => askSystem(platform, systemPreferences, types));
    app.setAboutPanelOptions(aboutPanel(platform, app.getVersion(), icon));
    this.#place = await WindowStateStore.open(dataFolder);
    const studio = await openStudio({ offerMenu: (commands) => this.#menu.offer(commands) });
    this.#studio = studio;
    connectIpc({
      ipcMain,
      studio,
      page: () => this.#page(),
      onPageListens: () => {
        this.#ports.pageWants();
        // Not before: what the studio has to say at its first answer is for a page to show.
        void this.#menu.learn();
      },
    });
    studio.listen((name, data) => {
      if (name === 'engine.state') this.#ports.engineIs(data as EventData<'engine.state'>);
    });
    this.#menu.follow(studio);
    this.#ports.engineIs(studio.engineState);
    this.#show();
    this.#files.openWith(openFiles(studio));
  }

  /** Brings the window to the front; makes it where there is none. */
  #show(): void {
    if (!this.#studio) return;
    this.#window ??= this.#makeWindow();
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  #makeWindow(): Electron.BrowserWindow {
    const { app, BrowserWindow, screen } = this.#electron;
    const { icon, preload } = this.#options;
    const first = firstPlace(this.#place?.state ?? null, screen);
    const window = new BrowserWindow(
      windowOptions({ preload, icon, developer: !app.isPackaged, place: first }),
    );
    window.once('ready-to-show', () => {
      window.show();
      if (this.#place) keepPlace(window, this.#place, screen);
    });
    window.on('closed', () => {
      this.#window = null;
      this.#pageGone();
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

  #pageGone(): void {
    this.#ports.pageGone();
    this.#menu.offer([]);
  }

  #pageCrashed(window: Electron.BrowserWindow, reason: string): void {
    this.#pageGone();
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = performance.now();
    if (now - this.#lastCrash < CRASH_AGAIN_MS) {
      this.#fail(new Error(`The page keeps crashing (${reason}). Start Pastiche again.`));
      return;
    }
    this.#lastCrash = now;
    window.webContents.reload();
  }

  /** Has the page carry out a command of the menu; macOS keeps the menu when the window is closed. */
  #command(id: MenuCommand): void {
    this.#show();
    // A page may open a file dialog only at a key or a click of its own.
    if (id === 'style.import') void this.#chooseStyles();
    else this.#send('menu.command', { id });
  }

  async #chooseStyles(): Promise<void> {
    const { canceled, filePaths } = await this.#electron.dialog.showOpenDialog({
      filters: [{ name: 'ONNX', extensions: ['onnx'] }],
      properties: ['openFile', 'multiSelections'],
    });
    if (!canceled) this.#files.add(filePaths);
  }

  async #tell(outcome: Promise<Notice | undefined>): Promise<void> {
    const notice = await outcome;
    if (notice) this.#send('notice', notice);
  }

  #send<N extends EventName>(name: N, data: EventData<N>): void {
    this.#page()?.send(channels.event, name, events[name].parse(data));
  }

  /** Lets the studio bring everything to disk, then quits for good. */
  #closeStudio(event: Electron.Event): void {
    const studio = this.#studio;
    if (!studio) return;
    event.preventDefault();
    this.#studio = undefined;
    const quit = (): void => this.#electron.app.quit();
    this.#close(studio).then(quit, quit);
  }

  async #close(studio: Studio): Promise<void> {
    await studio.close();
    await this.#place?.settled();
    await this.#options.onClosed?.();
    this.#options.log.flush();
  }

  #fail(error: unknown): void {
    const { app, dialog } = this.#electron;
    this.#options.log.write('error', 'main', describeError(error));
    dialog.showErrorBox('Pastiche cannot go on', messageOf(error));
    app.exit(1);
  }
}
