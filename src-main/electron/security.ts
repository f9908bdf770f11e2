/**
 * What the page may do and who may speak to the main side, as pure decisions; `main.ts` and `window.ts`
 * apply them. It follows Electron's security checklist:
 *
 * - only our own files are loaded, from `app://pastiche` ({@link isOurUrl}, `appProtocol.ts`);
 * - the page is sandboxed, context-isolated and without Node (`window.ts`);
 * - a strict content security policy and permissions policy (`studio/pagePolicy.ts`);
 * - permissions are refused unless listed (`permissions.ts`);
 * - no navigation, no new windows, no webviews ({@link lockNavigation});
 * - every message's sender is checked ({@link isTrustedSender}).
 *
 * A packaged build also flips the fuses named under `build.electronFuses` in package.json. The whole list, with
 * the test of each item, is in docs/security.md.
 */
import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';

/** The scheme and host the page is served from. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'pastiche';
/** The page's origin, as `location.origin` and `WebFrameMain.origin` give it. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
/** The one document there is. */
export const APP_URL = `${APP_ORIGIN}/index.html`;

/** Whether a URL or origin is ours. `URL.origin` is "null" for such schemes in Node, so parts are compared. */
export function isOurUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === '';
}

/**
 * Whether a message comes from our window's main frame, showing our page. A sub-frame, another window, a
 * frame that has gone, or our window after it was made to show something else, is not trusted.
 */
export function isTrustedSender(
  event: Pick<IpcMainEvent | IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  ours: Pick<WebContents, 'id'> | null,
): boolean {
  const frame = event.senderFrame;
  if (ours === null || frame === null || event.sender.id !== ours.id) return false;
  return frame.parent === null && frame.origin === APP_ORIGIN && isOurUrl(frame.url);
}

/**
 * Keeps a window on our page: it may reload, and nothing else. New windows and webviews are refused.
 * `will-navigate` covers links and scripts, `will-frame-navigate` frames inside the page, `will-redirect`
 * what a server would answer.
 */
export function lockNavigation(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.on('will-navigate', (event) => {
    if (!isOurUrl(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
