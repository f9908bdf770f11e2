/** A style trained from the menu: a real painting, real photos, the real loss network, a tiny transform network. */
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect as soon, test } from './support/app.ts';
import { stillClip } from './support/clips.ts';
import { asDesktop, chooseMenuRow } from './support/desktop.ts';
import { canvasPicture, decode, psnr } from './support/pixels.ts';
import { childOf } from './support/processes.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem, sharedFile } from './support/tools.ts';

const painting = sharedFile('paintings', 'wave.jpg');
const photos = sharedFile('photos');
const lossNetwork =
  process.env['PASTICHE_LOSS_NETWORK'] || sharedFile('vgg19', 'vgg19-conv1_1-to-conv3_4.safetensors');

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
test.skip(!painting || !photos, 'there is no painting or no photos to train on (PASTICHE_SHARED)');
test.skip(!lossNetwork || !existsSync(lossNetwork), 'there is no loss network (PASTICHE_LOSS_NETWORK)');
/** A trainer, a painter and a browser share the machine here. */
const expect = soon.configure({ timeout: 90_000 });
// A trainer, a painter and a browser, on a machine that may be busy.
test.setTimeout(420_000);

/** Quick steps: so many that some are left whenever one looks. */
const STEPS = 100;
const tiny = { network: 'lite 4x1', size: 48, paintingSize: 192, steps: STEPS, rate: 5e-3, styleScales: [0] };

/** The sketch, which has a walk of its own, is not to take the training's time. */
const PASTICHE_SKETCH = JSON.stringify({ edge: 64, iterations: 1 });

/** The training process of a server. */
const trainer = (serverPid: number): number | undefined => childOf(serverPid, /[\\/]train\.js/);

const progress = (page: Page): ReturnType<Page['getByTestId']> => page.getByTestId('training-progress');
const stepOf = async (page: Page): Promise<number> => Number(await progress(page).getAttribute('data-step'));

async function reaches(page: Page, status: string): Promise<void> {
  await expect(progress(page)).toHaveAttribute('data-status', status, { timeout: 180_000 });
}

test('a style is trained from the desktop app’s menu: paused, killed, resumed, finished, and painted with', async ({
  folder,
  openApp,
}) => {
  const { clip, picture } = stillClip();
  const { page, serverPid, data } = await openApp({
    camera: clip,
    settings: { mirror: false, strength: 1 },
    env: { PASTICHE_TRAINING: JSON.stringify(tiny), PASTICHE_SKETCH, PASTICHE_LOSS_NETWORK: lossNetwork! },
    before: asDesktop,
  });
  await expect(page.getByTestId('stage')).toHaveAttribute('data-frame', /\d/);
  await chooseMenuRow(page, 'train.new');
  await expect(page.getByTestId('training-start')).toBeDisabled();

  await page.getByTestId('painting-file').setInputFiles(painting!);
  await expect(page.getByTestId('painting')).toBeVisible();
  await expect(page.getByTestId('training-title')).toHaveValue('Wave');
  const chosen = readdirSync(photos!).slice(0, 10);
  const notes = join(folder, 'notes.jpg');
  await writeFile(notes, 'this is no picture');
  const files = [...chosen.map((name) => join(photos!, name)), notes];
  await page.getByTestId('photo-files').setInputFiles(files);
  await expect(page.getByTestId('photo-count')).toContainText('10 photos');
  await expect(page.getByTestId('photo-count')).toContainText('One file was no picture');
  const year = page.getByLabel('Year', { exact: true });
  await year.fill('1831?');
  await expect(year).toHaveAccessibleDescription(/four digits/);
  await year.fill('1831');
  await expect(year).toHaveAccessibleDescription('');
  await page.getByTestId('training-title').fill('My Wave');
  await page.getByTestId('training-start').click();

  await reaches(page, 'running');
  await expect.poll(() => stepOf(page), { timeout: 120_000, intervals: [20] }).toBeGreaterThan(4);
  await expect(page.getByTestId('training-device')).toContainText('Processor');
  await page.getByTestId('training-pause').click();
  await reaches(page, 'paused');
  const paused = await stepOf(page);
  expect(paused).toBeLessThan(STEPS);
  const [begun] = await ask(page, 'trainings.list', {});
  const its = join(data, 'trainings', begun!.id);
  // However quickly it learns, there is something to look back at.
  await copyFile(join(its, 'face.jpg'), join(its, 'preview-0000001.jpg'));
  const remove = page.getByTestId('training-remove');
  await remove.click();
  await expect(remove).toHaveText('Really delete?');
  await page.getByTestId('training-resume').focus();
  await expect(remove).toHaveText('Delete');
  await page.getByTestId('training-resume').click();
  await expect.poll(() => stepOf(page), { timeout: 120_000, intervals: [20] }).toBeGreaterThan(paused);

  process.kill(trainer(serverPid) ?? NaN, 'SIGKILL');
  await reaches(page, 'interrupted');
  await page.getByTestId('training-resume').click();
  await reaches(page, 'finished');

  const [training] = await ask(page, 'trainings.list', {});
  expect(training).toMatchObject({ status: 'finished', step: STEPS, styleId: 'my-wave', photos: 10 });
  const losses = await ask(page, 'trainings.losses', { id: training!.id, points: 500 });
  expect(losses.map(({ step }) => step)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
  const mean = (from: number, to: number): number =>
    losses.slice(from, to).reduce((sum, { total }) => sum + total, 0) / (to - from);
  expect(mean(STEPS - 10, STEPS), 'the losses fall').toBeLessThan(0.9 * mean(0, 10));
  const preview = page.getByTestId('preview');
  const growth = page.getByRole('slider', { name: 'How it grew' });
  await expect(preview).toHaveAttribute('alt', `At step ${STEPS}`);
  await growth.press('Home');
  await expect(preview).toHaveAttribute('alt', 'At step 1');
  await expect(growth).toHaveAttribute('aria-valuetext', 'At step 1');
  await growth.press('End');
  await expect(preview).toHaveAttribute('alt', `At step ${STEPS}`);
  await expect(page.getByTestId('losses').locator('path.style')).toBeVisible();

  const stage = page.getByTestId('stage');
  await page.getByTestId('training-show').click();
  await expect(stage).toHaveAttribute('data-style', 'my-wave');
  await expect(page.getByTestId('tile-my-wave')).toBeVisible();
  const painted = await canvasPicture(stage);
  await page.getByRole('slider', { name: /strength/i }).press('Home');
  // The camera shows one picture for ever: at no strength it is seen as it is, and the style is what differs.
  const seen = await decode(await sharp(picture).resize(painted.width, painted.height).png().toBuffer());
  await expect.poll(async () => psnr(await canvasPicture(stage), seen)).toBeGreaterThan(24);
  expect(psnr(painted, seen), 'the new style paints').toBeLessThan(20);

  // Its own file is what a further training goes on from; painting and photos are still there.
  await page.getByTestId('tile-my-wave').click({ button: 'right' });
  await page.getByTestId('menu-further').click();
  await expect(page.getByTestId('training-continues')).toContainText('My Wave');
  await expect(page.getByTestId('painting')).toBeVisible();
  await expect(page.getByTestId('photo-count')).toContainText('10 photos');
  await expect(page.getByTestId('training-start')).toBeEnabled();

  // It makes way for another one with the person's leave only.
  await page.getByTestId(`training-${training!.id}`).click();
  await page.getByRole('button', { name: 'Train again' }).click();
  await expect(page.getByTestId('training-replace')).toContainText('10 photos');
  await page.getByTestId('training-replace-yes').click();
  await expect(page.getByTestId('training-replace')).toBeHidden();
  await expect(page.getByTestId('photo-count')).toContainText('10 photos');
  await expect(page.getByTestId('training-continues')).toHaveCount(0);
});

test('pictures that are no use are refused with the reason, and the draft goes on', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, env: { PASTICHE_LOSS_NETWORK: lossNetwork! } });
  await page.getByTestId('train').click();
  const file = page.getByTestId('painting-file');
  await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(page.getByRole('alert')).toContainText('cannot be read as a picture');
  // What a browser sends when its file dialog is cancelled, and what it sends to a dialog for Escape.
  await file.evaluate((input) => input.dispatchEvent(new Event('cancel', { bubbles: true })));
  await expect(page.getByTestId('training')).toBeVisible();
  await file.setInputFiles(painting!);
  await expect(page.getByTestId('painting')).toBeVisible();

  // A second window has the same draft: whoever chooses another painting there is seen here.
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByTestId('train').click();
  await expect(other.getByTestId('painting')).toBeVisible();
  const [photo] = readdirSync(photos!);
  await other.getByTestId('painting-file').setInputFiles(join(photos!, photo!));
  await expect(page.getByText('Another window has chosen')).toBeVisible();
  const shown = (on: Page): Promise<string | null> => on.getByTestId('painting').locator('img').getAttribute('src'); // prettier-ignore
  await expect.poll(async () => (await shown(page)) === (await shown(other))).toBe(true);
  await expect(other.getByText('Another window has chosen')).toBeHidden();
});

test('without the loss network it is asked for, and a file that is another is refused', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: null, env: { PASTICHE_LOSS_NETWORK: '' } });
  await page.keyboard.press('t');
  const card = page.getByTestId('loss-network');
  await expect(card).toContainText('VGG-19');
  await expect(card).toContainText('storage.googleapis.com');
  await page.getByTestId('loss-network-file').setInputFiles(painting!);
  await expect(page.getByRole('alert')).toContainText('not VGG-19');
  await page.getByTestId('loss-network-file').setInputFiles(lossNetwork!);
  await expect(card).toBeHidden({ timeout: 60_000 });
});
