/** The stage in tests: where it is, and whether its picture moves. */
import type { Locator, Page } from '@playwright/test';
import { inTime } from './aftermath.ts';
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

/** What is to be seen on the stage; each part is null until it is there. */
interface Look {
  readonly style: string | null;
  readonly frame: string | null;
  /** The state that a message tells of. */
  readonly message: string | null;
}

/** What a look has to be like. */
interface Wanted {
  readonly style?: RegExp;
  /** The least number of pictures drawn. */
  readonly frame?: number;
  readonly noMessage?: boolean;
}

/** Runs in the page, and so uses nothing from around it: the look of the stage if it is as wanted, or null. */
function lookIf({ style, frame, noMessage }: Wanted): Look | null {
  const stage = document.querySelector<HTMLElement>('[data-testid=stage]');
  const message = document.querySelector<HTMLElement>('[data-testid=message]');
  const look = {
    style: stage?.dataset['style'] ?? null,
    frame: stage?.dataset['frame'] ?? null,
    message: message?.dataset['state'] ?? null,
  };
  if (style && !(look.style !== null && style.test(look.style))) return null;
  if (frame !== undefined && !(look.frame !== null && Number(look.frame) >= frame)) return null;
  return noMessage && look.message !== null ? null : look;
}

/**
 * Waits until the stage is as wanted, and gives its look then. The page looks itself: asked from outside, as
 * expectations do, it would be looked at twice a second.
 */
async function stageIs(page: Page, what: string, wanted: Wanted): Promise<Look> {
  const told = (look: Promise<Look | null>): Promise<string> =>
    inTime(look).then(JSON.stringify, (error: unknown) => `(${String(error)})`);
  const first = page.evaluate(lookIf, {});
  // It is told only of a failure.
  first.catch(() => undefined);
  try {
    const found = await page.waitForFunction(lookIf, wanted, { timeout: FIRST_MS, polling: 50 });
    return (await found.jsonValue())!;
  } catch (cause) {
    const [before, now] = await Promise.all([told(first), told(page.evaluate(lookIf, {}))]);
    throw new Error(`Waited in vain for ${what}. The stage was ${before} at first and is ${now} now.`, {
      cause,
    });
  }
}

/** Waits until the camera's picture is painted, and a new one comes. */
export async function viewGoesOn(page: Page): Promise<void> {
  await stageIs(page, 'a painted view without a message', { style: /^(?!camera)/, noMessage: true });
  await framesPass(page, 4);
}

/** Waits until so many more pictures have been drawn. */
export async function framesPass(page: Page, count: number): Promise<void> {
  const { frame } = await stageIs(page, 'a first picture', { frame: 0 });
  await stageIs(page, `${count} more pictures`, { frame: Number(frame) + count });
}

/** Waits until a style is on the stage, and the camera's picture in it. */
export async function painted(page: Page): Promise<string> {
  await stageIs(page, 'a style', { style: /^(?!camera$)/ });
  await patient(page.getByTestId('bar-view.compare')).toBeEnabled();
  await framesPass(page, 3);
  return (await stageOf(page).getAttribute('data-style')) ?? '';
}
