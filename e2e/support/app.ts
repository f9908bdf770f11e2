/** The browser shell's server with a browser on it: one of each per test, in a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { test as base, chromium, expect, type Page } from '@playwright/test';
import type { SettingsPatch } from '../../src-main/studio/contract.ts';
import { browserPath, root } from './tools.ts';

/** What a test wants of its app. */
export interface AppOptions {
  /** A y4m file that the camera shows; null for a machine without cameras. */
  camera: string | null;
  /** Whether the person allows the camera. */
  allowCamera?: boolean;
  /** What was remembered from the last time. */
  settings?: SettingsPatch;
  /** Variables of the server's surroundings. */
  env?: Readonly<Record<string, string>>;
}

/** The app, open. */
export interface App {
  readonly page: Page;
  /** The server's own process; the painter is another. */
  readonly serverPid: number;
}

export { expect };

/** Tests with a folder for their files and a way to open the app; everything is closed behind them. */
export const test = base.extend<{ folder: string; openApp: (options: AppOptions) => Promise<App> }>({
  // Playwright insists on a destructuring pattern, even for nothing.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'pastiche-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },

  openApp: async ({ folder }, use) => {
    const cleanups: (() => Promise<void>)[] = [];
    const problems: string[] = [];
    await use(async (options) => {
      const server = await startServer(join(folder, 'data'), options.settings ?? {}, options.env ?? {});
      cleanups.push(() => stopServer(server.child));
      const browser = await chromium.launch({
        ...(browserPath && { executablePath: browserPath }),
        args: chromiumFlags(options),
      });
      cleanups.push(() => browser.close());
      const page = await browser.newPage({ viewport: { width: 1180, height: 780 } });
      watch(page, problems);
      await page.goto(server.url);
      return { page, serverPid: server.child.pid ?? 0 };
    });
    for (const cleanup of cleanups.reverse()) await cleanup();
    expect(problems, 'errors in the page').toEqual([]);
  },
});

function chromiumFlags({ camera, allowCamera = true }: AppOptions): string[] {
  return [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...(allowCamera ? ['--use-fake-ui-for-media-stream'] : ['--deny-permission-prompts']),
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
  settings: SettingsPatch,
  more: Readonly<Record<string, string>>,
): Promise<{ child: ChildProcess; url: string }> {
  await mkdir(data, { recursive: true });
  await writeFile(join(data, 'settings.json'), JSON.stringify({ version: 1, ...settings }));
  const child = spawn(
    process.execPath,
    [join(root, 'out', 'main', 'server.js'), '--no-open', '--port', '0'],
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
  if (!url) throw new Error(`The server did not say where it is: ${line}`);
  return { child, url };
}

async function stopServer(child: ChildProcess): Promise<void> {
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
