/** The browser shell's server, in a data folder of its own, with a page on it in a browser that tests share. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { type Browser, test as base, chromium, expect, type Page } from '@playwright/test';
import type { SettingsPatch } from '../../src-main/studio/contract.ts';
import { leaveNetworkAlone, NO_OTHER_PAGES } from '../../scripts/lib/quietPage.ts';
import { aftermath } from './aftermath.ts';
import { learn, tell } from './known.ts';
import { browserPath, root } from './tools.ts';

/**
 * A size and a rate that leave two cores room for the browser beside the painter; a size of its own accord
 * would change with whatever else the machine does.
 */
const QUICK = { resolution: { width: 320, height: 240 }, targetFps: 15 } as const;

/** What a test wants of its app. */
export interface AppOptions {
  /** A y4m file that the camera shows; null for a machine without cameras. */
  camera: string | null;
  /** Whether the person allows the camera. */
  allowCamera?: boolean;
  /** A wav file that the microphone hears; null for a machine without microphones. */
  microphone?: string | null;
  /** Where recordings go, if not into the data folder. */
  recordings?: string;
  /** The language of the person's system. */
  locale?: string;
  /** What was remembered from the last time; unless this says otherwise, the welcome, and a small picture. */
  settings?: SettingsPatch;
  /** Variables of the server's surroundings. */
  env?: Readonly<Record<string, string>>;
  /** The data folder; one of the test's own where none is named. */
  data?: string;
  /** Whether it has to find out about this machine's devices itself. */
  newMachine?: boolean;
  /** Runs in the page before its own code does. */
  before?: (page: Page) => Promise<void>;
}

/** The app, open. */
export interface App {
  readonly page: Page;
  /** The server's own process; the painter is another. */
  readonly serverPid: number;
  readonly data: string;
  /** Kills the server without a warning. */
  killServer(): Promise<void>;
  /** Ends it as a person does; it brings everything to disk. */
  stopServer(): Promise<void>;
  /** Starts it again where it was. */
  startServer(): Promise<void>;
  /** Closes the browser, as a crash does. */
  killBrowser(): Promise<void>;
}

export { expect };

/** Tests with a folder for their files and a way to open the app; everything is closed behind them. */
export const test = base.extend<
  { folder: string; openApp: (options: AppOptions) => Promise<App> },
  { browserWith: (flags: readonly string[]) => Promise<Browser> }
>({
  // Starting a browser takes longer than most tests; what one test leaves in it, no other context sees. One
  // for each camera that tests want: without pages they do nothing but wait.
  browserWith: [
    async ({}, use) => {
      const open = new Map<string, Browser>();
      await use(async (flags) => {
        const kept = open.get(flags.join(' '));
        if (kept?.isConnected()) return kept;
        const browser = await chromium.launch({
          ...(browserPath && { executablePath: browserPath }),
          args: [...flags],
        });
        open.set(flags.join(' '), browser);
        return browser;
      });
      await Promise.all([...open.values()].map((browser) => browser.close()));
    },
    { scope: 'worker' },
  ],

  // Playwright insists on a destructuring pattern, even for nothing.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'pastiche-e2e-'));
    await use(folder);
    // On Windows files are held until the process that had them is all gone.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  },

  openApp: async ({ folder, browserWith }, use, info) => {
    const cleanups: (() => Promise<void>)[] = [];
    const apps: App[] = [];
    const problems: string[] = [];
    await use(async (options) => {
      const data = options.data ?? join(folder, 'data');
      const recordings = options.recordings ?? join(data, 'recordings');
      await mkdir(data, { recursive: true });
      await writeFile(
        join(data, 'settings.json'),
        JSON.stringify({ version: 1, welcomed: true, ...QUICK, ...options.settings }),
      );
      await tell(data, { devices: !options.newMachine });
      const env = { PASTICHE_RECORDINGS: recordings, ...options.env };
      // The page is made ready while the server starts.
      let running = startServer(data, '0', env);
      // One that did not start has failed the test already, and there is nothing of it to stop.
      cleanups.push(() =>
        running.then(
          ({ child }) => stopServer(child),
          () => undefined,
        ),
      );
      const open = async (): Promise<{ browser: Browser; page: Page }> => {
        const browser = await browserWith(chromiumFlags(options));
        const context = await browser.newContext({
          viewport: { width: 1180, height: 780 },
          locale: options.locale ?? 'en-US',
        });
        cleanups.push(() => context.close());
        const page = await context.newPage();
        watch(page, problems);
        await leaveNetworkAlone(page);
        await options.before?.(page);
        return { browser, page };
      };
      const opening = open();
      // Each is waited for even when the other fails: what opens after the cleaning up would stay open.
      await Promise.allSettled([running, opening]);
      const [server, { browser, page }] = await Promise.all([running, opening]);
      await page.goto(server.url);
      const { port } = new URL(server.url);
      const app: App = {
        page,
        serverPid: server.child.pid ?? 0,
        data,
        killServer: async () => {
          const { child } = await running;
          const ended = once(child, 'exit');
          killed.add(child);
          child.kill('SIGKILL');
          await ended;
        },
        stopServer: async () => {
          const { child } = await running;
          await stopServer(child);
          killed.add(child);
        },
        startServer: async () => {
          running = startServer(data, port, env);
          await running;
        },
        killBrowser: () => browser.close(),
      };
      apps.push(app);
      return app;
    });
    if (info.errors.length > 0) {
      for (const { page, serverPid, data } of apps) console.log(await aftermath(page, serverPid, data));
    }
    for (const cleanup of cleanups.reverse()) await cleanup();
    for (const { data } of apps) await learn(data);
    expect(problems, 'errors in the page').toEqual([]);
  },
});

function chromiumFlags({ camera, microphone, allowCamera = true }: AppOptions): string[] {
  return [
    '--no-sandbox',
    '--disable-gpu',
    NO_OTHER_PAGES,
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...(allowCamera ? ['--use-fake-ui-for-media-stream'] : ['--deny-permission-prompts']),
    ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}`] : []),
    ...(camera === null
      ? ['--use-fake-device-for-media-stream=device-count=0']
      : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${camera}`]),
  ];
}

/** Collects what must not happen in the page: uncaught errors, and breaches of the security policy. */
function watch(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) problems.push(message.text());
  });
}

async function startServer(
  data: string,
  port: string,
  more: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [join(root, 'out', 'main', 'server.js'), '--no-open', '--port', port],
    {
      cwd: root,
      env: { ...process.env, ...more, PASTICHE_DATA: data },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    once(child, 'exit').then(([code]) => `(it ended with ${String(code)})`),
  ]);
  const url = /^Pastiche is at (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)$/.exec(line)?.[1];
  if (!url) {
    child.kill('SIGKILL');
    throw new Error(`The server did not say where it is: ${line}`);
  }
  return { child, url };
}

/** Servers that a test has ended on purpose. */
const killed = new Set<ChildProcess>();

async function stopServer(child: ChildProcess): Promise<void> {
  if (killed.has(child)) return;
  if (child.exitCode !== null || child.signalCode !== null)
    throw new Error('The server ended before its time.');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  // One that does not end by itself must not outlive the tests.
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const [, signal] = (await ended) as [number | null, string | null];
  clearTimeout(timer);
  expect(signal, 'the server ends when asked to').not.toBe('SIGKILL');
}
