/** Commands of the menu on their way to the page. */
import type { BrowserWindow, WebContents } from 'electron';

/**
 * Lets the page take what comes next as what it is, a deed of the person's: without that a page may neither fill
 * the screen nor open a file dialog. Nothing is run for it but a number.
 */
export async function lendGesture(page: Pick<WebContents, 'executeJavaScript'>): Promise<void> {
  try {
    await page.executeJavaScript('0', true);
  } catch {
    // A page that is just going takes no command either.
  }
}

/** What is known of a window's full screen. */
type FullWindow = Pick<BrowserWindow, 'isFullScreen' | 'setFullScreen' | 'on'>;

/**
 * Leaves a full screen that the page does not know of, and so cannot leave: the system's own, which also comes
 * back with the window's place at the next start.
 */
export class WindowsOwnFullScreen {
  readonly #window: FullWindow;
  #pages = false;

  constructor(window: FullWindow) {
    this.#window = window;
    window.on('enter-html-full-screen', () => (this.#pages = true));
    window.on('leave-html-full-screen', () => (this.#pages = false));
  }

  /** Whether there was one to leave. */
  leave(): boolean {
    if (this.#pages || !this.#window.isFullScreen()) return false;
    this.#window.setFullScreen(false);
    return true;
  }
}
