/** Stand-ins for Electron, and a shell that is started over them. */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MenuItemConstructorOptions, MessageBoxOptions } from 'electron';
import { expect, vi } from 'vitest';
import { type EngineState, Settings, type StyleInfo } from '../../studio/contract.ts';
import { StudioEvents } from '../../studio/events.ts';
import type { Imported } from '../../studio/library/imports.ts';
import type { OfferedCommand } from '../../studio/contract/menu.ts';
import { Log } from '../../studio/log.ts';
import type { Studio } from '../../studio/studio.ts';
import { APP_ORIGIN, APP_URL } from '../security.ts';
import { Shell } from '../shell.ts';
import type { ElectronParts, StudioHooks } from '../shellOptions.ts';
import { channels } from '../surface.ts';

/** A page's contents. */
export class FakeContents extends EventEmitter {
  readonly id = 5;
  readonly isDestroyed = () => false;
  readonly send = vi.fn();
  readonly postMessage = vi.fn();
  readonly reload = vi.fn();
  readonly executeJavaScript = vi.fn(() => Promise.resolve());
  readonly setWindowOpenHandler = vi.fn();
}

/** A window; those that were made are in `made`. */
export class FakeWindow extends EventEmitter {
  static made: FakeWindow[] = [];
  readonly webContents = new FakeContents();
  readonly show = vi.fn();
  readonly focus = vi.fn();
  readonly restore = vi.fn();
  minimized = false;
  readonly isMinimized = () => this.minimized;
  readonly isDestroyed = () => false;
  readonly isMaximized = () => false;
  full = false;
  readonly isFullScreen = () => this.full;
  readonly setFullScreen = vi.fn();
  /** As Electron's: whoever hears of it first may prevent it. */
  readonly close = vi.fn(() => {
    const event = { prevented: false, preventDefault: () => (event.prevented = true) };
    this.emit('close', event);
    if (!event.prevented) this.emit('closed');
  });
  readonly maximize = vi.fn();
  readonly getNormalBounds = () => ({ x: 40, y: 50, width: 900, height: 700 });
  /** As Electron's, which tells when the page is there. */
  static loads = (_window: FakeWindow): Promise<void> => Promise.resolve();
  readonly loadURL = vi.fn(() => FakeWindow.loads(this));
  constructor(readonly options: { webPreferences: { sandbox: boolean }; x?: number; width: number }) {
    super();
    FakeWindow.made.push(this);
  }
}

class FakeApp extends EventEmitter {
  readonly isPackaged = true;
  first = true;
  ready = Promise.resolve();
  readonly setPath = vi.fn();
  readonly setAppUserModelId = vi.fn();
  readonly enableSandbox = vi.fn();
  switches: readonly string[] = [];
  readonly commandLine = { hasSwitch: (name: string) => this.switches.includes(name) };
  readonly requestSingleInstanceLock = vi.fn((_data: unknown) => this.first);
  readonly isReady = () => true;
  languages = ['en-GB'];
  readonly getPreferredSystemLanguages = () => this.languages;
  readonly whenReady = () => this.ready;
  readonly getVersion = () => '1.2.3';
  readonly setAboutPanelOptions = vi.fn();
  readonly quit = vi.fn();
  readonly exit = vi.fn();
  readonly relaunch = vi.fn();
}

const style: StyleInfo = { id: 'wave', title: 'The Great Wave', shipped: true };
const ready: EngineState = { status: 'ready', device: 'cpu', pid: 9, restarts: 0 };

function fakeStudio() {
  const events = new StudioEvents(true);
  const request = vi.fn((name: string, _args: unknown): Promise<unknown> => {
    if (name === 'styles.list')
      return Promise.resolve({ ok: true, value: { styles: [style], problems: [] } });
    return Promise.resolve({ ok: false, code: 'internal', message: 'The disk is full.' });
  });
  const close = vi.fn(() => Promise.resolve());
  const hold = vi.fn();
  const importStyleFiles = vi.fn((_paths: readonly string[]): Promise<Pick<Imported, 'styleId'>[]> =>
    Promise.resolve([]),
  );
  const work = { recording: false, repainting: false, training: false, still: false };
  const recordings = { pageGone: vi.fn((_tell: boolean) => undefined) };
  const listen = events.listen.bind(events);
  const settings = Settings.parse({ styleId: 'wave' });
  const pageGone = vi.fn();
  const studio = {
    request,
    close,
    hold,
    importStyleFiles,
    work,
    recordings,
    engineState: ready,
    listen,
    settings,
    pageGone,
  };
  return { ...studio, events, studio: studio as unknown as Studio };
}

/** Lets promises that are under way come to their end. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Starts a shell whose data is in a folder. */
export async function startShell(
  folder: string,
  change: {
    first?: boolean;
    platform?: NodeJS.Platform;
    argv?: string[];
    appImage?: string;
    /** What Chromium was started with. */
    switches?: string[];
    openStudio?: () => Promise<Studio>;
    /** The person's languages. */
    languages?: string[];
  } = {},
) {
  FakeWindow.made = [];
  const app = new FakeApp();
  app.first = change.first ?? true;
  app.switches = change.switches ?? [];
  app.languages = change.languages ?? app.languages;
  const menus: MenuItemConstructorOptions[][] = [];
  const ipc = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  const electron = {
    app,
    BrowserWindow: FakeWindow,
    clipboard: { writeText: vi.fn() },
    dialog: {
      showErrorBox: vi.fn(),
      // With a window or without, and then the question.
      showMessageBox: vi.fn((..._asked: [unknown, MessageBoxOptions] | [MessageBoxOptions]) =>
        Promise.resolve({ response: 1 }),
      ),
    },
    // As the systems: a folder that is not there is a problem.
    shell: {
      openPath: vi.fn((path: string) => Promise.resolve(existsSync(path) ? '' : 'no such file')),
    },
    screen: Object.assign(new EventEmitter(), {
      getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
    }),
    ipcMain: { handle: ipc.set.bind(ipc), on: ipc.set.bind(ipc) },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => menus.push(menu),
    },
    MessageChannelMain: class {
      port1 = 'for the painter';
      port2 = 'for the page';
    },
    powerSaveBlocker: { start: vi.fn((_kind: string) => 1), stop: vi.fn() },
    protocol: { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() },
    session: {
      defaultSession: {
        setPermissionRequestHandler: vi.fn(),
        setPermissionCheckHandler: vi.fn(),
        setDevicePermissionHandler: vi.fn(),
        setDisplayMediaRequestHandler: vi.fn(),
      },
    },
    systemPreferences: {},
  };
  const fake = fakeStudio();
  const painter = { current: {}, connect: vi.fn(() => true), spawn: vi.fn() };
  const onClosed = vi.fn(() => Promise.resolve());
  let hooks: StudioHooks | undefined;
  const shell = new Shell(electron as unknown as ElectronParts, {
    platform: change.platform ?? 'linux',
    argv: change.argv ?? ['.'],
    appImage: change.appImage,
    folder,
    icon: '/icon.png',
    dataFolder: join(folder, 'data'),
    log: new Log({ folder: join(folder, 'logs'), mask: (text) => text }),
    onClosed,
    preload: '/preload.cjs',
    pageFolder: '/page',
    profileFolder: '/profile',
    painter: painter as never,
    openStudio:
      change.openStudio ??
      ((given) => {
        hooks = given;
        return Promise.resolve(fake.studio);
      }),
  });
  shell.start();
  // What is remembered of the window is read from the disk first.
  await vi.waitFor(() => {
    expect(FakeWindow.made.length + app.quit.mock.calls.length + app.exit.mock.calls.length).toBeGreaterThan(
      0,
    );
  });
  await settle();
  const offer = (commands: OfferedCommand[]): void => hooks?.offerMenu(commands);
  return { app, electron, menus, ipc, painter, offer, onClosed, shell, ...fake };
}

/** The items of the menu with a name, as it is now. */
export function menuOf(menus: MenuItemConstructorOptions[][], name: string): MenuItemConstructorOptions[] {
  return menus.at(-1)!.find(({ label }) => label === name)!.submenu as MenuItemConstructorOptions[];
}

/** The items of the style menu. */
export const styleMenu = (menus: MenuItemConstructorOptions[][]): MenuItemConstructorOptions[] =>
  menuOf(menus, '&Style');

/** Clicks the item with a label. */
export async function choose(menu: MenuItemConstructorOptions[], name: string): Promise<void> {
  const item = menu.find(({ label }) => label === name);
  if (!item) throw new Error(`no item "${name}"`);
  (item.click as () => void)();
  await settle();
}

/** The page says that it listens for ports. */
export async function pageListens({ ipc }: Awaited<ReturnType<typeof startShell>>): Promise<FakeContents> {
  const sender = FakeWindow.made[0]!.webContents;
  ipc.get(channels.wantFramePort)!({
    sender,
    senderFrame: { parent: null, origin: APP_ORIGIN, url: APP_URL },
  });
  await settle();
  return sender;
}
