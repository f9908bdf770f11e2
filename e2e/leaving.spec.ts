/** The page is left: what was done in its last moment is not lost. */
import { expect, test } from './support/app.ts';
import { movingClip } from './support/clips.ts';
import { viewGoesOn } from './support/stage.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

test('what is changed just before the page is left is kept', async ({ openApp }) => {
  const { page } = await openApp({ camera: movingClip(), settings: { mirror: false } });
  await viewGoesOn(page);
  const address = page.url();
  await page.evaluate(() => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true }));
    location.href = 'about:blank';
  });
  await page.waitForURL('about:blank');
  await page.goto(address);
  await viewGoesOn(page);
  expect((await ask(page, 'settings.get', {})).mirror).toBe(true);
});
