/** An app window of an installed Chrome, Chromium or Edge. */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';

/** What a window needs. */
export interface WindowOptions {
  /** The browser's executable. */
  browser: string;
  url: string;
  /** A browser profile of our own: no extensions, no other pages, its own camera permission. */
  profile: string;
}

/** The browser's arguments: a window without address bar that shows one page. */
export function browserArguments(
  options: Pick<WindowOptions, 'url' | 'profile'>,
  platform: NodeJS.Platform,
  isRoot: boolean,
): string[] {
  return [
    `--app=${options.url}`,
    `--user-data-dir=${options.profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--window-size=1180,820',
    // Chromium refuses to run as root with its sandbox.
    ...(platform === 'linux' && isRoot ? ['--no-sandbox'] : []),
  ];
}

/** Opens the window; resolves when the browser has ended, rejects when it could not be started. */
export function openWindow(options: WindowOptions): { child: ChildProcess; ended: Promise<void> } {
  const args = browserArguments(options, process.platform, process.getuid?.() === 0);
  const child = spawn(options.browser, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => resolve());
  });
  return { child, ended };
}

/** How long a page may be away (it reloads, the machine was busy) before its window counts as closed. */
const PAGE_AWAY_MS = 3000;
/** How long a browser may take to show its first page. */
const FIRST_PAGE_MS = 20_000;
/** On macOS a browser stays when its last window closes; there the page alone tells, so it gets longer. */
const PAGE_AWAY_MACOS_MS = 10_000;

/**
 * Tells when the app's window has closed. A browser's end alone does not say so: where one with our profile
 * runs already, the new one hands the page over to it and ends at once.
 */
export class WindowWatch {
  readonly #onClosed: () => void;
  readonly #platform: NodeJS.Platform;
  #pages = 0;
  #seen = false;
  #browserEnded = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(onClosed: () => void, platform: NodeJS.Platform) {
    this.#onClosed = onClosed;
    this.#platform = platform;
  }

  /** So many pages are connected now. */
  pages(count: number): void {
    this.#pages = count;
    this.#seen ||= count > 0;
    this.#look();
  }

  /** The browser that we started has ended. */
  browserEnded(): void {
    this.#browserEnded = true;
    this.#look();
  }

  /** Stops watching. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    clearTimeout(this.#timer);
    if (this.#pages > 0) return;
    if (this.#browserEnded) {
      this.#timer = setTimeout(this.#onClosed, this.#seen ? PAGE_AWAY_MS : FIRST_PAGE_MS);
    } else if (this.#platform === 'darwin' && this.#seen) {
      this.#timer = setTimeout(this.#onClosed, PAGE_AWAY_MACOS_MS);
    }
  }
}
