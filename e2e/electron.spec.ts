/** The desktop app in Electron, where its binary is installed; nothing is downloaded to find out. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { movingClip } from './support/clips.ts';
import { drawn, stageOf } from './support/stage.ts';
import { ffmpegPath, ffmpegProblem, root } from './support/tools.ts';

const folder = join(root, 'node_modules', 'electron');

/** Electron's executable; null where its binary was never fetched. */
function electronPath(): string | null {
  const mark = join(folder, 'path.txt');
  if (!existsSync(mark)) return null;
  const file = join(
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'),
    readFileSync(mark, 'utf8'),
  );
  return existsSync(file) ? file : null;
}

const executablePath = electronPath();
const noDisplay = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];

base.skip(!executablePath, "Electron's binary is not installed: npx install-electron");
base.skip(noDisplay, 'there is no display: run under xvfb-run');
base.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

interface Desktop {
  app: ElectronApplication;
  page: Page;
  /** The data folder. */
  data: string;
  /** Starts the program once more on the same data. */
  again(...args: string[]): Promise<ElectronApplication>;
}

const test = base.extend<{ desktop: Desktop }>({
  desktop: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'pastiche-electron-'));
    const data = join(folder, 'data');
    await mkdir(data);
    // The labels below are English, whatever the machine speaks.
    const settings = { version: 1, welcomed: true, mirror: false, language: 'en' };
    await writeFile(join(data, 'settings.json'), JSON.stringify(settings));
    const clip = movingClip();
    const running: ElectronApplication[] = [];
    const again = async (...args: string[]): Promise<ElectronApplication> => {
      const started = await _electron.launch({
        executablePath: executablePath ?? '',
        args: [...programArguments(clip), ...args],
        env: { ...process.env, PASTICHE_DATA: data },
      });
      running.push(started);
      return started;
    };
    const app = await again();
    await use({ app, page: await app.firstWindow(), data, again });
    // One that was closed by its test is closed already.
    for (const each of running) await each.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  },
});

function programArguments(clip: string): string[] {
  return [
    root,
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${clip}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

/** Clicks an item of the application menu. */
function choose(app: ElectronApplication, menu: string, item: string): Promise<void> {
  return app.evaluate(
    ({ Menu }, [inMenu, called]) => {
      const items = Menu.getApplicationMenu()?.items.find(({ label }) => label === inMenu)?.submenu?.items;
      const found = items?.find(({ label }) => label === called);
      if (!found) throw new Error(`The menu ${inMenu ?? ''} has no item ${called ?? ''}.`);
      (found.click as () => void)();
    },
    [menu, item],
  );
}

test('opens its window on its own page, which has the contract and nothing of Node', async ({
  desktop: { page },
}) => {
  await expect(page).toHaveTitle(/Pastiche/);
  expect(page.url()).toBe('app://pastiche/index.html');
  const world = await page.evaluate(() => ({
    api: Object.keys((window as unknown as { pastiche: object }).pastiche).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
  }));
  expect(world).toEqual({ api: ['on', 'onFramePort', 'request'], node: [] });
});

test('repaints the camera in the style that the menu chooses', async ({ desktop: { app, page } }) => {
  const stage = stageOf(page);
  await expect(stage).toHaveAttribute('data-frame', /\d/);
  const titles = (): Promise<string[]> =>
    app.evaluate(({ Menu }) => {
      const items =
        Menu.getApplicationMenu()?.items.find(({ label }) => label.replace('&', '') === 'Style')?.submenu
          ?.items ?? [];
      return items
        .slice(
          0,
          items.findIndex(({ type }) => type === 'separator'),
        )
        .map(({ label }) => label);
    });
  await expect.poll(async () => (await titles()).length).toBeGreaterThan(1);
  const click = (index: number): Promise<void> =>
    app.evaluate(({ Menu }, at) => {
      Menu.getApplicationMenu()
        ?.items.find(({ label }) => label.replace('&', '') === 'Style')
        ?.submenu?.items[at]?.click();
    }, index);
  await click(0);
  await expect(stage).not.toHaveAttribute('data-style', 'camera');
  const first = await stage.getAttribute('data-style');
  await click(1);
  await expect(stage).not.toHaveAttribute('data-style', first ?? '');
  await expect(stage).not.toHaveAttribute('data-style', 'camera');
});

test('stays on its page, and opens no other', async ({ desktop: { app, page } }) => {
  await page.evaluate(() => {
    window.open('https://example.com/');
    location.href = 'https://example.com/';
  });
  await page.waitForTimeout(500);
  expect(page.url()).toBe('app://pastiche/index.html');
  expect(app.windows()).toHaveLength(1);
});

test('gets its painter back when it is killed', async ({ desktop: { app, page } }) => {
  await expect(stageOf(page)).toHaveAttribute('data-frame', /\d/);
  const painter = (): Promise<number | undefined> =>
    app.evaluate(
      ({ app: running }) => running.getAppMetrics().find(({ name }) => name === 'Pastiche Painter')?.pid,
    );
  await expect.poll(painter).toBeDefined();
  const before = await painter();
  process.kill(before ?? NaN, 'SIGKILL');
  await expect.poll(painter).not.toBe(before);
  await expect.poll(painter).toBeDefined();
  const seen = await drawn(page);
  await expect.poll(() => drawn(page)).toBeGreaterThan(seen + 20);
});

const viewLabel = process.platform === 'darwin' ? 'View' : '&View';
const helpLabel = process.platform === 'darwin' ? 'Help' : '&Help';
const unmarked = (label: string): string => (process.platform === 'darwin' ? label.replace('&', '') : label);

test('mirrors the picture, and remembers it', async ({ desktop: { app, page, data } }) => {
  await expect(stageOf(page)).toHaveAttribute('data-frame', /\d/);
  await choose(app, viewLabel, unmarked('&Mirror the Picture'));
  await expect
    .poll(
      async () =>
        (JSON.parse(await readFile(join(data, 'settings.json'), 'utf8')) as { mirror: boolean }).mirror,
    )
    .toBe(true);
});

test('copies the details for a report', async ({ desktop: { app, page } }) => {
  await expect(stageOf(page)).toHaveAttribute('data-frame', /\d/);
  await choose(app, helpLabel, unmarked('&Copy Details for a Report'));
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toContain('Electron ');
});

test('opens where it was closed', async ({ desktop: { app, again } }) => {
  const wanted = { width: 900, height: 640 };
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setBounds(size), wanted);
  const sizeOf = (running: ElectronApplication) =>
    running.evaluate(({ BrowserWindow }) => {
      const { width = 0, height = 0 } = BrowserWindow.getAllWindows()[0]?.getNormalBounds() ?? {};
      return { width, height };
    });
  await expect.poll(() => sizeOf(app)).toEqual(wanted);
  await app.close();
  const next = await again();
  await next.firstWindow();
  await expect.poll(() => sizeOf(next)).toEqual(wanted);
});

test('a second one hands its files to the first, and ends', async ({ desktop: { app, page, data } }) => {
  await expect(stageOf(page)).toHaveAttribute('data-frame', /\d/);
  const second = spawn(
    executablePath ?? '',
    [root, join(data, 'no-such-style.onnx'), ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    { env: { ...process.env, PASTICHE_DATA: data }, stdio: 'ignore' },
  );
  const [code] = (await once(second, 'exit')) as [number | null];
  expect(code).toBe(0);
  expect(app.windows()).toHaveLength(1);
  await expect(page.getByText(/no-such-style/).first()).toBeVisible();
});
