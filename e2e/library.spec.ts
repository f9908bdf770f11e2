/** Living with styles: bringing them in, finding, ordering, renaming, putting away and giving away. */
import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { chooseFiles } from './support/chooser.ts';
import { small } from './support/settings.ts';
import { ask } from './support/talk.ts';
import { root } from './support/tools.ts';

const wave = readFileSync(join(root, 'models', 'great-wave.onnx'));
const isTile = /^tile-/;

/** The ids on the wall, in their order. */
async function onWall(page: Page): Promise<string[]> {
  const tiles = await page.getByTestId('gallery').getByTestId(isTile).all();
  const ids = await Promise.all(tiles.map((tile) => tile.getAttribute('data-testid')));
  return ids.map((id) => (id ?? '').replace(isTile, ''));
}

/** Opens a style's menu with the keyboard and chooses. */
async function choose(page: Page, style: string, item: string): Promise<void> {
  await page.getByTestId(`tile-${style}`).click({ button: 'right' });
  await page.getByTestId(`menu-${item}`).click();
}

/** Drags files over the window and, at the end, drops them. */
async function dropFiles(page: Page, files: { name: string; bytes: Buffer }[], check: () => Promise<void>) {
  const dataTransfer = await page.evaluateHandle(
    (contents) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of contents) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      return transfer;
    },
    files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') })),
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer });
  await check();
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}

async function inOwnFolder(folder: string): Promise<string[]> {
  return (await readdir(join(folder, 'data', 'styles'))).sort();
}

test('files dropped on the window become styles; what is none is refused with the reason', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: null });
  await expect(page.getByTestId('import')).toBeVisible();
  const names = ['cat', 'dog', 'fox', 'owl', 'bee'].map((name) => `${name}.onnx`);
  const bad = names.map((name) => ({ name, bytes: Buffer.from('I am an animal.') }));
  // A drag whose end nobody told of, as its target went meanwhile.
  const dataTransfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['me'], 'me.onnx'));
    return transfer;
  });
  await page.dispatchEvent('body', 'dragenter', { dataTransfer });
  await expect(page.getByTestId('drop-overlay')).toBeVisible();
  await page.mouse.move(40, 40);
  await expect(page.getByTestId('drop-overlay')).toBeHidden();
  await dropFiles(page, [...bad, { name: 'My Wave.onnx', bytes: wave }], () =>
    expect(page.getByTestId('drop-overlay')).toBeVisible(),
  );
  await expect(page.getByTestId('drop-overlay')).toBeHidden();
  await expect(page.getByTestId('tile-my-wave')).toBeVisible();
  const refused = page.getByTestId('toast').filter({ hasText: 'cannot be a style' });
  await expect(refused).toHaveCount(1);
  for (const name of names) await expect(refused).toContainText(`"${name}" cannot be a style`);
  await expect(page.getByTestId('imports')).toBeHidden();
  expect(await inOwnFolder(folder)).toEqual(['my-wave.onnx']);
  expect(readFileSync(join(folder, 'data', 'styles', 'my-wave.onnx')).equals(wave)).toBe(true);
  // The only one that came is chosen, and paints.
  await expect.poll(async () => (await ask(page, 'settings.get', {})).styleId).toBe('my-wave');
  await expect(page.getByTestId('tile-my-wave')).toHaveAttribute('data-painted', 'still');
  expect((await ask(page, 'styles.list', {})).problems).toEqual([]);
});

test('files are chosen too; one of a name that is there gets another id, and a large one is refused unread', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: null });
  const file = join(folder, 'great-wave.onnx');
  await writeFile(file, wave);
  await chooseFiles(page, [file], () => page.getByTestId('import').click());
  await expect(page.getByTestId('tile-great-wave-2')).toBeVisible();
  expect(await inOwnFolder(folder)).toEqual(['great-wave-2.onnx']);

  const huge = join(folder, 'huge.onnx');
  const handle = await import('node:fs/promises').then(({ open }) => open(huge, 'w'));
  await handle.truncate(2 * 1024 ** 3);
  await handle.close();
  await page.getByTestId('import-chooser').setInputFiles([huge]);
  await expect(page.getByTestId('toast').filter({ hasText: 'may have up to 256 MB' })).toBeVisible();
  expect(await inOwnFolder(folder)).toEqual(['great-wave-2.onnx']);
});

test('files are chosen by the key, too, when only some of the wall is shown', async ({ folder, openApp }) => {
  const { page } = await openApp({ camera: null });
  const file = join(folder, 'mine.onnx');
  await writeFile(file, wave);
  await choose(page, 'udnie', 'favourite');
  await page.getByTestId('only-favourites').click();
  await expect.poll(() => onWall(page)).toEqual(['udnie']);
  await chooseFiles(page, [file], () => page.keyboard.press('Control+i'));
  await expect(page.getByTestId('tile-mine')).toBeVisible();
});

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

  await page.getByTestId('tile-great-wave-2').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('tile-great-wave-2')).toBeHidden();
  expect(await inOwnFolder(folder)).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByTestId('tile-great-wave-2')).toBeVisible();
  expect(await onWall(page)).toEqual(all);
  expect(await inOwnFolder(folder)).toEqual(['great-wave-2.onnx']);

  const neighbourOf = (id: string): string => `tile-${all[all.indexOf(id) + 1] ?? all.at(-2)}`;
  for (const id of ['great-wave-2', 'great-wave']) {
    await choose(page, id, 'trash');
    await expect(page.getByTestId(`tile-${id}`)).toBeHidden();
    await expect(page.getByTestId(neighbourOf(id))).toBeFocused();
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

test('what is exported is the very file', async ({ folder, openApp }) => {
  const { page } = await openApp({ camera: null });
  await expect(page.getByTestId('import')).toBeVisible();
  const downloading = page.waitForEvent('download');
  await choose(page, 'great-wave', 'export');
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('The Great Wave off Kanagawa.onnx');
  const saved = join(folder, 'saved.onnx');
  await download.saveAs(saved);
  expect(readFileSync(saved).equals(wave)).toBe(true);
});

test('a tile that is dragged out names its download, which is the very file', async ({ openApp }) => {
  const { page } = await openApp({ camera: null });
  const carried = await page.getByTestId('tile-great-wave').evaluate((element) => {
    const dataTransfer = new DataTransfer();
    element.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
    element.dispatchEvent(new DragEvent('dragend', { dataTransfer, bubbles: true }));
    return dataTransfer.getData('DownloadURL');
  });
  const [, type, name, url = ''] = /^([^:]+):([^:]+):(.+)$/.exec(carried) ?? [];
  expect([type, name]).toEqual(['application/octet-stream', 'The Great Wave off Kanagawa.onnx']);
  expect((await (await page.request.get(url)).body()).equals(wave)).toBe(true);
});

test('the details say how a style was made; nothing that is shown keeps anybody out', async ({ openApp }) => {
  const { page } = await openApp({ camera: null });
  await expect(page.getByTestId('import')).toBeVisible();
  const problems = async (): Promise<string[]> => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };
  await page.keyboard.press('/');
  expect(await problems()).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByTestId('more-great-wave').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('menu-details')).toBeFocused();
  expect(await problems()).toEqual([]);
  await page.keyboard.press('Enter');
  const details = page.getByTestId('details');
  for (const words of [
    'The Great Wave off Kanagawa',
    'Katsushika Hokusai',
    '1831',
    'VGG-19',
    'swift 16x4',
    '800 steps',
    '4 at a time',
    'relu3_2',
    '0.862',
    '317 kB',
  ]) {
    await expect(details).toContainText(words);
  }
  expect(await problems()).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('tile-great-wave')).toBeFocused();
});

test('a style that cannot be read is named with what to do, and the rest hangs', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: null });
  await expect(page.getByTestId('import')).toBeVisible();
  await writeFile(join(folder, 'data', 'styles', 'torn.onnx'), wave.subarray(0, 1000));
  await page.getByTestId('problems').locator('summary').click();
  await expect(page.getByTestId('problems')).toContainText('torn.onnx');
  await expect(page.getByTestId('problems')).toContainText('Put a whole copy in its place');
  await writeFile(join(folder, 'data', 'styles', 'torn.onnx'), wave);
  await expect(page.getByTestId('tile-torn')).toBeVisible();
  await expect(page.getByTestId('problems')).toBeHidden();
});
