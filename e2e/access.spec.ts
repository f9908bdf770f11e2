/** For everybody: the keyboard alone, what is said aloud, less motion, and what stands out. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { decode } from './support/pixels.ts';
import { idle, recorded, recorder } from './support/recordings.ts';
import { small } from './support/settings.ts';
import { messageOf } from './support/stage.ts';
import { ask } from './support/talk.ts';

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
    await expect(messageOf(page, 'camera-none')).toBeVisible();
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

  test('a key that is held takes one style off the wall, not one after the other', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small } });
    const { styles } = await ask(page, 'styles.list', {});
    const [first, second] = styles.map(({ id }) => page.getByTestId(`tile-${id}`));
    await first!.focus();
    await page.keyboard.down('Delete');
    await expect(first!).toBeHidden();
    await expect(second!).toBeFocused();
    for (let i = 0; i < 3; i++) await page.keyboard.down('Delete');
    await page.keyboard.up('Delete');
    // Pressed anew it takes the next one; anything that was asked for before has been done by then.
    await page.keyboard.press('Delete');
    await expect(second!).toBeHidden();
    const left = (await ask(page, 'styles.list', {})).styles;
    expect(left.map(({ id }) => id)).toEqual(styles.slice(2).map(({ id }) => id));
  });

  test('the second style of a blend is looked for with the arrows, and taken with Enter', async ({
    openApp,
  }) => {
    const { page } = await openApp({ camera: null, settings: { ...small, cameraId: 'demo-scene' } });
    const { styles } = await ask(page, 'styles.list', {});
    const blend = async () => (await ask(page, 'settings.get', {})).blend;
    const tile = (index: number): Locator => page.getByTestId(`tile-${styles.at(index)!.id}`);
    await expect(page.getByTestId('bar-style.blend')).toBeEnabled();
    await page.keyboard.press('b');
    await expect(tile(0)).toBeFocused();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await expect(tile(-2)).toBeFocused();
    await page.getByTestId('bar-style.blend').focus();
    await page.keyboard.press(']');
    await expect(page.getByTestId('blend')).toContainText('Choose the second style');
    expect(await blend()).toBeNull();

    await tile(-1).focus();
    await page.keyboard.press('Enter');
    await expect.poll(blend).toEqual({ styleId: styles.at(-1)!.id, amount: 0.5 });
    await expect(tile(0)).toHaveAttribute('aria-checked', 'true');
    await expect(page.getByTestId('blend-amount')).toHaveValue('50');

    // What ends it takes itself off the page: the focus goes to where the next one is begun.
    await page.getByTestId('blend-end').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('bar-style.blend')).toBeFocused();
    await page.keyboard.press('Enter');
    await page.getByTestId('blend-cancel').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('bar-style.blend')).toBeFocused();
  });

  test('the button that records keeps the focus, also while it is out of use', async ({ openApp }) => {
    const { page } = await openApp({ camera: null, settings: { ...small, cameraId: 'demo-scene' } });
    const button = page.getByTestId('bar-record.toggle');
    await expect(button).toBeEnabled();
    await button.focus();
    await page.keyboard.press('Enter');
    await recorded(page, 0.5);
    await expect(button).toBeFocused();
    // What comes while it ends is for nobody. A second key might come when it has ended already.
    await button.evaluate((pressed: HTMLElement) => {
      const ends = new MutationObserver(() => {
        ends.disconnect();
        pressed.dataset['again'] = pressed.getAttribute('aria-disabled') ?? '';
        pressed.click();
      });
      ends.observe(pressed, { attributeFilter: ['aria-disabled'] });
    });
    await page.keyboard.press('Enter');
    await idle(page);
    await expect(button).toHaveAttribute('data-again', 'true');
    await expect(button).toBeFocused();
    await expect(page.getByTestId('toast').filter({ hasText: 'Saved' })).toBeVisible();
    expect((await recorder(page)).status).toBe('idle');
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

    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-query').fill('settings');
    await page.keyboard.press('Enter');
    await expect(dialog!.locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(dialog!).toBeHidden();
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
  // What a script animates no style sheet tells of: each is counted as it begins.
  const begun = await page.evaluateHandle(() => {
    const counter = { count: 0 };
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (this: Element, ...how: Parameters<Element['animate']>) {
      counter.count += 1;
      return animate.apply(this, how);
    };
    return counter;
  });
  await expect(messageOf(page, 'camera-none')).toBeVisible();
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
  await page.keyboard.press('Escape');

  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
  const earlier = await begun.evaluate(({ count }) => count);
  const scripted = (): Promise<number> => begun.evaluate(({ count }, before) => count - before, earlier);
  const putAway = async (id: string): Promise<void> => {
    await page.getByTestId(`tile-${id}`).press('Delete');
    await expect(page.getByTestId('toast')).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByTestId('toast')).toHaveCount(0);
    await expect(page.getByTestId(`tile-${id}`)).toBeVisible();
  };
  const [first] = (await ask(page, 'styles.list', {})).styles;
  await putAway(first!.id);
  expect(await scripted()).toBe(0);
  await page.getByTestId('offer-demo-scene').click();
  await expect(page.getByTestId('message')).toHaveCount(0);
  expect(await scripted()).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await putAway(first!.id);
  expect(await scripted()).toBeGreaterThan(0);
});

test('the button that records stands out from its bar, whatever is behind it', async ({ openApp }) => {
  const { page } = await openApp({ camera: null, settings: { ...small, cameraId: 'demo-scene' } });
  const button = page.getByTestId('bar-record.toggle');
  await expect(button).toBeEnabled();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByTestId('bar-record.snapshot').focus();
  for (const behind of ['white', 'black']) {
    await page.getByRole('region', { name: 'Stage' }).evaluate((stage, colour) => {
      stage.style.background = colour;
      stage.querySelector<HTMLElement>('.picture')!.style.visibility = 'hidden';
    }, behind);
    const { width, height, rgb } = await decode(await button.screenshot());
    const luminances = Array.from({ length: width * height }, (_, at) => luminance(rgb, at));
    // The glass, between the icon and the button's edge.
    const glass = luminances[Math.round(height / 2) * width + 3]!;
    const contrasts = luminances.map((one) => (Math.max(one, glass) + 0.05) / (Math.min(one, glass) + 0.05));
    const clear = contrasts.filter((contrast) => contrast >= 3).length;
    expect(clear / (width * height), behind).toBeGreaterThan(0.02);
  }
});

/** A pixel's relative luminance, as contrasts are computed from. */
function luminance(rgb: Buffer, at: number): number {
  const linear = [0, 1, 2].map((channel) => {
    const value = (rgb[at * 3 + channel] ?? 0) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
}
