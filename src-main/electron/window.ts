/** The app's one window. */
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { LEAST_SIZE } from './windowState.ts';

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
