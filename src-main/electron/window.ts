/** The app's one window. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { LEAST_SIZE } from './windowState.ts';

/** That a page did not load may be told so much sooner than that it crashed. */
const CRASH_TOLD_MS = 500;

/** What a window is made with. */
export interface WindowParts {
  preload: string;
  /** Shown by Linux's window managers; the other systems take it from the program. */
  icon: string;
  developer: boolean;
  place: Partial<Rectangle>;
}

/**
 * How the window is made. The page is as powerless as a web page: sandboxed, isolated from the preload's
 * world, without Node in any frame or worker.
 */
export function windowOptions({
  preload,
  icon,
  developer,
  place,
}: WindowParts): BrowserWindowConstructorOptions {
  return {
    title: 'Pastiche',
    icon,
    ...place,
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    backgroundColor: '#14120f',
    // Shown when the first picture of the page is there, so that no empty window flashes.
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: developer,
    },
  };
}

/**
 * Loads a page for the first time; false where it crashed, which whoever hears of crashes sees to, or where the window
 * was closed meanwhile. Rejects where the page cannot be had.
 */
export async function loadPage(window: BrowserWindow, url: string): Promise<boolean> {
  const page = { crashed: false };
  window.webContents.once('render-process-gone', () => (page.crashed = true));
  try {
    await window.loadURL(url);
    return true;
  } catch (error) {
    await new Promise((resolve) => setTimeout(resolve, CRASH_TOLD_MS));
    if (page.crashed || window.isDestroyed()) return false;
    throw error;
  }
}
