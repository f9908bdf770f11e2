/** Living with styles: finding, ordering, renaming, and putting them away. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeModel } from '../src-main/paint/describe.ts';
import { expect, test } from './support/app.ts';
import { axeFindsNothing } from './support/axe.ts';
import { small } from './support/settings.ts';
import { ask } from './support/talk.ts';
import { root } from './support/tools.ts';
import { choose, inOwnFolder, onWall } from './support/wall.ts';

test('a style is renamed, made a favourite and found, and all that is remembered', async ({ openApp }) => {
  const { page } = await openApp({ camera: null });
  const [first, second] = await onWall(page).then(async () => {
    await expect(page.getByTestId('import')).toBeVisible();
    return onWall(page);
  });
  if (!first || !second) throw new Error('There are fewer than two styles in models/.');

  await page.getByTestId(`tile-${first}`).focus();
  await page.keyboard.press('F2');
  await page.getByTestId('new-title').fill('  Mein Ärger  ');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('rename')).toBeHidden();
  await expect(page.getByTestId(`tile-${first}`)).toContainText('Mein Ärger');
  await expect(page.getByTestId(`tile-${first}`)).toBeFocused();

  // News of the style, and of its end in another window, while its menu is open.
  await page.getByTestId(`tile-${first}`).click({ button: 'right' });
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('menu-favourite')).toBeFocused();
  await ask(page, 'library.favourite', { styleId: first, favourite: true });
  await expect(page.getByTestId('menu-favourite')).toContainText('Remove from favourites');
  await expect(page.getByTestId('menu-favourite')).toBeFocused();
  await ask(page, 'library.favourite', { styleId: first, favourite: false });
  await page.keyboard.press('Escape');
  await page.getByTestId('tile-udnie').click({ button: 'right' });
  await ask(page, 'library.trash', { styleId: 'udnie' });
  await expect(page.getByTestId('style-menu')).toBeHidden();

  await choose(page, second, 'favourite');
  await expect(page.getByTestId('announced')).toContainText('favourite');
  await page.getByTestId('only-favourites').click();
  await expect.poll(() => onWall(page)).toEqual([second]);
  await page.getByTestId('only-favourites').click();

  await page.keyboard.press('/');
  await expect(page.getByTestId('search')).toBeFocused();
  // What is clicked beside an open menu keeps the focus.
  await page.getByTestId(`tile-${first}`).click({ button: 'right' });
  await expect(page.getByTestId('menu-details')).toBeFocused();
  await page.getByTestId('search').click();
  await expect(page.getByTestId('style-menu')).toBeHidden();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  await expect(page.getByTestId('search')).toBeFocused();
  await page.keyboard.type('arger');
  await expect.poll(() => onWall(page)).toEqual([first]);
  await page.keyboard.type('xyz');
  await expect(page.getByText('Nothing on this wall is called “argerxyz”.')).toBeVisible();
  // What an input method is called off with is not for the page.
  await page.getByTestId('search').dispatchEvent('keydown', { key: 'Escape', isComposing: true });
  await expect(page.getByTestId('search')).toHaveValue('argerxyz');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('search')).toBeHidden();

  await page.reload();
  await expect(page.getByTestId(`tile-${first}`)).toContainText('Mein Ärger');
  await expect(page.getByTestId('only-favourites')).toBeVisible();
});

test('the order is changed by keys and by dragging, and kept', async ({ openApp }) => {
  const { page } = await openApp({ camera: null });
  await expect(page.getByTestId('import')).toBeVisible();
  const before = await onWall(page);
  const [first, second, ...rest] = before;
  if (!first || !second) throw new Error('There are fewer than two styles in models/.');

  await page.getByTestId(`tile-${first}`).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect.poll(() => onWall(page)).toEqual([second, first, ...rest]);
  await expect(page.getByTestId(`tile-${first}`)).toBeFocused();
  await expect(page.getByTestId('announced')).toContainText(`place 2 of ${before.length}`);
  await page.reload();
  await expect(page.getByTestId('import')).toBeVisible();
  await expect.poll(() => onWall(page)).toEqual([second, first, ...rest]);

  await page
    .getByTestId(`tile-${first}`)
    .dragTo(page.getByTestId(`tile-${second}`), { targetPosition: { x: 10, y: 40 } });
  await expect.poll(() => onWall(page)).toEqual(before);
  await expect(page.getByTestId('drop-overlay')).toBeHidden();
  await page.reload();
  await expect(page.getByTestId('import')).toBeVisible();
  await expect.poll(() => onWall(page)).toEqual(before);
});

test('a style goes to the trash and comes back: at once, or later; own ones may be deleted for good', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: null });
  await page.getByTestId('import-chooser').setInputFiles([join(root, 'models', 'great-wave.onnx')]);
  await expect(page.getByTestId('tile-great-wave-2')).toBeVisible();
  const all = await onWall(page);

  const neighbourOf = (id: string): string => `tile-${all[all.indexOf(id) + 1] ?? all.at(-2)}`;
  await page.getByTestId('tile-great-wave-2').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('tile-great-wave-2')).toBeHidden();
  expect(await inOwnFolder(folder)).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByTestId('tile-great-wave-2')).toBeVisible();
  expect(await onWall(page)).toEqual(all);
  expect(await inOwnFolder(folder)).toEqual(['great-wave-2.onnx']);
  // The notice is gone, and the focus is where it was before it went there.
  await expect(page.getByTestId(neighbourOf('great-wave-2'))).toBeFocused();

  for (const id of ['great-wave-2', 'great-wave']) {
    await choose(page, id, 'trash');
    await expect(page.getByTestId(`tile-${id}`)).toBeHidden();
    await expect(page.getByTestId(neighbourOf(id))).toBeFocused();
    await expect(page.getByTestId(neighbourOf(id))).toBeInViewport({ ratio: 0.5 });
  }
  await page.getByTestId('open-trash').click();
  // In the dialog: nothing outside it is read out, and the focus must not be there.
  const trash = page.getByTestId('trash');
  await page.getByTestId('restore-great-wave').press('Enter');
  await expect(page.getByTestId('restore-great-wave')).toBeHidden();
  await expect(trash.getByTestId('announced')).toContainText('hangs again');
  await expect(page.getByTestId('restore-great-wave-2')).toBeFocused();
  await page.getByTestId('empty-trash').press('Enter');
  await page.getByTestId('empty-trash').press('Enter');
  await expect(page.getByText('Nothing is in the trash.')).toBeVisible();
  await expect(trash.getByTestId('announced')).toContainText('The trash was emptied.');
  await expect(trash.locator('.panel')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('tile-great-wave')).toBeVisible();
  expect(await readdir(join(folder, 'data', 'trash'))).toEqual([]);
});

test('an empty gallery says how to fill it: with a file, or with what was taken off the wall', async ({
  openApp,
}) => {
  const { page } = await openApp({ camera: null, settings: small });
  await expect(page.getByTestId('import')).toBeVisible();
  const all = await onWall(page);
  for (const id of all) await ask(page, 'library.trash', { styleId: id });
  const message = page.getByTestId('message');
  await expect(message).toHaveAttribute('data-state', 'no-styles');
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('offer-import-style').click();
  await chooser;

  // In full screen, too, where the gallery itself is out of sight.
  await page.keyboard.press('f');
  await expect(page.getByTestId('gallery')).toBeHidden();
  await page.getByTestId('remedy').click();
  await page.getByTestId(`restore-${all[0]}`).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-state=no-styles]')).toHaveCount(0);
  expect(await onWall(page)).toEqual([all[0]]);
});

test('the details say how a style was made; nothing that is shown keeps anybody out', async ({ openApp }) => {
  const { page } = await openApp({ camera: null });
  await expect(page.getByTestId('import')).toBeVisible();
  await page.keyboard.press('/');
  await axeFindsNothing(page, 'search');
  await page.keyboard.press('Escape');
  await page.getByTestId('more-the-scream').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('menu-details')).toBeFocused();
  await axeFindsNothing(page, 'menu of a style');
  await page.keyboard.press('Enter');
  const details = page.getByTestId('details');
  const file = await readFile(join(root, 'models', 'the-scream.onnx'));
  const { training, losses } = describeModel(file);
  for (const words of [
    'The Scream',
    'Edvard Munch',
    '1893',
    'VGG-19',
    'swift 16x4',
    `${training!.steps} steps`,
    '4 at a time',
    'relu3_2',
    losses!.content!.toFixed(3),
    `${Math.round(file.length / 1000)} kB`,
  ]) {
    await expect(details).toContainText(words);
  }
  // So low that they scroll.
  await page.setViewportSize({ width: 900, height: 400 });
  await axeFindsNothing(page, 'details of a style');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('tile-the-scream')).toBeFocused();
});
