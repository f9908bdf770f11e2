/** What can be done with the picture: compare, freeze, blend, full screen; by pointer and by keyboard. */
import { expect, test } from './support/app.ts';
import { movingClip } from './support/clips.ts';
import { canvasPicture, psnr } from './support/pixels.ts';
import { drawn, framesPass, messageOf, painted, patient, stageOf } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

// Each opens a browser and a painter, and works through a list of actions.
test.describe.configure({ timeout: 180_000 });

test('the divider shows, left of it, the very frame that is painted right of it, and moves by drag and key', async ({
  openApp,
}) => {
  // At strength 0 a painting is its own original: one frame out of step, and the two pictures differ.
  const { page } = await openApp({ camera: movingClip(), settings: { mirror: false, strength: 0 } });
  await painted(page);
  await page.keyboard.press('d');
  const divider = page.getByRole('slider', { name: /original to the left/i });
  await expect(divider).toHaveAttribute('aria-valuenow', '50');

  let moved = 0;
  let last: string | null = null;
  for (let i = 0; i < 8; i++) {
    await framesPass(page, 1);
    // Both in one go, so that no frame comes in between.
    const [paintedUrl, originalUrl] = await page.evaluate(() =>
      ['stage', 'original'].map((id) =>
        document.querySelector<HTMLCanvasElement>(`[data-testid=${id}]`)?.toDataURL('image/png'),
      ),
    );
    expect(originalUrl, 'in step').toBe(paintedUrl);
    if (last !== null && last !== paintedUrl) moved += 1;
    last = paintedUrl ?? null;
  }
  expect(moved, 'the picture moves').toBeGreaterThan(2);

  await divider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuenow', '51');
  await page.keyboard.press('Home');
  await expect(divider).toHaveAttribute('aria-valuenow', '0');
  const box = await stageOf(page).boundingBox();
  if (!box) throw new Error('There is no stage.');
  await page.mouse.move(box.x + 2, box.y + box.height / 3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.25, box.y + box.height / 3, { steps: 4 });
  await page.mouse.up();
  await expect(divider).toHaveAttribute('aria-valuenow', '25');
  await page.keyboard.press('Escape');
  await expect(divider).toHaveCount(0);
});

test('a drag across the picture brings the divider; C held shows the whole original', async ({ openApp }) => {
  const { page } = await openApp({ camera: movingClip() });
  await painted(page);
  const original = page.getByTestId('original');
  await page.keyboard.down('c');
  await expect(original).toBeVisible();
  await expect(page.getByTestId('bar-view.holdOriginal')).toHaveAttribute('aria-pressed', 'true');
  const both = [await canvasPicture(stageOf(page)), await canvasPicture(original)] as const;
  expect(psnr(...both), 'the painting is not its original').toBeLessThan(25);
  await page.keyboard.up('c');
  await expect(original).toHaveCount(0);

  // Its button is taken away while it is pressed: nobody hears of its being let go.
  await page.getByTestId('bar-view.holdOriginal').hover();
  await page.mouse.down();
  await expect(original).toBeVisible();
  await ask(page, 'settings.set', { cameraId: 'video-file' });
  await expect(messageOf(page, 'camera-no-video')).toBeVisible();
  await page.mouse.up();
  await ask(page, 'settings.set', { cameraId: null });
  await painted(page);
  await expect(original).toHaveCount(0);

  const box = await stageOf(page).boundingBox();
  if (!box) throw new Error('There is no stage.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  const divider = page.getByTestId('divider');
  await expect(divider).toHaveAttribute('aria-valuenow', '70');

  // Pressed at the very edge and let go beside the picture, which hears nothing of it.
  await page.mouse.move(box.x + box.width - 2, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 4, box.y + 40);
  await page.mouse.up();
  await page.mouse.move(box.x + box.width / 3, box.y + 40, { steps: 5 });
  await expect(divider).toHaveAttribute('aria-valuenow', '70');
});

test('a frozen picture stands still, and is painted again in another style and strength', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: movingClip(), settings: { mirror: false } });
  const first = await painted(page);
  await page.keyboard.press('Space');
  await expect(page.getByTestId('frozen')).toBeVisible();
  // The held frame is painted once more, whenever its turn comes; after that nothing is drawn.
  let held = await canvasPicture(stageOf(page));
  const stands = async (): Promise<number> => {
    const before = held;
    await page.waitForTimeout(700);
    held = await canvasPicture(stageOf(page));
    return psnr(held, before);
  };
  await expect.poll(stands, { timeout: 30_000 }).toBe(Infinity);
  const still = await drawn(page);
  expect(await stands()).toBe(Infinity);
  expect(await drawn(page)).toBe(still);

  await page.keyboard.press(']');
  await patient(stageOf(page)).not.toHaveAttribute('data-style', first);
  const other = await canvasPicture(stageOf(page));
  expect(psnr(other, held), 'another style').toBeLessThan(25);
  const before = await drawn(page);
  await page.getByTestId('strength').press('Home');
  await expect.poll(() => drawn(page)).toBeGreaterThan(before);
  await page.keyboard.press('d');
  await expect
    .poll(async () =>
      psnr(await canvasPicture(stageOf(page)), await canvasPicture(page.getByTestId('original'))),
    )
    .toBeGreaterThan(50);

  await page.keyboard.press('Space');
  await expect(page.getByTestId('frozen')).toHaveCount(0);
  await framesPass(page, 10);

  // The welcome shows a scene that moves, and is the way back to the plain view.
  await page.keyboard.press('Space');
  await expect(page.getByTestId('frozen')).toBeVisible();
  await page.keyboard.press('b');
  await expect(page.getByTestId('blend')).toBeVisible();
  await page.keyboard.press(',');
  await page.getByTestId('help.welcome').click();
  await expect(page.getByTestId('welcome')).toBeVisible();
  await framesPass(page, 3);
  await page.getByTestId('welcome-look').click();
  await expect(page.getByTestId('tools')).toBeVisible();
  for (const over of ['frozen', 'blend', 'divider']) await expect(page.getByTestId(over)).toHaveCount(0);
});

test('two styles are blended by B and a pick, slid between, remembered, and parted again', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: movingClip() });
  const first = await painted(page);
  const { styles } = await ask(page, 'styles.list', {});
  const second = styles.find(({ id }) => id !== first);
  if (!second) throw new Error('There are fewer than two styles in models/.');
  const blend = async () => (await ask(page, 'settings.get', {})).blend;

  await page.keyboard.press('b');
  await expect(page.getByTestId('blend')).toContainText('Choose the second style');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('blend')).toHaveCount(0);

  await page.keyboard.press('b');
  await page.getByTestId(`tile-${second.id}`).click();
  const slider = page.getByTestId('blend-amount');
  await expect(slider).toHaveValue('50');
  await slider.press('End');
  await expect.poll(blend).toEqual({ styleId: second.id, amount: 1 });
  expect((await ask(page, 'settings.get', {})).styleId ?? styles[0]?.id).toBe(first);
  await page.reload();
  await expect(page.getByTestId('blend-amount')).toHaveValue('100');

  // A narrow window leaves none of it out of reach.
  await page.setViewportSize({ width: 420, height: 640 });
  const buttons = page.getByTestId('tools').getByRole('button');
  for (const button of await buttons.all()) await expect(button).toBeInViewport({ ratio: 1 });
  await page.getByTestId('blend-end').click();
  await expect(page.getByTestId('blend')).toHaveCount(0);
  await expect.poll(blend).toBeNull();
});

test('full screen is the picture alone, and comes and goes', async ({ openApp }) => {
  const { page } = await openApp({ camera: movingClip() });
  await painted(page);
  const aside = page.getByRole('complementary');
  await expect(aside).toBeVisible();
  await page.keyboard.press('f');
  await expect(aside).toBeHidden();
  expect(await page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  await framesPass(page, 5);
  // The wall label is out of sight, and so unheard.
  const { styles } = await ask(page, 'styles.list', {});
  await page.keyboard.press('2');
  await expect(page.getByTestId('announced')).toContainText(styles[1]!.title);
  // Without a move for a while, the controls fade.
  await expect(page.getByTestId('tools')).toHaveCSS('opacity', '0');
  await page.mouse.move(300, 300);
  await page.mouse.move(310, 310);
  await expect(page.getByTestId('tools')).toHaveCSS('opacity', '1');
  await page.getByTestId('bar-view.fullScreen').click();
  await expect(aside).toBeVisible();
});

test('keys change style, strength, colours and mirror; those meant for a control are left to it', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: movingClip() });
  await painted(page);
  const { styles } = await ask(page, 'styles.list', {});
  const settings = () => ask(page, 'settings.get', {});
  await page.keyboard.press('2');
  await patient(stageOf(page)).toHaveAttribute('data-style', styles[1]!.id);
  await page.keyboard.press('ArrowLeft');
  await patient(stageOf(page)).toHaveAttribute('data-style', styles[0]!.id);
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  await expect(page.getByTestId('strength-value')).toHaveText('90 %');
  await page.keyboard.press('k');
  await page.keyboard.press('m');
  await expect.poll(settings).toMatchObject({ strength: 0.9, keepColours: true, mirror: false });

  await page.getByTestId('strength').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('strength-value')).toHaveText('89 %');
  await patient(stageOf(page)).toHaveAttribute('data-style', styles[0]!.id);
  await page.getByTestId('resolution-select').focus();
  await page.keyboard.press('m');
  await page.getByTestId('mirror').focus();
  await page.keyboard.press('Space');
  await expect.poll(async () => (await settings()).mirror).toBe(true);
  await expect(page.getByTestId('frozen')).toHaveCount(0);
});

test('the palette finds and does; the overview lists every key', async ({ openApp }) => {
  const { page } = await openApp({ camera: movingClip() });
  await painted(page);
  await page.keyboard.press('Control+k');
  const query = page.getByRole('combobox', { name: 'Find a command' });
  await expect(query).toBeFocused();
  await query.fill('side by side');
  await expect(page.getByTestId('palette').getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('divider')).toBeVisible();
  await expect(page.getByTestId('palette')).toBeHidden();

  await page.keyboard.press('Control+k');
  // A drag that begins in the field may end anywhere.
  await query.hover();
  await page.mouse.down();
  await page.mouse.move(5, 5);
  await page.mouse.up();
  await query.fill('no such thing');
  await expect(page.getByText('Nothing is called that.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('palette')).toBeHidden();
  await expect(page.getByTestId('divider')).toBeVisible();

  await page.keyboard.press('?');
  const overview = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(overview).toBeVisible();
  for (const words of ['Freeze the picture', 'Full screen', 'Mirror the picture', 'Find a command']) {
    await expect(overview).toContainText(words);
  }
  // It may be longer than the window: the keyboard can move it.
  await page.getByTestId('shortcuts-close').focus();
  await page.keyboard.press('Tab');
  await expect(overview.getByRole('region')).toBeFocused();
  // A dialog has the keyboard to itself.
  await overview.getByRole('region').blur();
  await page.keyboard.press('/');
  await expect(page.getByTestId('search')).toHaveCount(0);
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expect(overview).toBeHidden();
  await expect(page.getByTestId('frozen')).toHaveCount(0);

  // On a busy page the next key comes before the news that the dialog was closed: it must not close this one.
  for (const keys of [{ key: '?' }, { key: 'k', ctrlKey: true }]) {
    const opened = await page.evaluate(async (init) => {
      const press = (): unknown => document.body.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true })); // prettier-ignore
      const moment = (): Promise<unknown> => new Promise((done) => setTimeout(done, 200));
      press();
      await moment();
      document.querySelector('dialog[open]')?.dispatchEvent(new Event('cancel', { cancelable: true }));
      for (let i = 0; i < 50; i++) await Promise.resolve();
      press();
      await moment();
      return document.querySelectorAll('dialog[open]').length;
    }, keys);
    expect(opened, JSON.stringify(keys)).toBe(1);
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog[open]')).toHaveCount(0);
  }
});
