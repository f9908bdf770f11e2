import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { appImageOf } from './ending.ts';
import { APP_URL } from './security.ts';
import { channels } from './surface.ts';
import { FakeContents, FakeWindow, pageListens, settle, startShell } from './testing/fakeElectron.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-shell-'));
});
afterEach(() => removeFolder(folder));

const start = (change: Parameters<typeof startShell>[1] = {}) => startShell(folder, change);

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

  it('leaves Chromium without its sandbox where it was started so: as root its processes would not start', async () => {
    const { app } = await start({ switches: ['no-sandbox'] });
    expect(app.enableSandbox).not.toHaveBeenCalled();
    expect(FakeWindow.made[0]!.options.webPreferences.sandbox).toBe(true);
  });

  it.each(['linux', 'win32', 'darwin'] as const)(
    'shows the window on %s once, also on a Wayland that waits for that with its first picture',
    async (platform) => {
      await start({ platform });
      const window = FakeWindow.made[0]!;
      window.webContents.emit('did-finish-load');
      expect(window.show).toHaveBeenCalledTimes(platform === 'linux' ? 1 : 0);
      window.emit('ready-to-show');
      expect(window.show).toHaveBeenCalledOnce();
    },
  );

  it('is on Windows the app that the installer made shortcuts of', async () => {
    const file = join(import.meta.dirname, '..', '..', 'package.json');
    const { build } = JSON.parse(readFileSync(file, 'utf8')) as { build: { appId: string } };
    const { app } = await start({ platform: 'win32' });
    expect(app.setAppUserModelId).toHaveBeenCalledExactlyOnceWith(build.appId);
    expect((await start()).app.setAppUserModelId).not.toHaveBeenCalled();
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

  it.each([
    ['en', 'Pastiche cannot go on', 'It could not be started: No room on the disk.'],
    ['ja', 'Pastiche を続けられません', '起動できませんでした：No room on the disk.'],
  ])('says why it cannot go on when the studio does not open: %s', async (language, title, text) => {
    const { app, electron } = await start({
      languages: [language],
      openStudio: () => Promise.reject(new Error('No room on the disk.')),
    });
    expect(electron.dialog.showErrorBox).toHaveBeenCalledExactlyOnceWith(title, text);
    expect(app.exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(readFileSync(join(folder, 'logs', 'pastiche.log'), 'utf8')).toContain('No room on the disk.');
  });
});

describe('files that are opened with the app', () => {
  const wave = resolve('/styles/wave.onnx');

  it('are opened when it starts, when it runs, and when a second one is started', async () => {
    const { app, importStyleFiles: open } = await start({ argv: ['.', '--flag', 'mine.onnx'] });
    expect(open).toHaveBeenLastCalledWith([join(folder, 'mine.onnx')]);
    const preventDefault = vi.fn();
    app.emit('open-file', { preventDefault }, wave);
    expect(preventDefault).toHaveBeenCalledOnce();
    expect(open).toHaveBeenLastCalledWith([wave]);
    app.emit('second-instance', {}, [], '/', { files: [wave] });
    expect(open).toHaveBeenCalledTimes(3);
    app.emit('second-instance', {}, [], '/', { files: 'nonsense' });
    expect(open).toHaveBeenCalledTimes(3);
    const many = Array.from({ length: 300 }, (_, index) => resolve(`/styles/${index}.onnx`));
    app.emit('second-instance', {}, [], '/', { files: many });
    expect(open).toHaveBeenLastCalledWith(many);
  });

  it('are on the stage where only one became a style', async () => {
    const running = await start();
    const page = await pageListens(running);
    running.offer([{ id: 'style.blend', enabled: true }]);
    const chosen = (): unknown[] => page.send.mock.calls.filter(([, name]) => name === 'menu.style');
    const open = async (...hung: string[]): Promise<void> => {
      running.importStyleFiles.mockResolvedValueOnce(hung.map((styleId) => ({ styleId })));
      running.app.emit('open-file', { preventDefault: () => undefined }, wave);
      await settle();
    };
    await open();
    await open('a', 'b');
    expect(chosen()).toEqual([]);
    await open('wave');
    expect(chosen()).toEqual([[channels.event, 'menu.style', { styleId: 'wave' }]]);
  });

  it('are handed over by a second one, which opens nothing itself', async () => {
    const { app } = await start({ first: false, argv: [wave] });
    expect(app.requestSingleInstanceLock).toHaveBeenCalledExactlyOnceWith({ files: [wave] });
    expect(FakeWindow.made).toHaveLength(0);
  });
});

describe('the window', () => {
  it('is where it was the last time', async () => {
    const first = await start();
    const window = FakeWindow.made[0]!;
    expect(window.options).toMatchObject({ width: 1180, height: 780 });
    window.emit('ready-to-show');
    window.emit('close');
    first.app.emit('will-quit', { preventDefault: vi.fn() });
    await vi.waitFor(() => expect(first.app.quit).toHaveBeenCalledOnce());
    await start();
    expect(FakeWindow.made[0]!.options).toMatchObject({ x: 40, y: 50, width: 900, height: 700 });
  });

  it('is where it usually is when what was remembered is garbage', async () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'window.json'), '{"version":1,"x":"left"}');
    await start();
    expect(FakeWindow.made[0]!.options).toMatchObject({ width: 1180, height: 780 });
  });

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

  it.each([true, false])(
    'whose page does not load ends the app, but not where that crashed: %s',
    async (crashes) => {
      vi.spyOn(FakeWindow, 'loads').mockRejectedValueOnce(new Error('ERR_FAILED (-2) loading the page'));
      const { electron } = await start();
      const { webContents, loadURL } = FakeWindow.made[0]!;
      if (crashes) webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      expect(loadURL, 'what was not there yet').toHaveBeenCalledTimes(crashes ? 2 : 1);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(electron.dialog.showErrorBox).toHaveBeenCalledTimes(crashes ? 0 : 1);
      expect(webContents.reload).not.toHaveBeenCalled();
    },
  );

  it('is loaded again when its page crashes, but not for ever', async () => {
    const { app, close, electron, recordings, pageGone } = await start();
    let closed: () => void = () => undefined;
    close.mockReturnValue(new Promise((done) => (closed = done)));
    const { webContents } = FakeWindow.made[0]!;
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(webContents.reload).toHaveBeenCalledOnce();
    expect(pageGone, 'what is said now waits for the next').toHaveBeenCalledOnce();
    expect(recordings.pageGone).toHaveBeenCalledExactlyOnceWith(true);
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(webContents.reload).toHaveBeenCalledOnce();
    expect(electron.dialog.showErrorBox).toHaveBeenCalledOnce();
    const preventDefault = vi.fn();
    app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await settle();
    expect(app.exit, 'a training writes its checkpoint first').not.toHaveBeenCalled();
    app.emit('second-instance', {}, [], '/', { files: [] });
    closed();
    await vi.waitFor(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(1));
    expect(close).toHaveBeenCalledOnce();
    expect(app.relaunch, 'who started it meanwhile gets it').toHaveBeenCalledOnce();
    expect(app.quit).not.toHaveBeenCalled();
  });

  it('gets a port to the painter when its page listens', async () => {
    const running = await start();
    expect(running.painter.connect).not.toHaveBeenCalled();
    const page = await pageListens(running);
    expect(running.painter.connect).toHaveBeenCalledExactlyOnceWith(9, 'for the painter');
    expect(page.postMessage).toHaveBeenCalledExactlyOnceWith(channels.framePort, null, ['for the page']);
  });
});

describe('quitting', () => {
  it('waits until the studio has brought everything to disk', async () => {
    const running = await start();
    const preventDefault = vi.fn();
    running.app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(running.app.quit).toHaveBeenCalledOnce());
    expect(running.close).toHaveBeenCalledOnce();
    expect(running.onClosed).toHaveBeenCalledOnce();
    expect(running.app.quit).toHaveBeenCalledOnce();
    running.app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });
});

it('runs from an AppImage where its program lies in one, not where a terminal in one started it', () => {
  const env = { APPIMAGE: '/home/ann/p.AppImage', APPDIR: '/tmp/.mount_p' };
  expect(appImageOf(env, '/tmp/.mount_p/pastiche')).toBe('/home/ann/p.AppImage');
  expect(appImageOf(env, '/opt/Pastiche/pastiche')).toBeUndefined();
  expect(appImageOf({}, '/opt/Pastiche/pastiche')).toBeUndefined();
});
