/** The wall of styles, and the folder of those that are the person's own. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';

const isTile = /^tile-/;

/** The ids on the wall, in their order. */
export async function onWall(page: Page): Promise<string[]> {
  const tiles = await page.getByTestId('gallery').getByTestId(isTile).all();
  const ids = await Promise.all(tiles.map((tile) => tile.getAttribute('data-testid')));
  return ids.map((id) => (id ?? '').replace(isTile, ''));
}

/** Opens a style's menu with the right button and chooses. */
export async function choose(page: Page, style: string, item: string): Promise<void> {
  await page.getByTestId(`tile-${style}`).click({ button: 'right' });
  await page.getByTestId(`menu-${item}`).click();
}

/** The files of the person's own styles, by name. */
export async function inOwnFolder(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'data', 'styles'))).sort();
}
