/** The app's one window. */
import type { BrowserWindowConstructorOptions } from 'electron';

/**
 * How the window is made. The page is as powerless as a web page: sandboxed, isolated from the preload's
 * world, without Node in any frame or worker. Electron keeps the window's place and size under its name.
 */
export function windowOptions(preload: string, developer: boolean): BrowserWindowConstructorOptions {
  return {
    name: 'main',
    windowStatePersistence: true,
    title: 'Pastiche',
    width: 1180,
    height: 780,
    minWidth: 640,
    minHeight: 480,
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
