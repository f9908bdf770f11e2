/** How the app ends: what it asks first, and what comes after it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { closeQuestion, quitQuestion } from './closeQuestion.ts';
import { channels } from './surface.ts';
import { FakeWindow, settle, startShell } from './testing/fakeElectron.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-ending-'));
});
afterEach(() => removeFolder(folder));

const wave = resolve('/styles/wave.onnx');
const nothing = { recording: false, repainting: false, training: false, still: false };

describe('closing the window', () => {
  async function start(answer: number, platform?: NodeJS.Platform) {
    const running = await startShell(folder, platform && { platform });
    running.electron.dialog.showMessageBox.mockResolvedValue({ response: answer });
    const closed = vi.fn();
    const window = FakeWindow.made[0]!;
    window.on('closed', closed);
    // As the page does.
    const stopped = vi.fn(() => void (running.work.recording = false));
    window.webContents.send.mockImplementation((channel: string, name: string) => {
      if (channel === channels.event && name === 'recordings.stop') stopped();
    });
    return {
      stopped,
      ...running,
      window,
      closed,
      ask: running.electron.dialog.showMessageBox,
    };
  }

  it('asks first while a clip is recorded, and keeps the window where the person keeps going', async () => {
    const { window, closed, ask, work } = await start(1);
    work.recording = true;
    window.close();
    window.close();
    expect(ask).toHaveBeenCalledOnce();
    expect(ask.mock.calls[0]).toMatchObject([window, { message: 'A clip is being recorded.' }]);
    await settle();
    expect(closed).not.toHaveBeenCalled();
    window.close();
    await settle();
    expect(ask, 'it is asked again the next time').toHaveBeenCalledTimes(2);
  });

  it('closes it where the person says so, without asking twice', async () => {
    const { window, closed, ask, work } = await start(0);
    work.repainting = true;
    window.close();
    await settle();
    expect(ask).toHaveBeenCalledOnce();
    expect(closed).toHaveBeenCalledOnce();
  });

  it('has the recording stopped before, and waits for that; what the person was told is no news', async () => {
    const { window, closed, work, stopped, recordings } = await start(0);
    stopped.mockImplementation(() => undefined);
    work.recording = true;
    window.close();
    await vi.waitFor(() => expect(stopped).toHaveBeenCalledOnce());
    window.close();
    expect(closed, 'it still comes to disk').not.toHaveBeenCalled();
    work.recording = false;
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
    expect(stopped).toHaveBeenCalledOnce();
    expect(recordings.pageGone).toHaveBeenCalledExactlyOnceWith(false);
  });

  it('closes it all the same where the page does not stop, and stops nothing where nothing is recorded', async () => {
    const { window, closed, work, stopped } = await start(0);
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    try {
      stopped.mockImplementation(() => undefined);
      work.recording = true;
      window.close();
      await vi.advanceTimersByTimeAsync(2900);
      expect([stopped.mock.calls.length, closed.mock.calls.length]).toEqual([1, 0]);
      await vi.advanceTimersByTimeAsync(200);
      expect(closed).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
    const repaints = await start(0);
    repaints.work.repainting = true;
    repaints.window.close();
    await settle();
    expect(repaints.closed).toHaveBeenCalledOnce();
    expect(repaints.stopped).not.toHaveBeenCalled();
  });

  it('asks nothing where nothing is cut off: a training goes on from where it was', async () => {
    const { window, closed, ask, work } = await start(1);
    work.training = true;
    window.close();
    expect(ask).not.toHaveBeenCalled();
    expect(closed).toHaveBeenCalledOnce();
  });

  it('asks for a still that is not saved, where the app ends with the window', async () => {
    const { window, closed, ask, work } = await start(1);
    work.training = work.still = work.repainting = true;
    window.close();
    expect(ask.mock.calls[0]![1]!.message.split('\n')).toEqual([
      'A still is not saved yet.',
      'A file is being repainted.',
    ]);
    await settle();
    expect(closed).not.toHaveBeenCalled();
  });

  it('asks nothing for it where the app goes on without the window, until it is to end', async () => {
    const { app, window, closed, ask, work } = await start(1, 'darwin');
    work.still = true;
    app.emit('before-quit');
    window.close();
    await settle();
    expect(ask).toHaveBeenCalledOnce();
    expect(closed).not.toHaveBeenCalled();
    window.close();
    expect(ask).toHaveBeenCalledOnce();
    expect(closed).toHaveBeenCalledOnce();
  });

  it('asks for it without a window where that is closed already, before the app ends', async () => {
    const { app, window, ask, work } = await start(1, 'darwin');
    const preventDefault = vi.fn();
    const quit = async (): Promise<void> => {
      app.emit('before-quit', { preventDefault });
      await settle();
    };
    work.still = true;
    window.close();
    await Promise.all([quit(), quit()]);
    expect(ask).toHaveBeenCalledExactlyOnceWith(quitQuestion(work, 'en'));
    expect(preventDefault).toHaveBeenCalledTimes(2);
    expect(app.quit).not.toHaveBeenCalled();

    ask.mockResolvedValue({ response: 0 });
    await quit();
    expect(app.quit).toHaveBeenCalledOnce();
    await quit();
    expect(ask, 'what was answered is not asked again').toHaveBeenCalledTimes(2);
    expect(preventDefault).toHaveBeenCalledTimes(3);
  });

  it('asks nothing without a window where nothing is lost, or where its close has asked', async () => {
    const mac = await start(1, 'darwin');
    mac.work.training = true;
    mac.window.close();
    mac.app.emit('before-quit');
    expect(mac.ask).not.toHaveBeenCalled();
    const elsewhere = await start(0);
    elsewhere.work.still = true;
    elsewhere.window.close();
    await settle();
    elsewhere.app.emit('before-quit');
    expect(elsewhere.ask).toHaveBeenCalledOnce();
  });

  it('goes on with a quit that the question stopped, and forgets one that was taken back', async () => {
    const { app, window, closed, ask, work } = await start(1);
    work.recording = true;
    app.emit('before-quit');
    window.close();
    await settle();
    expect(app.quit).not.toHaveBeenCalled();

    ask.mockResolvedValue({ response: 0 });
    app.emit('before-quit');
    window.close();
    await settle();
    expect(app.quit).toHaveBeenCalledOnce();
    expect(closed, 'the quit closes it').not.toHaveBeenCalled();
    window.close();
    expect(closed).toHaveBeenCalledOnce();
  });

  it('is asked about in the person’s language', () => {
    const say = (language: 'en' | 'ja') => closeQuestion({ ...nothing, recording: true }, language, true)!;
    expect(say('en').buttons).toEqual(['Close the Window', 'Keep Going']);
    expect(say('ja').message).toMatch(/[ぁ-ん]/);
    expect(closeQuestion(nothing, 'en', true)).toBeNull();
    expect(quitQuestion({ ...nothing, still: true }, 'ja')?.detail).toMatch(/[ぁ-ん]/);
    expect(quitQuestion({ ...nothing, recording: true }, 'en')).toBeNull();
  });
});

describe('the end of a session on Windows', () => {
  it('brings everything to disk at once, without a question, and opens nothing more', async () => {
    const { app, close, work, electron } = await startShell(folder, { platform: 'win32' });
    work.recording = true;
    close.mockRejectedValueOnce(new Error('The disk is full.'));
    FakeWindow.made[0]!.emit('session-end');
    await settle();
    expect(close).toHaveBeenCalledOnce();
    expect(electron.dialog.showMessageBox).not.toHaveBeenCalled();
    app.emit('activate');
    expect(FakeWindow.made).toHaveLength(1);
  });
});

it('when a console is closed brings everything to disk, unasked, and ends', async () => {
  const { app, close, work, electron, shell } = await startShell(folder, { platform: 'win32' });
  work.recording = true;
  shell.endNow();
  await settle();
  expect(close).toHaveBeenCalledOnce();
  expect(electron.dialog.showMessageBox).not.toHaveBeenCalled();
  expect(app.quit).toHaveBeenCalledOnce();
  shell.endNow();
  expect(close).toHaveBeenCalledOnce();
});

describe('quitting once more while everything is brought to disk', () => {
  it.each(['will-quit', 'session-end'])('waits for that, after %s', async (first) => {
    const { app, close } = await startShell(folder, { platform: 'win32' });
    let closed: () => void = () => undefined;
    close.mockReturnValue(new Promise((done) => (closed = done)));
    const preventDefault = vi.fn();
    if (first === 'will-quit') app.emit('will-quit', { preventDefault: vi.fn() });
    else FakeWindow.made[0]!.emit('session-end');
    app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    await settle();
    expect(app.quit).not.toHaveBeenCalled();
    closed();
    await vi.waitFor(() => expect(app.quit).toHaveBeenCalledOnce());
    app.emit('will-quit', { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('ends half a minute later where that hangs', async () => {
    const { app, close } = await startShell(folder);
    close.mockReturnValue(new Promise(() => undefined));
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      app.emit('will-quit', { preventDefault: vi.fn() });
      await vi.advanceTimersByTimeAsync(29_000);
      expect(app.quit).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(2000);
      expect(app.quit).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('starting again while the app ends', () => {
  async function ending(argv: string[], appImage?: string) {
    const running = await startShell(folder, { argv, ...(appImage && { appImage }) });
    let closed: () => void = () => undefined;
    running.close.mockReturnValue(new Promise((done) => (closed = done)));
    const preventDefault = vi.fn();
    running.app.emit('will-quit', { preventDefault });
    const end = async (): Promise<void> => {
      closed();
      await vi.waitFor(() => expect(running.app.quit).toHaveBeenCalledOnce());
      running.app.emit('will-quit', { preventDefault });
      expect(preventDefault).toHaveBeenCalledOnce();
    };
    return { ...running, end };
  }

  it('opens the app once it has ended, with the files of that start and not those of its own', async () => {
    const { app, end } = await ending(['.', '--flag', 'mine.onnx']);
    app.emit('second-instance', {}, [], '/', { files: [wave] });
    app.emit('second-instance', {}, [], '/', { files: [] });
    expect(app.relaunch).not.toHaveBeenCalled();
    await end();
    expect(app.relaunch).toHaveBeenCalledExactlyOnceWith({ args: ['.', '--flag', wave] });
  });

  it.each([
    [undefined, { args: [] }],
    ['/p.AppImage', { execPath: '/p.AppImage', args: ['--appimage-extract-and-run'] }],
  ])('is also what a click on the dock is then, and needs no rights to mount %s', async (appImage, how) => {
    const { app, end } = await ending([], appImage);
    app.emit('activate');
    await end();
    expect(app.relaunch).toHaveBeenCalledExactlyOnceWith(how);
  });

  it('ends for good where nobody asks', async () => {
    const { app, end } = await ending([]);
    await end();
    expect(app.relaunch).not.toHaveBeenCalled();
  });
});
