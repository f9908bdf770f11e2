/** The page with the desktop shell's bridge: requests through the preload, frames over a port, the menu's rows. */
import { expect, test } from './support/app.ts';
import { movingClip } from './support/clips.ts';
import { asDesktop, chooseMenuRow } from './support/desktop.ts';
import { small } from './support/settings.ts';
import { ask } from './support/talk.ts';
import { ffmpegPath, ffmpegProblem } from './support/tools.ts';

test.skip(!ffmpegPath, `no clip for the fake camera can be made: ${ffmpegProblem}`);

test('paints, and carries out what is chosen in the menu', async ({ openApp }) => {
  const { page } = await openApp({
    camera: movingClip(),
    settings: small,
    env: { PASTICHE_LOSS_NETWORK: '' },
    before: asDesktop,
  });
  const stage = page.getByTestId('stage');
  const { styles } = await ask(page, 'styles.list', {});
  await page.getByTestId(`tile-${styles.at(-1)!.id}`).click();
  await expect(stage).toHaveAttribute('data-style', styles.at(-1)!.id, { timeout: 30_000 });

  await chooseMenuRow(page, 'record.snapshot');
  await expect.poll(async () => (await ask(page, 'recordings.list', {})).recordings).toHaveLength(1);

  // Without a loss network, the composer asks for it: so it has been told that there is none.
  await chooseMenuRow(page, 'train.new');
  await expect(page.getByTestId('loss-network').getByRole('button').first()).toBeVisible();
  await page.keyboard.press('Escape');

  await chooseMenuRow(page, 'help.guide');
  const guide = page.getByTestId('guide');
  await expect(guide.getByRole('heading', { name: 'The gallery' })).toBeVisible();
  const picture = guide.getByRole('img').first();
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
});
