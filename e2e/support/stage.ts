/** The stage in tests: where it is, and whether its picture moves. */
import type { Locator, Page } from '@playwright/test';
import { expect } from './app.ts';

/** How long a page may take to its first painted picture, on a machine with other things to do. */
export const FIRST_MS = 60_000;

/** The painted picture. */
export const stageOf = (page: Page): Locator => page.getByTestId('stage');

/** What is said on the stage when something is missing or wrong. */
export const messageOf = (page: Page, state: string): Locator =>
  page.locator(`[data-testid=message][data-state=${state}]`);

/** How many pictures have been drawn there. */
export async function drawn(page: Page): Promise<number> {
  return Number(await stageOf(page).getAttribute('data-frame'));
}

/** Pictures come slowly on such a machine, and some states only after seconds. */
export const patient = expect.configure({ timeout: FIRST_MS });

/**
 * Waits until something holds in the page, which looks itself: asked from outside, as expectations do, it would be
 * looked at twice a second.
 */
async function holds<T>(page: Page, what: (given: T) => boolean, given: T): Promise<void> {
  await page.waitForFunction(what as (given: unknown) => boolean, given, { timeout: FIRST_MS, polling: 50 });
}

/** Waits until the camera's picture is painted, and a new one comes. */
export async function viewGoesOn(page: Page): Promise<void> {
  await holds(
    page,
    () => {
      const style = document.querySelector<HTMLElement>('[data-testid=stage]')?.dataset['style'];
      const says = document.querySelector('[data-testid=message]');
      return says === null && style !== undefined && !style.startsWith('camera');
    },
    null,
  );
  await framesPass(page, 4);
}

/** Waits until so many more pictures have been drawn. */
export async function framesPass(page: Page, count: number): Promise<void> {
  await holds(
    page,
    () => {
      const frame = document.querySelector<HTMLElement>('[data-testid=stage]')?.dataset['frame'];
      return frame !== undefined && /\d/.test(frame);
    },
    null,
  );
  const before = await drawn(page);
  await holds(
    page,
    (wanted) =>
      Number(document.querySelector<HTMLElement>('[data-testid=stage]')?.dataset['frame']) >= wanted,
    before + count,
  );
}

/** Waits until a style is on the stage, and the camera's picture in it. */
export async function painted(page: Page): Promise<string> {
  await holds(
    page,
    () => {
      const style = document.querySelector<HTMLElement>('[data-testid=stage]')?.dataset['style'];
      return style !== undefined && style !== 'camera';
    },
    null,
  );
  await patient(page.getByTestId('bar-view.compare')).toBeEnabled();
  await framesPass(page, 3);
  return (await stageOf(page).getAttribute('data-style')) ?? '';
}
