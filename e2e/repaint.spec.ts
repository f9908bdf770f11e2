/** Files repainted: pictures and videos, in a queue that can be cut short, and loops of what came out. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './support/app.ts';
import { chooseFiles } from './support/chooser.ts';
import { decode, psnr } from './support/pixels.ts';
import { decodeAll, frameAt, probe, recordingsIn } from './support/recordings.ts';
import { small } from './support/settings.ts';
import { ask } from './support/talk.ts';
import { ffmpeg, ffmpegPath, ffmpegProblem, realClip } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip to repaint can be made: ${ffmpegProblem}`);
test.describe.configure({ timeout: 240_000 });

const STYLE = 'The Scream';

/** A short clip of people, or of a test picture, with sound, at a pace of its own: frames come as it happens. */
function unevenClip(folder: string, name: string, seconds = 1): string {
  const file = join(folder, name);
  const real = realClip();
  const picture = real
    ? ['-stream_loop', '-1', '-i', real]
    : ['-f', 'lavfi', '-i', 'testsrc2=rate=24:size=320x240'];
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=330'];
  const uneven = ['-vf', "scale=128:96,select='gt(mod(n,4),0)'", '-fps_mode', 'vfr', '-g', '24', '-bf', '2'];
  // As television has it: sound that no browser decodes.
  const broadcast = name.endsWith('.ts') ? ['-c:v', 'libx264', '-c:a', 'ac3'] : [];
  ffmpeg(...picture, ...tone, '-map', '0:v', '-map', '1:a', '-t', String(seconds), ...uneven, ...broadcast, '-pix_fmt', 'yuv420p', file); // prettier-ignore
  return file;
}

/** A clip with transparency: a square that wanders over nothing. */
function ghostClip(folder: string): string {
  const file = join(folder, 'ghost.webm');
  const holes = 'format=yuva420p,geq=lum=p(X\\,Y):a=255*between(X-8*N\\,0\\,64)';
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=rate=10:size=128x96:duration=1', '-vf', holes, '-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p', '-auto-alt-ref', '0', file); // prettier-ignore
  return file;
}

/** Drops files on the window. */
async function drop(page: Page, files: readonly string[]): Promise<void> {
  const dropped = files.map((file) => ({
    name: basename(file),
    text: readFileSync(file).toString('base64'),
  }));
  await page.evaluate((all) => {
    const data = new DataTransfer();
    for (const { name, text } of all) {
      data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    }
    for (const type of ['dragenter', 'dragover', 'drop']) {
      window.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
  }, dropped);
}

const choose = (page: Page, files: readonly string[]): Promise<void> =>
  chooseFiles(page, files, () => page.keyboard.press('o'));

const shelfOf = (folder: string): string => join(folder, 'data', 'recordings');
const finished = (folder: string): string[] =>
  recordingsIn(shelfOf(folder)).filter((file) => !file.includes('.recording-'));

async function ready(page: Page): Promise<void> {
  await expect(page.getByTestId('stage')).toHaveAttribute('data-style', 'the-scream', { timeout: 150_000 });
}

const settings = { ...small, styleId: 'the-scream' } as const;

test('a picture and a video are repainted, one after the other; what is no picture is refused', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: null, settings });
  await ready(page);
  const clip = unevenClip(folder, 'On the pier.mp4');
  // Lying on its side, as a telephone keeps an upright photograph.
  const photo = join(folder, 'photo.jpg');
  const still = frameAt(clip, 0.5, join(folder, 'still.png'));
  writeFileSync(photo, await sharp(still).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer());
  const broken = join(folder, 'broken.png');
  writeFileSync(broken, 'I am a cat.');

  const empty = join(folder, 'empty.mp4');
  ffmpeg('-i', clip, '-c', 'copy', '-movflags', 'frag_keyframe+empty_moov', empty);
  // What was torn off before its first picture.
  writeFileSync(empty, readFileSync(empty).subarray(0, readFileSync(empty).indexOf('moof') - 4));

  await drop(page, [photo, broken]);
  await choose(page, [empty, clip]);
  const panel = page.getByTestId('recordings');
  await expect(panel.getByTestId('repaint-item')).toHaveCount(4);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('repaint-line'), 'it goes on, and says so').toBeVisible();
  await expect.poll(() => finished(folder).length, { timeout: 180_000 }).toBe(2);
  const [video, picture] = finished(folder) as [string, string];
  expect([basename(picture), basename(video)]).toEqual([
    `photo - ${STYLE}.jpg`,
    `On the pier - ${STYLE}.mp4`,
  ]);

  const [before, after] = [await decode(still), await decode(picture)];
  expect([after.width, after.height]).toEqual([before.width, before.height]);
  expect(psnr(before, after), 'it is painted').toBeLessThan(20);

  const [source, found] = [probe(clip), probe(video)];
  expect(decodeAll(video)).toBe('');
  expect(found.codecs.map((codec) => codec.split(':')[0]!).sort()).toEqual(['audio', 'video']);
  const times = (all: readonly number[]): number[] => [...all].sort((a, b) => a - b);
  expect(found.frames).toBe(source.frames);
  const away = times(found.times).map((time, i) => Math.abs(time - times(source.times)[i]!));
  // The container counts in parts of a second of its own: to 1/57600 these are the source's times.
  expect(Math.max(...away)).toBeLessThan(0.0001);
  expect(Math.abs(found.soundEnd! - source.soundEnd!)).toBeLessThan(0.001);
  const moment = await decode(frameAt(video, 0.5, join(folder, 'painted.png')));
  expect(psnr(before, moment), 'so are its pictures').toBeLessThan(20);

  const { recordings } = await ask(page, 'recordings.list', {});
  expect(recordings.find(({ name }) => basename(video).startsWith(name))?.style).toBe(STYLE);

  await page.keyboard.press('l');
  const failed = panel.getByTestId('repaint-item').filter({ hasText: 'broken.png' });
  await expect(failed).toHaveAttribute('data-status', 'failed');
  await expect(failed).toContainText(/cannot be read as a picture.*JPEG or PNG/);
  const nothing = panel.getByTestId('repaint-item').filter({ hasText: 'empty.mp4' });
  await expect(nothing).toHaveAttribute('data-status', 'failed');
  await expect(nothing).toContainText(/no picture/);
  await failed.getByRole('button', { name: /broken\.png/ }).click();
  await expect(failed).toBeHidden();
});

test('a video that is cancelled leaves nothing, and the next has its turn, with the sound it has', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: null, settings });
  await ready(page);
  const long = unevenClip(folder, 'long.mp4', 20);
  await choose(page, [long, unevenClip(folder, 'short.ts', 1)]);
  const items = page.getByTestId('repaint-item');
  await expect(items.first()).toContainText(/\d+%/, { timeout: 150_000 });
  expect(recordingsIn(shelfOf(folder)).filter((file) => file.includes('.recording-'))).toHaveLength(1);
  await page.getByRole('button', { name: /Cancel.*long\.mp4/ }).click();
  await expect(items.filter({ hasText: 'long.mp4' })).toHaveCount(0);
  await expect.poll(() => finished(folder).map((file) => basename(file).replace(/\.\w+$/, '')), { timeout: 150_000 }).toEqual([`short - ${STYLE}`]); // prettier-ignore
  const [short, ...others] = recordingsIn(shelfOf(folder));
  expect(others).toEqual([]);
  expect([...probe(short!).codecs].sort()).toEqual([
    'audio:ac3',
    expect.stringMatching(/^video:(h264|av1)$/),
  ]);
});

test('a film with transparency is painted without', async ({ folder, openApp }) => {
  const { page } = await openApp({ camera: null, settings });
  await ready(page);
  const ghost = ghostClip(folder);
  await drop(page, [ghost]);
  await expect.poll(() => finished(folder).map((file) => basename(file).replace(/\.\w+$/, '')), { timeout: 150_000 }).toEqual([`ghost - ${STYLE}`]); // prettier-ignore
  const [painted] = finished(folder) as [string];
  expect(decodeAll(painted)).toBe('');
  expect(probe(painted).frames).toBe(probe(ghost).frames);
});

test('an interlaced film is painted without its combs', async ({ folder, openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...settings, strength: 0 } });
  await ready(page);
  const film = join(folder, 'camcorder.mp4');
  const bar = 'geq=lum=255*between(mod(X+6*N\\,128)\\,0\\,40):cb=128:cr=128,tinterlace=interleave_top';
  ffmpeg('-f', 'lavfi', '-i', 'color=black:size=128x96:rate=50:duration=1', '-vf', bar, '-c:v', 'libx264', '-flags', '+ildct+ilme', '-pix_fmt', 'yuv420p', film); // prettier-ignore
  // As camcorders keep it: only the pictures themselves say there how large they are.
  const stream = join(folder, 'camcorder.ts');
  ffmpeg('-i', film, '-c', 'copy', stream);
  await drop(page, [stream]);
  await expect.poll(() => finished(folder).length, { timeout: 150_000 }).toBe(1);
  const combed = async (file: string): Promise<number> => {
    const { width, height, rgb } = await decode(frameAt(file, 0.4, join(folder, 'moment.png')));
    const lines = Array.from({ length: height - 2 }, (_, y) => (y + 1) * width * 3);
    const from = (at: number, line: number): number => rgb[at + line]! - rgb[at]!;
    const isOff = (at: number): boolean => from(at, -width * 3) * from(at, width * 3) > 2500;
    return lines.flatMap((line) => Array.from({ length: width }, (_, x) => line + 3 * x)).filter(isOff)
      .length;
  };
  expect(await combed(film)).toBeGreaterThan(300);
  const [painted] = finished(folder) as [string];
  expect(await combed(painted)).toBeLessThan(30);
  expect(await decode(frameAt(painted, 0.4, join(folder, 'moment.png')))).toMatchObject({
    width: 128,
    height: 96,
  });
});

test('ten seconds of a clip become a loop, and what is on the shelf can be dragged out', async ({
  folder,
  openApp,
}) => {
  const shelf = shelfOf(folder);
  mkdirSync(shelf, { recursive: true });
  const clip = unevenClip(folder, 'pier.mp4', 3);
  renameSync(clip, join(shelf, 'pier.mp4'));
  const { page } = await openApp({ camera: null, settings });
  await ready(page);
  await page.keyboard.press('l');
  const item = page.getByTestId('recording');
  const carried = await item.evaluate((element) => {
    const dataTransfer = new DataTransfer();
    element.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
    return dataTransfer.getData('DownloadURL');
  });
  expect(carried).toMatch(/^video\/mp4:pier\.mp4:http:\/\/127\.0\.0\.1:\d+\/recordings\//);
  const response = await page.request.get(carried.replace(/^.*?:.*?:/, ''));
  expect((await response.body()).equals(readFileSync(join(shelf, 'pier.mp4')))).toBe(true);

  await item.click();
  await page.getByTestId('recording-show').click();
  await expect(page.getByTestId('recording-path')).toContainText(join(shelf, 'pier.mp4'));
  await page.getByTestId('recording-loop').click();
  await page.getByTestId('trim-to').fill('1');
  await page.getByTestId('trim-make').click();
  await expect.poll(() => finished(folder).length, { timeout: 150_000 }).toBe(2);
  const loop = sharp(join(shelf, 'pier.gif'), { animated: true });
  const { pages, delay, pageHeight, width } = await loop.metadata();
  expect([width, pageHeight, new Set(delay)]).toEqual([128, 96, new Set([80])]);
  expect(pages).toBe(Math.round(1000 / 80));
  const { channels } = await loop.stats();
  expect(channels[0]!.stdev, 'it shows something').toBeGreaterThan(10);
});

test('a clip with transparency becomes a loop without', async ({ folder, openApp }) => {
  const shelf = shelfOf(folder);
  mkdirSync(shelf, { recursive: true });
  renameSync(ghostClip(folder), join(shelf, 'ghost.webm'));
  const { page } = await openApp({ camera: null, settings });
  await ready(page);
  await page.keyboard.press('l');
  await page.getByTestId('recording').click();
  await page.getByTestId('recording-loop').click();
  await page.getByTestId('trim-make').click();
  await expect.poll(() => finished(folder).length, { timeout: 150_000 }).toBe(2);
  const { pages } = await sharp(join(shelf, 'ghost.gif'), { animated: true }).metadata();
  expect(pages).toBe(Math.round(1000 / 80));
});
