/** The desktop app in Electron, where its binary is installed; nothing is downloaded to find out. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { movingClip } from './support/clips.ts';
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

const test = base.extend<{ desktop: { app: ElectronApplication; page: Page } }>({
  desktop: async ({}, use) => {
    const data = await mkdtemp(join(tmpdir(), 'pastiche-electron-'));
    await mkdir(join(data, 'data'));
    await writeFile(
      join(data, 'data', 'settings.json'),
      JSON.stringify({ version: 1, welcomed: true, mirror: false }),
    );
    const app = await _electron.launch({
      executablePath: executablePath ?? '',
      args: [
        root,
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${movingClip(data)}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
      env: { ...process.env, PASTICHE_DATA: join(data, 'data') },
    });
    await use({ app, page: await app.firstWindow() });
    await app.close();
    await rm(data, { recursive: true, force: true });
  },
});

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
  const stage = page.getByTestId('stage');
  await expect(stage).toHaveAttribute('data-frame', /\d/);
  const titles = (): Promise<string[]> =>
    app.evaluate(({ Menu }) => {
      const items =
        Menu.getApplicationMenu()?.items.find(({ label }) => label === '&Style')?.submenu?.items ?? [];
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
        ?.items.find(({ label }) => label === '&Style')
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
  const stage = page.getByTestId('stage');
  await expect(stage).toHaveAttribute('data-frame', /\d/);
  const painter = (): Promise<number | undefined> =>
    app.evaluate(
      ({ app: running }) => running.getAppMetrics().find(({ name }) => name === 'Pastiche Painter')?.pid,
    );
  await expect.poll(painter).toBeDefined();
  const before = await painter();
  process.kill(before ?? NaN, 'SIGKILL');
  await expect.poll(painter).not.toBe(before);
  await expect.poll(painter).toBeDefined();
  const drawn = Number(await stage.getAttribute('data-frame'));
  await expect.poll(async () => Number(await stage.getAttribute('data-frame'))).toBeGreaterThan(drawn + 20);
});
