import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rectangle } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import {
  firstPlace,
  keepPlace,
  place,
  type PlacedWindow,
  type Screens,
  USUAL_SIZE,
  WindowStateStore,
} from './windowState.ts';

const left: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const right: Rectangle = { x: 1440, y: 0, width: 1920, height: 1080 };
const was = { x: 1600, y: 100, width: 1000, height: 700 };

describe('the place of the window', () => {
  it.each([
    ['where it was, on either screen', was, [left, right], was],
    ['half out of the screen, as it was', { ...was, x: 900 }, [left], { ...was, x: 900 }],
    [
      'in the middle of the first screen when its own is gone',
      was,
      [left],
      { x: 220, y: 113, width: 1000, height: 700 },
    ],
    [
      'back when its title bar cannot be reached',
      { ...was, x: 100, y: -300 },
      [left],
      { x: 220, y: 113, width: 1000, height: 700 },
    ],
    ['no larger than its screen', { x: 0, y: 25, width: 5000, height: 4000 }, [left], left],
    [
      'no smaller than can be used',
      { x: 9, y: 30, width: 2, height: 2 },
      [left],
      { x: 9, y: 30, width: 640, height: 480 },
    ],
    ['as wanted while there is no screen at all', was, [], was],
  ])('is %s', (_what, wanted, areas, expected) => {
    expect(place(wanted, areas)).toEqual(expected);
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-window-'));
});
afterEach(() => {
  vi.useRealTimers();
  removeFolder(folder);
});

class FakeScreens extends EventEmitter {
  areas = [left, right];
  readonly getAllDisplays = () => this.areas.map((workArea) => ({ workArea })) as never;
}

class FakeWindow extends EventEmitter {
  bounds: Rectangle = { ...was };
  maximised = false;
  full = false;
  readonly getNormalBounds = () => ({ ...this.bounds, x: this.bounds.x + 0.4 });
  readonly getBounds = () => this.bounds;
  readonly setBounds = vi.fn();
  readonly isMaximized = () => this.maximised;
  readonly isMinimized = () => false;
  readonly isFullScreen = () => this.full;
  readonly isDestroyed = () => false;
  readonly maximize = vi.fn();
  readonly setFullScreen = vi.fn();
}

function keep(store: WindowStateStore) {
  const window = new FakeWindow();
  const screens = new FakeScreens();
  keepPlace(window as unknown as PlacedWindow, store, screens as unknown as Screens);
  return { window, screens };
}

const file = (): string => join(folder, 'window.json');

describe('what is remembered of the window', () => {
  it('comes back at the next start', async () => {
    const store = await WindowStateStore.open(folder);
    expect(firstPlace(store.state, new FakeScreens())).toEqual(USUAL_SIZE);
    const { window } = keep(store);
    expect(window.maximize).not.toHaveBeenCalled();
    window.maximised = true;
    window.emit('close');
    await store.settled();

    const next = await WindowStateStore.open(folder);
    expect(firstPlace(next.state, new FakeScreens())).toEqual(was);
    const again = keep(next).window;
    expect(again.maximize).toHaveBeenCalledOnce();
    expect(again.setFullScreen).not.toHaveBeenCalled();
  });

  it('is written once the window rests', async () => {
    vi.useFakeTimers();
    const store = await WindowStateStore.open(folder);
    const save = vi.spyOn(store, 'save');
    const { window } = keep(store);
    for (let i = 0; i < 100; i++) window.emit('move');
    expect(save).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(save).toHaveBeenCalledExactlyOnceWith({ version: 1, ...was, maximised: false, fullScreen: false });
    await store.settled();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ x: 1600 });
  });

  it.each([
    'garbage',
    '{"version":2}',
    '[]',
    JSON.stringify({ version: 1, ...was, x: 1e300, maximised: false, fullScreen: false }),
    JSON.stringify({ version: 1, ...was, width: '900', maximised: false, fullScreen: false }),
  ])('is nothing where the file says: %s', async (text) => {
    writeFileSync(file(), text);
    expect((await WindowStateStore.open(folder)).state).toBeNull();
  });

  it('is given up without a word where the disk refuses', async () => {
    const store = await WindowStateStore.open(join(file(), 'not a folder'));
    writeFileSync(file(), '');
    store.save({ version: 1, ...was, maximised: false, fullScreen: false });
    await expect(store.settled()).resolves.toBeUndefined();
  });
});

describe('a screen that is taken away', () => {
  it('brings its window back to another, and leaves all others where they are', async () => {
    const store = await WindowStateStore.open(folder);
    const { window, screens } = keep(store);
    screens.emit('display-removed');
    expect(window.setBounds).not.toHaveBeenCalled();
    screens.areas = [left];
    screens.emit('display-removed');
    expect(window.setBounds).toHaveBeenCalledExactlyOnceWith({ x: 220, y: 113, width: 1000, height: 700 });
    window.emit('closed');
    screens.emit('display-removed');
    expect(window.setBounds).toHaveBeenCalledOnce();
  });
});
