import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { Settings } from '../studio/contract.ts';
import { channels } from './surface.ts';
import {
  choose,
  FakeWindow,
  menuOf,
  pageListens,
  settle,
  startShell,
  styleMenu,
} from './testing/fakeElectron.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-shell-'));
});
afterEach(() => removeFolder(folder));

const start = (change: Parameters<typeof startShell>[1] = {}) => startShell(folder, change);

describe('the application menu', () => {
  it('knows the styles once a page is there, and follows the settings', async () => {
    const running = await start();
    expect(running.request).not.toHaveBeenCalled();
    expect(styleMenu(running.menus)[0]).toMatchObject({ label: 'No styles found' });
    await pageListens(running);
    expect(styleMenu(running.menus)[0]).toMatchObject({ label: 'The Great Wave', checked: true });
    expect(running.request, 'with which a page says that it is there').not.toHaveBeenCalledWith(
      'settings.get',
      {},
    );
    const strengths = () => styleMenu(running.menus).find(({ submenu }) => submenu)?.submenu;
    running.events.emit('settings.changed', Settings.parse({ strength: 0.25 }));
    expect(strengths()).toContainEqual(expect.objectContaining({ label: '25 %', checked: true }));
    running.events.emit('settings.changed', Settings.parse({ strength: 0.5 }));
    expect(strengths()).toContainEqual(expect.objectContaining({ label: '25 %', checked: false }));
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

describe('the about panel', () => {
  it('speaks the person’s language, and the one that is chosen later', async () => {
    const { app, events } = await start({ languages: ['ja'] });
    const said = () => app.setAboutPanelOptions.mock.lastCall?.[0] as { copyright: string };
    expect(said().copyright).toContain('パブリックドメイン');
    events.emit('settings.changed', Settings.parse({ language: 'en' }));
    expect(said().copyright).toContain('public domain');
    events.emit('settings.changed', Settings.parse({ language: 'en', strength: 0.5 }));
    expect(app.setAboutPanelOptions).toHaveBeenCalledTimes(2);
  });
});

describe('commands of the page', () => {
  it('have rows while the page offers them, which send them back', async () => {
    const running = await start();
    const page = await pageListens(running);
    const freeze = (): boolean =>
      menuOf(running.menus, '&View').some(({ label }) => label === '&Freeze the Picture');
    expect(freeze()).toBe(false);
    running.offer([{ id: 'view.freeze', checked: true, enabled: true }]);
    expect(freeze()).toBe(true);
    await choose(menuOf(running.menus, '&View'), '&Freeze the Picture');
    expect(page.send).toHaveBeenLastCalledWith(channels.event, 'menu.command', { id: 'view.freeze' });
    FakeWindow.made[0]!.emit('closed');
    expect(freeze()).toBe(false);
  });
});

describe('what a page may do only at a key or a click', () => {
  it('may be done by a command of the menu, which lends the page the person’s gesture first', async () => {
    const running = await start();
    const page = await pageListens(running);
    running.offer([{ id: 'record.repaint', enabled: true }]);
    await choose(menuOf(running.menus, '&Record'), 'Re&paint a Picture or Video…');
    expect(page.executeJavaScript).toHaveBeenCalledExactlyOnceWith('0', true);
    expect(page.send).toHaveBeenLastCalledWith(channels.event, 'menu.command', { id: 'record.repaint' });
    const [lent] = page.executeJavaScript.mock.invocationCallOrder;
    expect(lent).toBeLessThan(page.send.mock.invocationCallOrder.at(-1)!);
  });

  it('is sent all the same to a page that takes no gesture', async () => {
    const running = await start();
    const page = await pageListens(running);
    page.executeJavaScript.mockRejectedValue(new Error('it is just going'));
    running.offer([{ id: 'record.repaint', enabled: true }]);
    await choose(menuOf(running.menus, '&Record'), 'Re&paint a Picture or Video…');
    expect(page.send).toHaveBeenLastCalledWith(channels.event, 'menu.command', { id: 'record.repaint' });
  });

  it('is to fill the screen; a full screen that is the window’s own, the window leaves', async () => {
    const running = await start();
    const page = await pageListens(running);
    const window = FakeWindow.made[0]!;
    running.offer([{ id: 'view.fullScreen', enabled: true, checked: false }]);
    const item = (): Promise<void> => choose(menuOf(running.menus, '&View'), 'F&ull Screen');
    await item();
    expect(page.send).toHaveBeenLastCalledWith(channels.event, 'menu.command', { id: 'view.fullScreen' });
    expect(window.setFullScreen).not.toHaveBeenCalled();

    window.full = true;
    window.emit('enter-html-full-screen');
    page.send.mockClear();
    await item();
    expect(page.send).toHaveBeenCalledOnce();

    window.emit('leave-html-full-screen');
    page.send.mockClear();
    await item();
    expect(window.setFullScreen).toHaveBeenCalledExactlyOnceWith(false);
    expect(page.send).not.toHaveBeenCalled();
  });
});

describe('a style that is chosen in the menu', () => {
  it('is chosen by the page, which may have it for the second of a blend; the tick stays where it was', async () => {
    const running = await start();
    const page = await pageListens(running);
    running.offer([{ id: 'style.blend', enabled: true, checked: true }]);
    const before = running.menus.length;
    await choose(styleMenu(running.menus), 'The Great Wave');
    expect(page.send).toHaveBeenLastCalledWith(channels.event, 'menu.style', { styleId: 'wave' });
    expect(running.request).not.toHaveBeenCalledWith('settings.set', expect.anything());
    expect(running.menus.length).toBe(before + 1);
  });

  it('is no blend with itself where there is no page to choose it', async () => {
    const running = await start();
    await pageListens(running);
    const blend = { styleId: 'wave', amount: 0.5 };
    running.events.emit('settings.changed', Settings.parse({ blend }));
    await choose(styleMenu(running.menus), 'The Great Wave');
    expect(running.request).toHaveBeenCalledWith('settings.set', { styleId: 'wave', blend: null });
  });
});

describe('bringing in a style', () => {
  it('is done by the page, which opens its dialog over its window, and shows what comes of it', async () => {
    const running = await start();
    const page = await pageListens(running);
    running.offer([{ id: 'style.import', enabled: true }]);
    await choose(menuOf(running.menus, '&File'), '&Import a Style…');
    expect(page.executeJavaScript).toHaveBeenCalledExactlyOnceWith('0', true);
    expect(page.send).toHaveBeenLastCalledWith(channels.event, 'menu.command', { id: 'style.import' });
  });
});

describe('helping oneself', () => {
  it('shows the folders, also the log’s before there is a log', async () => {
    const running = await start();
    const page = await pageListens(running);
    page.send.mockClear();
    const { openPath } = running.electron.shell;
    for (const [menu, item, path] of [
      ['&File', 'Show &Data Folder', 'data'],
      ['&Help', 'Show &Log', 'logs'],
    ] as const) {
      await choose(menuOf(running.menus, menu), item);
      await vi.waitFor(() => expect(openPath).toHaveBeenLastCalledWith(join(folder, path)));
      expect(await openPath.mock.results.at(-1)!.value).toBe('');
    }
    await settle();
    expect(page.send).not.toHaveBeenCalled();
  });

  it('says so when a folder cannot be shown', async () => {
    const running = await start();
    const page = await pageListens(running);
    running.electron.shell.openPath.mockResolvedValue('no file manager');
    await choose(menuOf(running.menus, '&File'), 'Show &Data Folder');
    const notice = () => page.send.mock.lastCall?.[2] as { level: string; message: string };
    await vi.waitFor(() => expect(notice().message).toContain('no file manager'));
    expect(notice().level).toBe('error');
    writeFileSync(join(folder, 'logs'), 'a file in its place');
    await choose(menuOf(running.menus, '&Help'), 'Show &Log');
    await vi.waitFor(() => expect(notice().message).toContain('EEXIST'));
  });

  it('copies the details for a report', async () => {
    const running = await start();
    const page = await pageListens(running);
    running.request.mockResolvedValue({ ok: true, value: { text: 'Pastiche 1.2.3' } });
    await choose(menuOf(running.menus, '&Help'), '&Copy Details for a Report');
    expect(running.electron.clipboard.writeText).toHaveBeenCalledExactlyOnceWith('Pastiche 1.2.3');
    expect(page.send).toHaveBeenLastCalledWith(
      channels.event,
      'notice',
      expect.objectContaining({ level: 'info' }),
    );
  });
});
