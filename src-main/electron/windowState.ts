/** Where the window was and how large, from one start to the next; and that it is somewhere one can see. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserWindow, Rectangle, Screen } from 'electron';
import { z } from 'zod';
import { writeAtomically } from '../studio/atomicWrite.ts';

const pixels = z.number().int().min(-100_000).max(100_000);
const WindowState = z.object({
  version: z.literal(1),
  x: pixels,
  y: pixels,
  width: pixels.min(1),
  height: pixels.min(1),
  maximised: z.boolean(),
  fullScreen: z.boolean(),
});
/** The window's place when it is neither maximised nor full screen, and whether it is. */
export type WindowState = z.infer<typeof WindowState>;

export const USUAL_SIZE = { width: 1180, height: 780 } as const;
export const LEAST_SIZE = { width: 640, height: 480 } as const;

/** So much of the window's top edge must be on a screen, for there it is held and moved. */
const HANDLE = { width: 120, height: 32 } as const;
/** Moving and resizing come in hundreds; the last one is written down after so many milliseconds. */
const REST_MS = 500;

/**
 * A place on the screens that there are: as it was where it can be seen and held, else in the middle of the
 * first screen. Never larger than its screen. `areas` are the screens without their bars.
 */
export function place(wanted: Rectangle, areas: readonly Rectangle[]): Rectangle {
  const home = areas.find((area) => isHeld(wanted, area));
  const area = home ?? areas[0];
  if (!area) return wanted;
  const width = Math.min(Math.max(wanted.width, LEAST_SIZE.width), area.width);
  const height = Math.min(Math.max(wanted.height, LEAST_SIZE.height), area.height);
  if (home) return { x: wanted.x, y: wanted.y, width, height };
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
  };
}

function isHeld(window: Rectangle, area: Rectangle): boolean {
  const seen = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return (
    seen >= Math.min(HANDLE.width, window.width) &&
    window.y >= area.y &&
    window.y + HANDLE.height <= area.y + area.height
  );
}

/** Remembers the window's state in the data folder. */
export class WindowStateStore {
  readonly #file: string;
  #state: WindowState | null;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: string, state: WindowState | null) {
    this.#file = file;
    this.#state = state;
  }

  /** Reads what was remembered; garbage, or nothing, is no state. */
  static async open(folder: string): Promise<WindowStateStore> {
    const file = join(folder, 'window.json');
    try {
      return new WindowStateStore(file, WindowState.parse(JSON.parse(await readFile(file, 'utf8'))));
    } catch {
      return new WindowStateStore(file, null);
    }
  }

  /** What is remembered. */
  get state(): WindowState | null {
    return this.#state;
  }

  /** Remembers; a disk that refuses costs a window its place, and nothing more. */
  save(state: WindowState): void {
    this.#state = state;
    this.#last = this.#last.then(() =>
      writeAtomically(this.#file, `${JSON.stringify(state)}\n`).catch(() => undefined),
    );
  }

  /** Resolves when everything so far is on disk. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

/** The parts of a window that its place is kept with. */
export type PlacedWindow = Pick<
  BrowserWindow,
  | 'on'
  | 'getNormalBounds'
  | 'getBounds'
  | 'setBounds'
  | 'isMaximized'
  | 'isMinimized'
  | 'isFullScreen'
  | 'isDestroyed'
  | 'maximize'
  | 'setFullScreen'
>;

/** The parts of the screens. */
export type Screens = Pick<Screen, 'getAllDisplays' | 'on' | 'off'>;

/** The first place of a window that is about to be made; without one the system centres it. */
export function firstPlace(
  state: WindowState | null,
  screens: Pick<Screen, 'getAllDisplays'>,
): Partial<Rectangle> {
  return state ? place(state, areasOf(screens)) : USUAL_SIZE;
}

/** Keeps a window's place: takes up the remembered state, remembers every change, stays on a screen. */
export function keepPlace(window: PlacedWindow, store: WindowStateStore, screens: Screens): void {
  if (store.state?.maximised) window.maximize();
  if (store.state?.fullScreen) window.setFullScreen(true);
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    store.save({
      version: 1,
      ...whole(window.getNormalBounds()),
      maximised: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    });
  };
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, REST_MS);
  };
  const comeBack = (): void => {
    // One that fills a screen is moved by the system, and one in the dock comes back by itself.
    if (window.isDestroyed() || window.isMaximized() || window.isFullScreen() || window.isMinimized()) return;
    const now = window.getBounds();
    const then = place(now, areasOf(screens));
    if (then.x !== now.x || then.y !== now.y) window.setBounds(then);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('maximize', saveSoon);
  window.on('unmaximize', saveSoon);
  window.on('enter-full-screen', saveSoon);
  window.on('leave-full-screen', saveSoon);
  window.on('close', save);
  screens.on('display-removed', comeBack);
  window.on('closed', () => {
    clearTimeout(timer);
    screens.off('display-removed', comeBack);
  });
}

function areasOf(screens: Pick<Screen, 'getAllDisplays'>): Rectangle[] {
  return screens.getAllDisplays().map(({ workArea }) => workArea);
}

/** Scaled screens give fractions. */
function whole({ x, y, width, height }: Rectangle): Rectangle {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}
