/**
 * The desktop shell's life: one instance, one window, one studio. Electron's parts come in from outside, so
 * that the tests can stand in for them.
 */
import type * as Electron from 'electron';
import { messageOf } from '../paint/refusal.ts';
import type { MenuCommand } from '../studio/contract/menu.ts';
import { type EventData, type EventName, events, type Notice } from '../studio/contract.ts';
import { describeError } from '../studio/log.ts';
import { noMedia } from '../studio/recordings/media.ts';
import type { Studio } from '../studio/studio.ts';
import type { Work } from '../studio/work.ts';
import { aboutPanel } from './about.ts';
import { AppMenu } from './appMenu.ts';
import { appScheme, serveApp } from './appProtocol.ts';
import { recordChildren, recordPage } from './crashes.ts';
import { Ending } from './ending.ts';
import { FramePorts } from './framePorts.ts';
import { connectIpc } from './ipc.ts';
import { type LastReason, lastWords } from './lastWords.ts';
import type { MenuLanguage } from './menuLabels.ts';
import { FilesToOpen, Handover, styleFilesOf } from './openFiles.ts';
import { lendGesture, WindowsOwnFullScreen } from './pageCommand.ts';
import { askSystem, guardPermissions } from './permissions.ts';
import { APP_SCHEME, APP_URL, lockNavigation } from './security.ts';
import { copyDetails, openFolder } from './selfHelp.ts';
import type { ElectronParts, ShellOptions } from './shellOptions.ts';
import { channels } from './surface.ts';
import { Wakefulness } from './wakefulness.ts';
import { loadPage, windowOptions } from './window.ts';
import { firstPlace, keepPlace, WindowStateStore } from './windowState.ts';

/** The app's id, as the installers know it. */
const APP_ID = 'app.pastiche.desktop';
/** A page that crashes again within so many milliseconds is not loaded once more. */
const CRASH_AGAIN_MS = 10_000;

/** The running shell. */
export class Shell {
  readonly #electron: ElectronParts;
  readonly #options: ShellOptions;
  readonly #ports: FramePorts;
  readonly #menu: AppMenu;
  readonly #files = new FilesToOpen();
  readonly #ending: Ending;
  #window: Electron.BrowserWindow | null = null;
  #ownFullScreen: WindowsOwnFullScreen | undefined;
  #studio: Studio | undefined;
  #place: WindowStateStore | undefined;
  #lastCrash = -Infinity;
  #loaded = false;

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
        command: (id) => void this.#command(id),
        chooseStyle: (styleId) => this.#send('menu.style', { styleId }),
        showData: () => void this.#tell(openFolder(electron.shell, options.dataFolder)),
        showLog: () => void this.#tell(openFolder(electron.shell, options.log.folder)),
        copyDetails: () => void this.#tell(copyDetails(this.#studio, electron.clipboard)),
      },
      tell: (message) => this.#send('notice', { level: 'error', message }),
      speaks: (language) => this.#aboutIn(language),
    });
    const { argv, folder, appImage, platform } = options;
    this.#ending = new Ending(electron, {
      argv,
      folder,
      appImage,
      platform,
      work: () => this.#work,
      language: () => this.#menu.language,
      stopRecording: () => this.#send('recordings.stop', {}),
      close: () => this.#close(),
    });
  }

  /** Starts; must be called before the app is ready. Another instance is brought to the front instead. */
  start(): void {
    const { app, protocol } = this.#electron;
    const { argv, folder, log, platform, profileFolder } = this.#options;
    app.setPath('userData', profileFolder);
    // The installer's shortcuts have it: without, a pinned one and its window are two buttons in the taskbar.
    if (platform === 'win32' && app.isPackaged) app.setAppUserModelId(APP_ID);
    const handover: Handover = { files: styleFilesOf(argv, folder) };
    if (!app.requestSingleInstanceLock(handover)) {
      app.quit();
      return;
    }
    this.#files.add(handover.files);
    // It would take back the switch without which Chromium's processes do not start as root, or where there are no
    // user namespaces. The page's sandbox is also asked for in window.ts.
    if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
    protocol.registerSchemesAsPrivileged([appScheme]);
    recordChildren(app, log);
    app.on('web-contents-created', (_event, contents) => {
      lockNavigation(contents);
      recordPage(contents, log);
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#opened(styleFilesOf([path], folder));
    });
    app.on('second-instance', (_event, _argv, _folder, data) => {
      this.#opened(Handover.safeParse(data).data?.files ?? []);
    });
    app.on('activate', () => this.#opened([]));
    app.on('window-all-closed', () => {
      if (platform !== 'darwin') app.quit();
    });
    this.#ending.start();
    app
      .whenReady()
      .then(() => this.#open())
      .catch((error: unknown) => this.#fail('start', error));
  }

  /** The system ends us in a moment, and asks nobody. */
  endNow(): void {
    this.#ending.now();
  }

  async #open(): Promise<void> {
    const { ipcMain, powerSaveBlocker, protocol, session, systemPreferences } = this.#electron;
    const { dataFolder, openStudio, pageFolder, platform } = this.#options;
    protocol.handle(
      APP_SCHEME,
      serveApp(pageFolder, async (id, range) => (await this.#studio?.media(id, range)) ?? noMedia),
    );
    guardPermissions(session.defaultSession, (types) => askSystem(platform, systemPreferences, types));
    this.#place = await WindowStateStore.open(dataFolder);
    const studio = await openStudio({
      offerMenu: (commands) => this.#menu.offer(commands),
      language: () => this.#menu.language,
    });
    this.#studio = studio;
    connectIpc({
      ipcMain,
      studio,
      page: () => this.#page(),
      onPageListens: () => {
        this.#ports.pageWants();
        void this.#menu.learn();
      },
    });
    studio.listen((name, data) => {
      if (name === 'engine.state') this.#ports.engineIs(data as EventData<'engine.state'>);
    });
    new Wakefulness(powerSaveBlocker, () => this.#work);
    this.#menu.follow(studio);
    this.#ports.engineIs(studio.engineState);
    this.#show();
    this.#files.openWith(async (paths) => {
      const [style, ...more] = await studio.importStyleFiles(paths);
      if (style && more.length === 0) this.#menu.chooseStyle(style.styleId);
    });
  }

  #aboutIn(language: MenuLanguage): void {
    const { app } = this.#electron;
    const { icon: iconPath, platform } = this.#options;
    app.setAboutPanelOptions(aboutPanel({ platform, language, version: app.getVersion(), iconPath }));
  }

  /** The app was opened once more, with files or without. */
  #opened(files: readonly string[]): void {
    if (this.#ending.closing) return this.#ending.startAgain(files);
    this.#files.add(files);
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
    const { app, BrowserWindow, screen } = this.#electron;
    const { icon, platform, preload } = this.#options;
    const first = firstPlace(this.#place?.state ?? null, screen);
    const window = new BrowserWindow(
      windowOptions({ preload, icon, developer: !app.isPackaged, place: first }),
    );
    let shown = false;
    const show = (): void => {
      if (shown) return;
      shown = true;
      window.show();
      if (this.#place) keepPlace(window, this.#place, screen);
    };
    window.once('ready-to-show', show);
    // Under Wayland a window that was never shown draws nothing, and is never ready (electron/electron#48859).
    if (platform === 'linux') window.webContents.once('did-finish-load', show);
    this.#ending.guard(window);
    this.#ownFullScreen = new WindowsOwnFullScreen(window);
    window.on('closed', () => {
      this.#window = null;
      this.#pageGone('closed');
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => this.#pageCrashed(window, reason));
    this.#load(window);
    return window;
  }

  #load(window: Electron.BrowserWindow): void {
    this.#loaded = false;
    loadPage(window, APP_URL).then(
      (loaded) => (this.#loaded ||= loaded),
      (error: unknown) => this.#fail('page', error),
    );
  }

  #page(): Electron.WebContents | null {
    return this.#window && !this.#window.isDestroyed() ? this.#window.webContents : null;
  }

  /** Of what a closed window cuts off, the person was told before. */
  #pageGone(how: 'closed' | 'crashed'): void {
    this.#studio?.recordings.pageGone(how === 'crashed');
    this.#studio?.pageGone();
    this.#ports.pageGone();
    this.#menu.offer([]);
  }

  #pageCrashed(window: Electron.BrowserWindow, reason: string): void {
    this.#pageGone(reason === 'clean-exit' ? 'closed' : 'crashed');
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = performance.now();
    if (now - this.#lastCrash < CRASH_AGAIN_MS) {
      this.#fail('crashes', reason);
      return;
    }
    this.#lastCrash = now;
    // What was never there cannot be loaded again.
    if (this.#loaded) window.webContents.reload();
    else this.#load(window);
  }

  /** Has the page carry out a command of the menu; macOS keeps the menu when the window is closed. */
  async #command(id: MenuCommand): Promise<void> {
    this.#show();
    if (id === 'view.fullScreen' && this.#ownFullScreen?.leave()) return;
    const page = this.#page();
    if (page) await lendGesture(page);
    this.#send('menu.command', { id });
  }

  async #tell(outcome: Promise<Notice | undefined>): Promise<void> {
    const notice = await outcome;
    if (notice) this.#send('notice', notice);
  }

  #send<N extends EventName>(name: N, data: EventData<N>): void {
    this.#page()?.send(channels.event, name, events[name].parse(data));
  }

  get #work(): Work {
    return this.#studio?.work ?? { recording: false, repainting: false, training: false, still: false };
  }

  /** Lets the studio bring everything to disk; undefined where none is open. */
  #close(): Promise<void> | undefined {
    const studio = this.#studio;
    this.#studio = undefined;
    return studio && this.#closeStudio(studio);
  }

  async #closeStudio(studio: Studio): Promise<void> {
    await studio.close();
    await this.#place?.settled();
    await this.#options.onClosed?.();
    this.#options.log.flush();
  }

  #fail(reason: LastReason, error: unknown): void {
    const { dialog } = this.#electron;
    const why = messageOf(error);
    this.#options.log.write(
      'error',
      'main',
      `${lastWords(reason, why, 'en').join('. ')}\n${describeError(error)}`,
    );
    dialog.showErrorBox(...lastWords(reason, why, this.#menu.language));
    this.#ending.fail();
  }
}
