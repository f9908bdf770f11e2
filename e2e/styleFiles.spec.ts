/** Styles as files: brought in by dropping and choosing, given away, and torn. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './support/app.ts';
import { apart } from '../src-main/paint/testing/apart.ts';
import { foreignBytes, foreignModel } from '../src-main/paint/testing/foreignModel.ts';
import { chooseFiles } from './support/chooser.ts';
import { ask } from './support/talk.ts';
import { root } from './support/tools.ts';
import { choose, inOwnFolder, onWall } from './support/wall.ts';

const wave = readFileSync(join(root, 'models', 'great-wave.onnx'));

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

/** A model as PyTorch writes it. */
const options = { input: [1, 3, 'h', 'w'], opset: 18, irVersion: 8 } as const;

test('a model and the file of its weights are dropped together and hang as one file; alone neither does', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: null });
  await expect(page.getByTestId('import')).toBeVisible();
  const { model, data } = apart(foreignModel(options), 'style.onnx.data');
  const files = [
    { name: 'style.onnx.data', bytes: Buffer.from(data) },
    { name: 'mine.onnx', bytes: Buffer.from(model) },
  ];
  for (const [file, words] of [
    [files[1]!, '"style.onnx.data": choose both together'],
    [files[0]!, 'choose it together with the .onnx file'],
  ] as const) {
    await dropFiles(page, [file], () => expect(page.getByTestId('drop-overlay')).toBeVisible());
    await expect(page.getByTestId('toast').filter({ hasText: words })).toBeVisible();
  }
  expect(await inOwnFolder(folder)).toEqual([]);

  await dropFiles(page, files, () => expect(page.getByTestId('drop-overlay')).toBeVisible());
  await expect(page.getByTestId('tile-mine')).toHaveAttribute('data-painted', 'still');
  expect(await inOwnFolder(folder)).toEqual(['mine.onnx']);
  const whole = Buffer.from(foreignBytes(options));
  const kept = readFileSync(join(folder, 'data', 'styles', 'mine.onnx'));
  expect(kept.subarray(0, whole.length).equals(whole)).toBe(true);
  expect((await ask(page, 'styles.list', {})).problems).toEqual([]);
});

test('a model is chosen together with the files of its weights, whatever they are called', async ({
  folder,
  openApp,
}) => {
  const { page } = await openApp({ camera: null });
  for (const [i, name] of ['style.onnx_data', 'weights.bin', 'conv1.weight', 'weights'].entries()) {
    const { model, data } = apart(foreignModel(options), name);
    const files = [`mine${i}.onnx`, name].map((file) => join(folder, file));
    await writeFile(files[0]!, model);
    await writeFile(files[1]!, data);
    await chooseFiles(page, files, () => page.getByTestId('import').click());
    await expect(page.getByTestId(`tile-mine${i}`)).toBeVisible();
  }
  // A test chooses past what the dialog would offer.
  await expect(page.getByTestId('import-chooser')).not.toHaveAttribute('accept');
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
