/** What axe has against a page. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Nothing is wrong with the page as it is, in light and in dark. */
export async function axeFindsNothing(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Half-way through a transition, colours are nobody's.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    // It would be brought into the page twice each time, and that takes longer than its work.
    const there = await page.evaluate(() => 'axe' in window);
    // There are no frames to bring together, for which it would open a page of its own.
    const axe = new AxeBuilder({ page, ...(there && { axeSource: 'null' }) }).setLegacyMode();
    // Of what is in order it need not tell where it is.
    axe.options({ resultTypes: ['violations'] });
    // Only the colours are others in the dark; looking at everything again takes seconds.
    if (colorScheme === 'dark') axe.withRules(['color-contrast']);
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => [
      id,
      ...nodes.map(({ html, failureSummary }) => [html, failureSummary]),
    ]);
    expect(found, `${where}, ${colorScheme}`).toEqual([]);
  }
}
