import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { type EngineState, Settings, type StyleInfo } from '../studio/contract.ts';
import { StudioEvents } from '../studio/events.ts';
import type { Studio } from '../studio/studio.ts';
import { APP_ORIGIN, APP_URL } from './security.ts';
import { type ElectronParts, Shell } from './shell.ts';
import { channels } from './surface.ts';

class FakeContents extends EventEmitter {
  readonly id = 5;
  readonly isDestroyed = () => false;
  readonly send = vi.fn();
  readonly postMessage = vi.fn();
  readonly reload = vi.fn();
  readonly setWindowOpenHandler = vi.fn();
}

class FakeWindow extends EventEmitter {
  static made: FakeWindow[] = [];
  readonly webContents = new FakeContents();
  readonly show = vi.fn();
  readonly focus = vi.fn();
  readonly restore = vi.fn();
  minimized = false;
  readonly isMinimized = () => this.minimized;
  readonly isDestroyed = () => false;
  readonly loadURL = vi.fn(() => Promise.resolve());
  constructor(readonly options: { webPreferences: { sandbox: boolean } }) {
    super();
    FakeWindow.made.push(this);
  }
}

class FakeApp extends EventEmitter {
  readonly isPackaged = true;
  first = true;
  ready = Promise.resolve();
  readonly setPath = vi.fn();
  readonly enableSandbox = vi.fn();
  readonly requestSingleInstanceLock = () => this.first;
  readonly whenReady = () => this.ready;
  readonly getVersion = () => '1.2.3';
  readonly setAboutPanelOptions = vi.fn();
  readonly quit = vi.fn();
  readonly exit = vi.fn();
}

const style: StyleInfo = { id: 'wave', title: 'The Great Wave', shipped: true };
const ready: EngineState = { status: 'ready', device: 'cpu', pid: 9, restarts: 0 };

function fakeStudio() {
  const events = new StudioEvents(true);
  const request = vi.fn((name: string, _args: unknown): Promise<unknown> => {
    if (name === 'settings.get')
      return Promise.resolve({ ok: true, value: Settings.parse({ styleId: 'wave' }) });
    if (name === 'styles.list')
      return Promise.resolve({ ok: true, value: { styles: [style], problems: [] } });
    return Promise.resolve({ ok: false, code: 'internal', message: 'The disk is full.' });
  });
  const close = vi.fn(() => Promise.resolve());
  const studio = { request, close, engineState: ready, listen: events.listen.bind(events) };
  return { ...studio, events, studio: studio as unknown as Studio };
}

/** Lets promises that are under way come to their end. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function start(
  change: { first?: boolean; platform?: NodeJS.Platform; openStudio?: () => Promise<Studio> } = {},
) {
  FakeWindow.made = [];
  const app = new FakeApp();
  app.first = change.first ?? true;
  const menus: MenuItemConstructorOptions[][] = [];
  const ipc = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  const electron = {
    app,
    BrowserWindow: FakeWindow,
    dialog: { showErrorBox: vi.fn() },
    ipcMain: { handle: ipc.set.bind(ipc), on: ipc.set.bind(ipc) },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => menus.push(menu),
    },
    MessageChannelMain: class {
      port1 = 'for the painter';
      port2 = 'for the page';
    },
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
  new Shell(electron as unknown as ElectronParts, {
    platform: change.platform ?? 'linux',
    preload: '/preload.cjs',
    pageFolder: '/page',
    profileFolder: '/profile',
    painter: painter as never,
    openStudio: change.openStudio ?? (() => Promise.resolve(fake.studio)),
  }).start();
  await settle();
  return { app, electron, menus, ipc, painter, ...fake };
}

function styleMenu(menus: MenuItemConstructorOptions[][]): MenuItemConstructorOptions[] {
  return menus.at(-1)!.find(({ label }) => label === '&Style')!.submenu as MenuItemConstructorOptions[];
}

/** The page says that it listens for ports. */
async function pageListens({ ipc }: Awaited<ReturnType<typeof start>>): Promise<FakeContents> {
  const sender = FakeWindow.made[0]!.webContents;
  ipc.get(channels.wantFramePort)!({
    sender,
    senderFrame: { parent: null, origin: APP_ORIGIN, url: APP_URL },
  });
  await settle();
  return sender;
}

describe('starting', () => {
  it('opens one sandboxed window on our page, guarded, and shows it when it has something to show', async () => {
    const { app, electron } = await start();
    expect(app.setPath).toHaveBeenCalledExactlyOnceWith('userData', '/profile');
    expect(app.enableSandbox).toHaveBeenCalledOnce();
    expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledOnce();
    expect(electron.session.defaultSession.setPermissionRequestHandler).toHaveBeenCalledOnce();
    expect(FakeWindow.made).toHaveLength(1);
    const window = FakeWindow.made[0]!;
    expect(window.options.webPreferences.sandbox).toBe(true);
    expect(window.loadURL).toHaveBeenCalledExactlyOnceWith(APP_URL);
    expect(window.show).not.toHaveBeenCalled();
    window.emit('ready-to-show');
    expect(window.show).toHaveBeenCalledOnce();
  });

  it('locks the navigation of whatever contents appear', async () => {
    const { app } = await start();
    const contents = new FakeContents();
    app.emit('web-contents-created', {}, contents);
    expect(contents.setWindowOpenHandler).toHaveBeenCalledOnce();
    expect(contents.listenerCount('will-navigate')).toBe(1);
  });

  it('leaves the field to an instance that runs already', async () => {
    const { app, electron } = await start({ first: false });
    expect(app.quit).toHaveBeenCalledOnce();
    expect(electron.protocol.handle).not.toHaveBeenCalled();
    expect(FakeWindow.made).toHaveLength(0);
  });

  it('says why it cannot go on when the studio does not open', async () => {
    const { app, electron } = await start({
      openStudio: () => Promise.reject(new Error('No room on the disk.')),
    });
    expect(electron.dialog.showErrorBox).toHaveBeenCalledExactlyOnceWith(
      expect.anything(),
      'No room on the disk.',
    );
    expect(app.exit).toHaveBeenCalledExactlyOnceWith(1);
  });
});

describe('the window', () => {
  it('comes to the front when the app is started again', async () => {
    const { app } = await start();
    const window = FakeWindow.made[0]!;
    window.minimized = true;
    window.focus.mockReset();
    app.emit('second-instance');
    expect(window.restore).toHaveBeenCalledOnce();
    expect(window.focus).toHaveBeenCalledOnce();
    expect(FakeWindow.made).toHaveLength(1);
  });

  it('may be closed and opened again on macOS, and ends the app elsewhere', async () => {
    const mac = await start({ platform: 'darwin' });
    FakeWindow.made[0]!.emit('closed');
    mac.app.emit('window-all-closed');
    expect(mac.app.quit).not.toHaveBeenCalled();
    mac.app.emit('activate');
    expect(FakeWindow.made).toHaveLength(2);
    const linux = await start();
    linux.app.emit('window-all-closed');
    expect(linux.app.quit).toHaveBeenCalledOnce();
  });

  it('is loaded again when its page crashes, but not for ever', async () => {
    const { app, electron } = await start();
    const { webContents } = FakeWindow.made[0]!;
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(webContents.reload).toHaveBeenCalledOnce();
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(webContents.reload).toHaveBeenCalledOnce();
    expect(electron.dialog.showErrorBox).toHaveBeenCalledOnce();
    expect(app.exit).toHaveBeenCalledExactlyOnceWith(1);
  });

  it('gets a port to the painter when its page listens', async () => {
    const running = await start();
    expect(running.painter.connect).not.toHaveBeenCalled();
    const page = await pageListens(running);
    expect(running.painter.connect).toHaveBeenCalledExactlyOnceWith('for the painter');
    expect(page.postMessage).toHaveBeenCalledExactlyOnceWith(channels.framePort, null, ['for the page']);
  });
});

describe('the menu', () => {
  it('knows the styles once a page is there, and follows the settings', async () => {
    const running = await start();
    expect(running.request).not.toHaveBeenCalled();
    expect(styleMenu(running.menus)[0]).toMatchObject({ label: 'No styles found' });
    await pageListens(running);
    expect(styleMenu(running.menus)[0]).toMatchObject({ label: 'The Great Wave', checked: true });
    running.events.emit('settings.changed', Settings.parse({}));
    expect(styleMenu(running.menus)[0]).toMatchObject({ label: 'The Great Wave', checked: false });
  });

  it('says what went wrong when a choice could not be kept, and takes its tick back', async () => {
    const running = await start();
    const page = await pageListens(running);
    const before = running.menus.length;
    (styleMenu(running.menus)[0]!.click as () => void)();
    await settle();
    expect(running.request).toHaveBeenCalledWith('settings.set', { styleId: 'wave' });
    expect(page.send).toHaveBeenCalledWith(channels.event, 'notice', {
      level: 'error',
      message: 'The disk is full.',
    });
    expect(running.menus.length).toBe(before + 1);
  });
});

describe('quitting', () => {
  it('waits until the studio has brought everything to disk', async () => {
    const running = await start();
    const preventDefault = vi.fn();
    running.app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await settle();
    expect(running.close).toHaveBeenCalledOnce();
    expect(running.app.quit).toHaveBeenCalledOnce();
    running.app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });
});
