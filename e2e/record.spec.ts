/** Recording: what is on the stage, with sound, as an ordinary file that outlives everything. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { cameraAtTheEdge, setCamera } from './support/cameraEdge.ts';
import { movingClip, soundClip, stillClip } from './support/clips.ts';
import { canvasPicture, decode, mirrored, psnr } from './support/pixels.ts';
import {
  decodeAll,
  finishedClip,
  loudest,
  frameAt,
  probe,
  recorded,
  recorder,
  idle,
  recordFor,
  recordingsIn,
  stop,
} from './support/recordings.ts';
import { full } from './support/settings.ts';
import { FIRST_MS, viewGoesOn } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
test.describe.configure({ timeout: 240_000 });

const PAUSE_MS = 2500;

/** The clip that was recorded last. The page is closed: its live view would slow down all that is found out now. */
async function clipOf(page: Page, folder: string): Promise<string> {
  const clip = await finishedClip(join(folder, 'data', 'recordings'));
  await page.close();
  return clip;
}

test('a recording has every picture at its time, sound, and no trace of a pause', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({
    camera: movingClip(),
    microphone: soundClip(),
    settings: { microphone: true },
  });
  const began = performance.now();
  await recordFor(page, 3);
  await expect
    .poll(async () => (await recorder(page)).bytes, { message: 'the file grows', timeout: 60_000 })
    .toBeGreaterThan(10_000);
  await page.getByTestId('bar-record.pause').click();
  await page.waitForTimeout(PAUSE_MS);
  const paused = await recorder(page);
  expect(paused.status).toBe('paused');
  await page.getByTestId('bar-record.pause').click();
  await recorded(page, paused.seconds + 1.5);
  await page.getByTestId('bar-record.mute').click();
  const muted = await recorder(page);
  await recorded(page, muted.seconds + 2);
  await stop(page);
  const tookSeconds = (performance.now() - began) / 1000;
  const { seconds, frames } = await recorder(page);
  expect(seconds, 'the pause is not counted').toBeLessThan(tookSeconds - PAUSE_MS / 1000);

  const clip = await clipOf(page, folder);
  const found = probe(clip);
  expect(decodeAll(clip)).toBe('');
  expect(found.codecs.map((codec) => codec.split(':')[0]!).sort()).toEqual(['audio', 'video']);
  expect(found.size, 'pictures of 320x240 do not make a thumbnail').toEqual([640, 480]);
  expect(found.frames).toBe(frames);
  expect(found.times[0]).toBe(0);
  expect(Math.abs(found.seconds - seconds)).toBeLessThan(0.1);
  expect(Math.abs((found.soundEnd ?? 0) - seconds)).toBeLessThan(0.1);
  expect(loudest(clip, 0, paused.seconds), 'the microphone is heard').toBeGreaterThan(-30);
  expect(loudest(clip, paused.seconds, muted.seconds), 'and after the pause').toBeGreaterThan(-30);
  expect(loudest(clip, muted.seconds + 0.7, seconds), 'but not once it is off').toBeLessThan(-60);
});

test('what is recorded is what is painted, as the stage shows it', async ({ folder, openApp }) => {
  const { clip: camera, picture } = stillClip();
  const { page } = await openApp({ camera, settings: { mirror: true, strength: 1, ...full } });
  await recordFor(page, 2);
  const stage = await mirrored(await canvasPicture(page.getByTestId('stage')));
  await stop(page);
  const clip = await clipOf(page, folder);
  const frame = await decode(frameAt(clip, 1, join(folder, 'frame.png')));
  const original = await mirrored(await decode(picture));
  expect(psnr(frame, stage), 'the clip against the stage').toBeGreaterThan(25);
  expect(psnr(frame, original), 'the clip is painted').toBeLessThan(22);
  expect(probe(clip).codecs, 'no microphone was wished for').toHaveLength(1);
});

test('a change of style, strength or size, and a painter that dies, are in the picture and end nothing', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: movingClip() });
  await recordFor(page, 1);
  const { styles } = await ask(page, 'styles.list', {});
  await page.getByTestId(`tile-${styles.at(-1)!.id}`).click();
  await page.getByRole('slider', { name: /strength/i }).press('Home');
  await page.getByTestId('resolution-select').selectOption('480x360');
  // What another window chooses waits until the recording is over.
  const camera = await page.getByTestId('camera-select').inputValue();
  await ask(page, 'settings.set', { cameraId: 'demo-scene', welcomed: false });
  const { pid } = await ask(page, 'engine.state', {});
  process.kill(pid!, 'SIGKILL');
  const { seconds } = await recorder(page);
  await recorded(page, seconds + 3);
  expect((await recorder(page)).status).toBe('recording');
  await page.keyboard.press('f');
  await expect(page.getByTestId('recording-mark'), 'in full screen the bar goes, this stays').toBeVisible();
  await page.keyboard.press('f');
  await expect(page.getByTestId('camera-select')).toHaveValue(camera);
  await stop(page);
  await expect(page.getByTestId('welcome')).toBeVisible();
  const told = await recorder(page);
  const clip = await clipOf(page, folder);
  expect(decodeAll(clip)).toBe('');
  expect(Math.abs(probe(clip).seconds - told.seconds)).toBeLessThan(0.1);
});

test('a camera that is unplugged ends nothing: once it is back, the clip goes on (stubbed at the page’s edge)', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: movingClip(), before: cameraAtTheEdge });
  await recordFor(page, 2);
  await setCamera(page, 'away');
  await expect(page.locator('[data-testid=message][data-state=camera-ended]')).toBeVisible({
    timeout: FIRST_MS,
  });
  const away = await recorder(page);
  await recorded(page, away.seconds + 3);
  const back = await recorder(page);
  await setCamera(page, 'there');
  await viewGoesOn(page);
  const again = await recorder(page);
  expect([away.status, back.status, again.status]).toEqual(Array(3).fill('recording'));
  await recorded(page, again.seconds + 3);
  await stop(page);

  const told = await recorder(page);
  const clip = await clipOf(page, folder);
  expect(decodeAll(clip)).toBe('');
  expect(Math.abs(probe(clip).seconds - told.seconds)).toBeLessThan(0.1);
  /** How alike the pictures of half a second are, where they are least. */
  const likeness = async (from: number, to: number): Promise<number> => {
    const picture = (time: number) => decode(frameAt(clip, time, join(folder, `${time}.png`)));
    let least = Infinity;
    let one = await picture(from);
    for (let at = from; at + 0.5 <= to; at += 0.5) {
      const next = await picture(at + 0.5);
      least = Math.min(least, psnr(one, next));
      one = next;
    }
    return least;
  };
  const parts = [
    await likeness(0, 2),
    // What is shown at a time is the first picture from then on.
    await likeness(away.seconds + 0.5, back.seconds - 0.9),
    await likeness(again.seconds, again.seconds + 2),
  ];
  const [before, between, after] = parts;
  expect(Math.max(before!, after!), `it moves, stands still and moves: ${parts.join(', ')}`).toBeLessThan(
    between! - 5,
  );
});

test('a recording whose server is killed plays at once, and is finished at the next start', async ({
  folder,
  openApp,
}) => {
  const camera = movingClip();
  const app = await openApp({ camera });
  await recordFor(app.page, 2 + 2 * Math.random());
  await expect
    .poll(async () => (await recorder(app.page)).bytes, { timeout: 60_000 })
    .toBeGreaterThan(10_000);
  const known = await recorder(app.page);
  await app.killServer();
  const [torn, ...more] = recordingsIn(join(folder, 'data', 'recordings'));
  expect(more).toEqual([]);
  expect(statSync(torn!).size, 'all that was written is there').toBeGreaterThanOrEqual(known.bytes);
  expect(decodeAll(torn!), 'it plays as it is').toBe('');
  const { times } = probe(torn!);
  // On a starved machine pictures themselves come late.
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  expect(known.seconds - times.at(-1)!, 'what is lost').toBeLessThan(
    1 + 2 * Math.max(...gaps) + known.worstAgeMs / 1000,
  );
  await app.killBrowser();

  const { page } = await openApp({ camera });
  await expect(page.getByTestId('toast').filter({ hasText: 'cut short' })).toBeVisible({ timeout: 60_000 });
  const clip = await finishedClip(join(folder, 'data', 'recordings'));
  expect(decodeAll(clip)).toBe('');
  expect(probe(clip).frames).toBe(times.length);
  const { recordings } = await ask(page, 'recordings.list', {});
  expect(recordings).toMatchObject([{ state: 'ready' }]);
});

test('leaving while it records is asked about; a recording whose page is killed is saved', async ({
  folder,
  openApp,
}) => {
  test.skip(process.platform === 'win32', 'Windows has no signal that asks a server to end');
  const app = await openApp({ camera: movingClip() });
  await recordFor(app.page, 2);
  await expect
    .poll(async () => (await recorder(app.page)).bytes, { timeout: 60_000 })
    .toBeGreaterThan(10_000);
  const asked = app.page.waitForEvent('dialog');
  await app.page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  expect((await recorder(app.page)).status).toBe('recording');
  await app.killBrowser();
  // Its page might come back: it is waited for, for minutes, but not by a server that ends.
  await app.stopServer();
  const clip = await finishedClip(join(folder, 'data', 'recordings'));
  expect(decodeAll(clip)).toBe('');
});

test('a full disk ends a recording, which is kept, and the page says so', async ({ folder, openApp }) => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  let mounted = false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'pastiche-test', disk], { stdio: 'pipe' });
    mounted = true;
  } catch {
    test.skip(true, 'a small disk cannot be mounted here (it needs the right to mount)');
  }
  try {
    const { page } = await openApp({ camera: movingClip(), recordings: disk });
    await recordFor(page, 0);
    await idle(page);
    await expect(page.getByTestId('toast').filter({ hasText: 'disk is full' })).toBeVisible();
    const clip = await finishedClip(disk);
    expect(probe(clip).frames).toBeGreaterThan(10);
    expect(decodeAll(clip)).toBe('');
    await page.getByTestId('bar-record.library').click();
    await expect(page.getByTestId('recording')).toBeEnabled();
  } finally {
    // Lazily: the server may still have the folder open.
    if (mounted) execFileSync('umount', ['-l', disk]);
  }
});
