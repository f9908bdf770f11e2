/** For everybody: what axe finds, the keyboard alone, what is said aloud, and less motion. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { axeFindsNothing } from './support/axe.ts';
import { movingClip } from './support/clips.ts';
import { small } from './support/settings.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

const message = (page: Page, state: string): Locator =>
  page.locator(`[data-testid=message][data-state=${state}]`);

/** From now on every camera fails like this. */
function failCameras(page: Page, error: string): Promise<void> {
  return page.evaluate((name) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
  }, error);
}

test.describe('axe finds nothing', () => {
  test.slow();

  test('on the welcome, in both languages', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false } });
    await expect(page.getByTestId('welcome')).toBeVisible();
    await axeFindsNothing(page, 'welcome');
    await page.getByTestId('welcome-ja').click();
    await axeFindsNothing(page, 'welcome in Japanese');
  });

  test('on the live view and the settings', async ({ openApp }) => {
    test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);
    const { page } = await openApp({ camera: movingClip(), settings: { ...small } });
    await expect(page.getByTestId('stage')).toHaveAttribute('data-frame', /\d/);
    await axeFindsNothing(page, 'live view');
    await page.getByTestId('settings-button').click();
    await axeFindsNothing(page, 'settings');
    await page.setViewportSize({ width: 480, height: 860 });
    await page.keyboard.press('Escape');
    await axeFindsNothing(page, 'narrow live view');
  });

  test('on what is said when there is no picture', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small } });
    await expect(message(page, 'camera-none')).toBeVisible();
    await axeFindsNothing(page, 'no camera');
    for (const [error, state] of [
      ['NotReadableError', 'camera-in-use'],
      ['NotAllowedError', 'camera-refused-by-system'],
      ['TypeError', 'camera-unsupported'],
    ] as const) {
      await failCameras(page, error);
      await page.getByTestId('remedy').click();
      await expect(message(page, state)).toBeVisible();
      await axeFindsNothing(page, state);
    }
  });

  test('on what is said of videos, and of styles that cannot be hung', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small, cameraId: 'video-file' } });
    await expect(message(page, 'camera-no-video')).toBeVisible();
    await axeFindsNothing(page, 'no video');
  });
});

/** What has the focus, by its test id or its name. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    return element?.dataset['testid'] ?? element?.textContent.trim() ?? '';
  });
}

/** Presses Tab until the focus has been everywhere, or comes round to where it was. */
async function tabThrough(page: Page): Promise<string[]> {
  const visited: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const name = await focused(page);
    if (visited.includes(name)) break;
    visited.push(name);
  }
  return visited;
}

test.describe('with the keyboard alone', () => {
  test('everything on the page is reached, and can be seen to be', async ({ openApp }) => {
    test.slow();
    const { page } = await openApp({ camera: null, settings: { ...small } });
    await expect(message(page, 'camera-none')).toBeVisible();
    const { styles } = await ask(page, 'styles.list', {});
    for (const { id } of styles) {
      await expect(page.getByTestId(`tile-${id}`)).toHaveAttribute('data-painted', 'still', {
        timeout: 60_000,
      });
    }
    const visited = await tabThrough(page);
    expect(visited).toEqual(
      expect.arrayContaining([
        'remedy',
        'offer-demo-scene',
        'offer-choose-video',
        'settings-button',
        'strength',
        `tile-${styles[0]!.id}`,
        'camera-select',
        'resolution-select',
        'mirror',
      ]),
    );

    for (const name of visited.filter((id) => id !== '')) {
      const element = page.getByTestId(name);
      if ((await element.count()) !== 1) continue;
      await element.focus();
      // A key that does nothing tells the browser that a keyboard is in use.
      await page.keyboard.press('Shift');
      const box = (await element.boundingBox())!;
      const clip = { x: box.x - 8, y: box.y - 8, width: box.width + 16, height: box.height + 16 };
      const withFocus = await page.screenshot({ clip });
      await element.blur();
      const without = await page.screenshot({ clip });
      expect(withFocus.equals(without), `${name} shows that it has the focus`).toBe(false);
    }
  });

  test('styles are chosen with the arrows, and the choice is said', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small } });
    const { styles } = await ask(page, 'styles.list', {});
    const [first, second] = styles;
    await page.getByTestId(`tile-${first!.id}`).focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId(`tile-${second!.id}`)).toBeFocused();
    await expect(page.getByTestId(`tile-${second!.id}`)).toHaveAttribute('aria-checked', 'true');
    const label = page.getByTestId('label');
    await expect(label).toContainText(second!.title);
    await expect(label).toHaveAttribute('aria-live', 'polite');
  });

  test('the settings open, keep their keys to themselves, and give the focus back', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small } });
    const [dialog, gear, strength] = ['settings', 'settings-button', 'strength'].map((id) =>
      page.getByTestId(id),
    );
    await gear!.focus();
    await page.keyboard.press('Enter');
    await expect(dialog!).toBeVisible();
    await page.keyboard.press('m');
    await page.keyboard.press('Escape');
    await expect(dialog!).toBeHidden();
    await expect(gear!).toBeFocused();
    await expect(page.getByTestId('mirror')).toHaveAttribute('aria-checked', 'true');

    await strength!.focus();
    await page.keyboard.press(',');
    await expect(dialog!).toBeVisible();
    await expect(dialog!.locator(':focus')).toHaveCount(1);
    await page.getByTestId('settings-close').click();
    await expect(strength!).toBeFocused();
  });

  test('the welcome is left', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small, welcomed: false } });
    await expect(page.getByTestId('welcome')).toBeVisible();
    const visited = await tabThrough(page);
    expect(visited).toEqual(
      expect.arrayContaining(['welcome-en', 'welcome-ja', 'welcome-start', 'welcome-look', 'welcome-video']),
    );
    await page.getByTestId('welcome-look').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('welcome')).toBeHidden();
    await expect(page.getByTestId('camera-select')).toHaveValue('demo-scene');
  });
});

test('what happens to the camera is said', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small } });
  const said = page.getByTestId('said');
  await expect(said).toContainText('No camera found');
  await expect(said).toHaveAttribute('role', 'status');
  await page.getByTestId('offer-demo-scene').click();
  await expect(said).toBeEmpty();
});

test('nothing moves for those who want less motion', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small } });
  await expect(message(page, 'camera-none')).toBeVisible();
  const longest = (): Promise<number> =>
    page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll('*')].flatMap((element) =>
          [getComputedStyle(element), getComputedStyle(element, '::after')].flatMap(
            ({ animationName, animationDuration, transitionDuration }) => [
              animationName === 'none' ? 0 : parseFloat(animationDuration),
              parseFloat(transitionDuration),
            ],
          ),
        ),
      ),
    );
  await page.getByTestId('settings-button').click();
  expect(await longest()).toBeGreaterThan(0.1);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await longest()).toBeLessThan(0.001);
});
