/**
 * The states in which something is missing or wrong: each is reached for real and says what to do. What
 * Chromium's fake camera cannot do (be busy, be unplugged) is done to `navigator.mediaDevices` at the page's
 * edge, and the test's name says so.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Locator, Page } from '@playwright/test';
import { Settings } from '../src-main/studio/contract.ts';
import { expect, test } from './support/app.ts';
import { cameraAtTheEdge, setCamera } from './support/cameraEdge.ts';
import { movingClip } from './support/clips.ts';
import { messageOf, patient, viewGoesOn } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem, root } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

// Each opens a browser and a painter, takes something away, and waits until it is back.
test.describe.configure({ timeout: 180_000 });

const line = (page: Page, state: string): Locator => page.locator(`[data-testid=line][data-state=${state}]`);

test('no camera', async ({ openApp }) => {
  const { page } = await openApp({ camera: null });
  await patient(messageOf(page, 'camera-none')).toContainText('Plug one in');
  await expect(page.getByText('No camera found')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeEnabled();
  await expect(page.getByTestId('remedy')).toBeEnabled();
});

test('permission refused: the steps for the browser at hand; allowed later, the view begins by itself', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: movingClip(), allowCamera: false });
  const refused = messageOf(page, 'camera-refused');
  await patient(refused.getByRole('listitem')).toHaveCount(2);
  await patient(refused).toContainText('left of the address bar');
  await expect(page.getByText('The camera is not allowed')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.context().grantPermissions(['camera'], { origin: new URL(page.url()).origin });
  await viewGoesOn(page);
});

test('the camera is in use elsewhere, and let go (getUserMedia stubbed at the page’s edge)', async ({
  openApp,
}) => {
  const { page } = await openApp({
    camera: movingClip(),
    before: async (at) => {
      await cameraAtTheEdge(at);
      await at.addInitScript(() => sessionStorage.setItem('camera', 'busy'));
    },
  });
  await page.reload();
  await patient(messageOf(page, 'camera-in-use')).toContainText('Another program');
  await setCamera(page, 'there');
  await viewGoesOn(page);
});

test('unplugged and plugged back in: the view goes on by itself (unplugging stubbed at the page’s edge)', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: movingClip(), before: cameraAtTheEdge });
  await viewGoesOn(page);
  await setCamera(page, 'away');
  await patient(messageOf(page, 'camera-ended')).toContainText('Plug it in again');
  await setCamera(page, 'there');
  await viewGoesOn(page);
});

test('the engine restarts: a line while the view goes on; it fails: a card, and a fresh start', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: movingClip() });
  await viewGoesOn(page);
  // Seen by the page itself, however short it is there.
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seenStates: seen });
    new MutationObserver(() => {
      for (const { dataset } of document.querySelectorAll<HTMLElement>('[data-testid=line]')) {
        if (dataset['state']) seen.push(dataset['state']);
      }
    }).observe(document.body, { childList: true, subtree: true, attributes: true });
  });
  const state = () => ask(page, 'engine.state', {});
  const kill = async (): Promise<void> => {
    const { pid } = await state();
    if (pid === null) return;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is between two lives.
    }
  };
  await kill();
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { seenStates: string[] }).seenStates))
    .toContain('engine-restarting');
  await viewGoesOn(page);

  await expect
    .poll(
      async () => {
        await kill();
        return (await state()).status;
      },
      { timeout: 40_000, intervals: [100] },
    )
    .toBe('failed');
  await patient(messageOf(page, 'engine-failed')).toContainText('put down the brush');
  await page.getByTestId('remedy').click();
  await viewGoesOn(page);
});

test('a style that cannot be read is listed with the reason; one that cannot be painted says so and offers another', async ({
  folder,
  openApp,
}) => {
  const styles = join(folder, 'data', 'styles');
  await mkdir(styles, { recursive: true });
  const shipped = await readFile(join(root, 'models', 'great-wave.onnx'));
  await writeFile(join(styles, 'half.onnx'), shipped.subarray(0, shipped.length / 2));
  const { page } = await openApp({ camera: movingClip() });
  await viewGoesOn(page);
  await page.getByTestId('problems').locator('summary').click();
  await expect(page.getByTestId('problems')).toContainText('half.onnx');

  // Reads well, but asks for an operation that no runtime has.
  const strange = Buffer.from(shipped.toString('latin1').replaceAll('Conv', 'Cxnv'), 'latin1');
  await writeFile(join(styles, 'strange.onnx'), strange);
  await page.getByTestId('tile-strange').click();
  await expect(page.getByTestId('problems').getByText('strange.onnx')).toHaveCount(0);
  await patient(messageOf(page, 'style-unreadable')).toContainText('cannot be painted');
  await page.getByTestId('remedy').click();
  await viewGoesOn(page);
});

test('the disk is full: choices hold, a line says so, and they are saved once there is room', async ({
  folder,
  openApp,
}) => {
  const disk = await tinyDisk(folder);
  test.skip(disk === null, 'neither a tmpfs can be mounted (needs root on Linux) nor a folder be closed');
  if (!disk) return;
  try {
    const { page } = await openApp({ camera: movingClip(), data: disk.folder });
    await viewGoesOn(page);
    await disk.fill();
    await page.keyboard.press('k');
    await expect(page.getByTestId('keep-colours')).toHaveAttribute('aria-checked', 'true');
    await patient(line(page, 'not-saved')).toContainText(disk.words);
    expect((await ask(page, 'settings.get', {})).keepColours).toBe(false);
    await expect(page.getByTestId('keep-colours')).toHaveAttribute('aria-checked', 'true');

    await disk.free();
    await patient(line(page, 'not-saved')).toHaveCount(0);
    const file = await readFile(join(disk.folder, 'settings.json'), 'utf8');
    expect(Settings.parse(JSON.parse(file)).keepColours).toBe(true);
    await viewGoesOn(page);
  } finally {
    await disk.free();
    disk.unmount();
  }
});

test('the server is gone, and started again on the same port: the page finds it by itself', async ({
  openApp,
}) => {
  const { page, killServer, startServer } = await openApp({ camera: movingClip() });
  await viewGoesOn(page);
  await killServer();
  await patient(line(page, 'reconnecting')).toBeVisible();
  await patient(messageOf(page, 'server-gone')).toContainText('goes on by itself');
  // What is chosen meanwhile is not lost.
  await page.keyboard.press('m');
  await startServer();
  await patient(messageOf(page, 'server-gone')).toHaveCount(0);
  await viewGoesOn(page);
  await expect.poll(async () => (await ask(page, 'settings.get', {})).mirror).toBe(false);
});

interface TinyDisk {
  readonly folder: string;
  /** What the message says when it is full. */
  readonly words: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  unmount(): void;
}

/** A disk that can be filled; where none can be mounted, a folder that can be closed; null for neither. */
async function tinyDisk(folder: string): Promise<TinyDisk | null> {
  const place = join(folder, 'tiny');
  await mkdir(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=700', 'pastiche-test', place], {
      stdio: 'ignore',
    });
  } catch {
    if (process.platform === 'win32' || process.getuid?.() === 0) return null;
    return {
      folder: place,
      words: 'may not write',
      fill: () => chmod(place, 0o500),
      free: () => chmod(place, 0o700),
      unmount: () => undefined,
    };
  }
  const filler = join(place, 'filler');
  return {
    folder: place,
    words: 'The disk is full.',
    fill: () => writeFile(filler, Buffer.alloc(1024 * 1024)).catch(() => undefined),
    free: () => rm(filler, { force: true }),
    // Lazily: the server may still have it open when a test fails.
    unmount: () => void execFileSync('umount', ['-l', place]),
  };
}
