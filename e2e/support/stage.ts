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

/** Waits until the camera's picture is painted, and a new one comes. */
export async function viewGoesOn(page: Page): Promise<void> {
  await expect(page.getByTestId('message')).toHaveCount(0, { timeout: FIRST_MS });
  await expect(stageOf(page)).toHaveAttribute('data-style', /^(?!camera)/, { timeout: FIRST_MS });
  const before = await drawn(page);
  await expect.poll(() => drawn(page), { timeout: FIRST_MS }).toBeGreaterThan(before + 3);
}

/** Pictures come slowly on such a machine, and some states only after seconds. */
export const patient = expect.configure({ timeout: FIRST_MS });

/** Waits until so many more pictures have been drawn. */
export async function framesPass(page: Page, count: number): Promise<void> {
  await patient(stageOf(page)).toHaveAttribute('data-frame', /\d/);
  const before = await drawn(page);
  await patient.poll(() => drawn(page)).toBeGreaterThanOrEqual(before + count);
}

/** Waits until a style is on the stage, and the camera's picture in it. */
export async function painted(page: Page): Promise<string> {
  await patient(page.getByTestId('bar-view.compare')).toBeEnabled();
  await patient(stageOf(page)).not.toHaveAttribute('data-style', 'camera');
  await framesPass(page, 3);
  return (await stageOf(page).getAttribute('data-style')) ?? '';
}
