/** The browser's own dialog for files. */
import type { Page } from '@playwright/test';

/**
 * Chooses files in the dialog that `open` brings up.
 *
 * A key press overtakes the order to catch the dialog on its way to a busy page, and a dialog that is not
 * caught never comes: the order has to have arrived, which the answer to a question after it shows.
 */
export async function chooseFiles(
  page: Page,
  files: readonly string[],
  open: () => Promise<unknown>,
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.evaluate(() => null);
  await open();
  await (await chooser).setFiles([...files]);
}
