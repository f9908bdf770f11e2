/** The library over real folders: what is put in, taken out, renamed, put away, and what goes wrong with disks. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StyleFile } from '../../paint/protocol.ts';
import { apart } from '../../paint/testing/apart.ts';
import { foreignBytes, foreignModel } from '../../paint/testing/foreignModel.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { Notice } from '../contract.ts';
import type { ShellFacilities } from './facilities.ts';
import { FolderWatch, type FolderState } from './folderWatch.ts';
import { Library } from './library.ts';

let folder: string;
let library: Library;
let notices: Notice[];
let files: readonly StyleFile[];
let changes: number;

async function open(facilities?: ShellFacilities): Promise<void> {
  changes = 0;
  notices = [];
  library = await Library.open({
    dataFolder: join(folder, 'data'),
    modelsFolder: join(folder, 'models'),
    version: '1',
    describeModel: (bytes) => {
      const title = Buffer.from(bytes).toString('utf8');
      if (title.startsWith('bad')) throw new Error('it is no ONNX model');
      return { title, artist: 'Somebody' };
    },
    ...(facilities && { facilities }),
    onFiles: (now) => (files = now),
    onChange: () => (changes += 1),
    onNotice: (notice) => notices.push(notice),
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-library-'));
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'models', 'wave.onnx'), 'The Wave');
  writeFileSync(join(folder, 'models', 'scream.onnx'), 'The Scream');
  await open();
});
afterEach(async () => {
  await library.close();
  removeFolder(folder);
});

const own = (...names: string[]) => join(folder, 'data', 'styles', ...names);
const ids = () => library.styles.map(({ id }) => id);
async function reopen(): Promise<void> {
  await library.close();
  await open();
}
async function bring(name: string, text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const importId = `${name} ${text}`;
  library.beginImport(importId, { name, bytes: bytes.length });
  library.importChunk(importId, 0, bytes);
  return (await library.finishImport(importId)).styleId;
}

describe('a person', () => {
  it('brings in styles, which hang at the end and are there for the painter', async () => {
    expect(await bring('mine.onnx', 'Mine')).toBe('mine');
    expect(ids()).toEqual(['scream', 'wave', 'mine']);
    expect(library.styles[2]).toMatchObject({ title: 'Mine', shipped: false, bytes: 4 });
    expect(files.map(({ id }) => id)).toEqual(ids());
    expect(await bring('wave.onnx', 'Another')).toBe('wave-2');
    expect(readFileSync(join(folder, 'models', 'wave.onnx'), 'utf8')).toBe('The Wave');
  });

  it('renames any style, and its file stays as it is', async () => {
    await bring('mine.onnx', 'Mine');
    await library.rename('mine', 'My own');
    await library.rename('wave', 'Great!');
    await reopen();
    expect(library.styles.map(({ title }) => title)).toEqual(['The Scream', 'Great!', 'My own']);
    expect(readFileSync(own('mine.onnx'), 'utf8')).toBe('Mine');
    await expect(library.rename('nope', 'x')).rejects.toMatchObject({ code: 'unknown-style' });
  });

  it('has favourites and an order, which newcomers do not disturb', async () => {
    await library.favour('wave', true);
    await library.order(['wave', 'scream']);
    await bring('a.onnx', 'A');
    await reopen();
    expect(ids()).toEqual(['wave', 'scream', 'a']);
    expect(library.styles.map(({ favourite }) => favourite)).toEqual([true, undefined, undefined]);
    await library.favour('wave', false);
    expect(library.styles[0]).not.toHaveProperty('favourite');
  });

  it('moves an own style to the trash and takes it back to its place, with its title', async () => {
    await bring('mine.onnx', 'Mine');
    await library.order(['mine', 'wave', 'scream']);
    await library.rename('mine', 'My own');
    const { trashId } = await library.trash('mine');
    expect(ids()).toEqual(['wave', 'scream']);
    expect(existsSync(own('mine.onnx'))).toBe(false);
    await library.order(['scream', 'wave']);
    await reopen();
    expect(await library.trashed()).toMatchObject([{ trashId, title: 'My own', shipped: false }]);
    expect(await library.restore(trashId)).toBe('mine');
    expect(ids()).toEqual(['scream', 'wave', 'mine']);
    expect(library.styles[2]?.title).toBe('My own');
    expect(await library.trashed()).toEqual([]);
    await expect(library.restore(trashId)).rejects.toMatchObject({ code: 'unknown-trash' });
  });

  it('puts a shipped style away and back; emptying the trash leaves it', async () => {
    const { trashId } = await library.trash('wave');
    expect(ids()).toEqual(['scream']);
    expect(files.map(({ id }) => id)).toEqual(['scream']);
    expect(existsSync(join(folder, 'models', 'wave.onnx'))).toBe(true);
    expect(await library.emptyTrash()).toMatchObject([{ trashId, shipped: true }]);
    await library.restore(trashId);
    expect(ids()).toEqual(['scream', 'wave']);
  });

  it('gets a style back under another id when its own has been taken', async () => {
    await bring('mine.onnx', 'Mine');
    const { trashId } = await library.trash('mine');
    writeFileSync(own('mine.onnx'), 'Put there by hand');
    await library.refresh();
    expect(await library.restore(trashId)).toBe('mine-2');
    expect(readFileSync(own('mine.onnx'), 'utf8')).toBe('Put there by hand');
    expect(readFileSync(own('mine-2.onnx'), 'utf8')).toBe('Mine');
  });

  it('brings in no style under the id of one in the trash, which would inherit its title', async () => {
    await bring('mine.onnx', 'Mine');
    await library.rename('mine', 'Secret');
    await library.trash('mine');
    expect(await bring('mine.onnx', 'New')).toBe('mine-2');
    await library.emptyTrash();
    expect(readdirSync(join(folder, 'data', 'trash'))).toEqual([]);
    expect(readFileSync(join(folder, 'data', 'library.json'), 'utf8')).not.toContain('Secret');
  });

  it('finds what is in the trash even when the notes are lost', async () => {
    await bring('my-own.onnx', 'Mine');
    const { trashId } = await library.trash('my-own');
    rmSync(join(folder, 'data', 'library.json'));
    await reopen();
    expect(await library.trashed()).toMatchObject([{ trashId, styleId: 'my-own', title: 'My own' }]);
    expect(await library.restore(trashId)).toBe('my-own');
  });

  it('saves a copy where the shell says, or thinks better of it', async () => {
    expect(await library.saveAs('wave')).toBeUndefined();
    let answer: string | null = join(folder, 'elsewhere.onnx');
    const shown: string[] = [];
    await library.close();
    await open({ saveAs: () => Promise.resolve(answer), showInFolder: (file) => void shown.push(file) });
    expect(library.abilities).toMatchObject({ showInFolder: true, export: 'dialog', drag: 'download' });
    expect(await library.saveAs('wave')).toBe(answer);
    expect(readFileSync(answer, 'utf8')).toBe('The Wave');
    answer = null;
    expect(await library.saveAs('wave')).toBeNull();
    answer = join(folder, 'models', 'wave.onnx', 'below-a-file.onnx');
    await expect(library.saveAs('wave')).rejects.toMatchObject({ code: 'storage' });
    await library.showInFolder('wave');
    expect(shown).toEqual([join(folder, 'models', 'wave.onnx')]);
    await expect(library.startDrag('wave')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('opens a model from the system with the weights beside it, and gives away one file', async () => {
    const { model, data } = apart(foreignModel(), 'weights.bin');
    const file = join(folder, 'apart.onnx');
    writeFileSync(file, model);
    const [missing] = await library.importFiles([file]);
    expect(missing).toMatchObject({
      reason: {
        code: 'unusable-style',
        message: expect.stringMatching(
          /^"apart.onnx" cannot be a style: .* is not beside it: put it/,
        ) as unknown,
      },
    });
    writeFileSync(join(folder, 'weights.bin'), data);
    expect(await library.importFiles([file])).toMatchObject([{ value: { styleId: 'apart' } }]);
    expect(readFileSync(own('apart.onnx')).equals(foreignBytes())).toBe(true);
    // Laid there by hand.
    writeFileSync(own('laid.onnx'), model);
    writeFileSync(own('weights.bin'), data);
    await library.refresh();
    const given = Buffer.from((await library.given('laid')).bytes);
    expect(given.subarray(0, foreignBytes().length).equals(foreignBytes())).toBe(true);
  });

  it('opens files from the system, each by itself', async () => {
    const path = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const results = await library.importFiles([
      path('one.onnx', 'One'),
      path('bad.onnx', 'bad'),
      join(folder, 'not-there.onnx'),
      folder,
      path('two.onnx', 'Two'),
    ]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value.styleId : 'no'))).toEqual([
      'one',
      'no',
      'no',
      'no',
      'two',
    ]);
    expect(ids()).toEqual(['scream', 'wave', 'one', 'two']);
  });
});

describe('the folder of own styles', () => {
  it('may go and come back while the app runs: said once, and everything hangs again', async () => {
    await bring('mine.onnx', 'Mine');
    await library.rename('mine', 'My own');
    renameSync(own(), join(folder, 'away'));
    await expect.poll(ids, { timeout: 20_000 }).toEqual(['scream', 'wave']);
    await expect.poll(() => notices.map(({ level }) => level), { timeout: 20_000 }).toEqual(['warning']);
    expect(notices[0]?.message).toContain(own());
    renameSync(join(folder, 'away'), own());
    await expect.poll(ids, { timeout: 20_000 }).toEqual(['scream', 'wave', 'mine']);
    expect(library.styles[2]?.title).toBe('My own');
    await expect
      .poll(() => notices.map(({ level }) => level), { timeout: 20_000 })
      .toEqual(['warning', 'info']);
    writeFileSync(own('after.onnx'), 'After');
    await expect.poll(ids, { timeout: 20_000 }).toContain('after');
  });

  it('is made again by the next style that is brought in', async () => {
    rmSync(own(), { recursive: true });
    expect(await bring('mine.onnx', 'Mine')).toBe('mine');
    expect(ids()).toContain('mine');
  });

  it('that cannot be a folder costs the own styles and nothing else', async () => {
    rmSync(own(), { recursive: true });
    writeFileSync(own(), 'a file in its place');
    await reopen();
    expect(ids()).toEqual(['scream', 'wave']);
    await expect(bring('mine.onnx', 'Mine')).rejects.toMatchObject({ code: 'storage' });
    await library.favour('wave', true);
    expect(library.styles[1]?.favourite).toBe(true);
  });

  it('shows files that appear, change and go', async () => {
    writeFileSync(own('a.onnx'), 'A');
    await expect.poll(ids, { timeout: 20_000 }).toContain('a');
    writeFileSync(own('a.onnx'), 'bad now');
    await expect.poll(() => library.problems.length, { timeout: 20_000 }).toBe(1);
    rmSync(own('a.onnx'));
    await expect.poll(() => library.problems.length, { timeout: 20_000 }).toBe(0);
    expect(changes).toBeGreaterThanOrEqual(3);
  });

  it('is looked at in vain without a word when nothing changes', async () => {
    const before = changes;
    await library.refresh();
    expect(changes).toBe(before);
  });
});

describe('a watch', () => {
  it('says once that a folder is gone, and once that it is back', async () => {
    const states: FolderState[] = [];
    const watched = join(folder, 'watched');
    const watch = new FolderWatch(
      watched,
      { changed: () => undefined, state: (state) => states.push(state) },
      1e6,
    );
    await watch.look();
    await watch.look();
    expect(states).toEqual(['gone']);
    mkdirSync(watched);
    await watch.look();
    await watch.look();
    expect(states).toEqual(['gone', 'there']);
    watch.close();
  });
});
