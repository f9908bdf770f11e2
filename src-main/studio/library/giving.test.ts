import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { decodeModel } from '../../graph/index.ts';
import { describeModel } from '../../paint/describe.ts';
import { readModel } from '../../paint/modelFile.ts';
import { apart } from '../../paint/testing/apart.ts';
import { foreignModel } from '../../paint/testing/foreignModel.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { DraggedCopies, givenName, givenStyle, withTitle } from './giving.ts';
import { libraryHandlers } from './handlers.ts';
import { Library } from './library.ts';

vi.mock('../../paint/modelFile.ts', async (original) => {
  const real = await original<{ readModel: typeof readModel }>();
  return { ...real, readModel: vi.fn(real.readModel) };
});

/** No system has a process of this id. */
const NOBODY = 2 ** 30;

const bytes = readFileSync(join(import.meta.dirname, '..', '..', '..', 'models', 'great-wave.onnx'));

describe('a style that is given away', () => {
  it('has the person’s title in it, once, and is the same otherwise', () => {
    const given = withTitle(bytes, 'Sturm 嵐');
    const [before, after] = [decodeModel(bytes), decodeModel(given)];
    expect(describeModel(given)).toEqual({ ...describeModel(bytes), title: 'Sturm 嵐' });
    expect(after.metadataProps.filter(({ key }) => key === 'title')).toHaveLength(1);
    expect(after.graph).toEqual(before.graph);
    expect(after.opsetImport).toEqual(before.opsetImport);
  });

  it('still names its painting and whom to credit', () => {
    expect(describeModel(withTitle(bytes, 'Sturm 嵐'))).toMatchObject({
      painting: 'The Great Wave off Kanagawa',
      credit: expect.stringContaining('VGG-19') as string,
    });
  });

  it('that still has its own title is the file as it is', () => {
    const { title = '' } = describeModel(bytes);
    expect(withTitle(bytes, title)).toBe(bytes);
    const text = Buffer.from('no model');
    expect(withTitle(text, 'A')).toBe(text);
  });

  it('is called by its title, as far as file systems allow', () => {
    expect(givenName({ id: 'a', title: 'Blue Café' })).toBe('Blue Café.onnx');
    expect(givenName({ id: 'a', title: 'One/Two: "three"' })).toBe('One Two three.onnx');
    expect(givenName({ id: 'my-style', title: '...' })).toBe('my-style.onnx');
  });
});

it('a style whose weights went from beside it is refused with the reason', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pastiche-given-'));
  try {
    const file = join(folder, 'laid.onnx');
    writeFileSync(file, apart(foreignModel()).model);
    const given = givenStyle({ file, info: { id: 'laid', title: 'Laid', shipped: false } });
    await expect(given).rejects.toMatchObject({
      code: 'unusable-style',
      message: expect.stringMatching(/^"laid.onnx" cannot be a style: .* is not beside it/) as string,
    });
  } finally {
    removeFolder(folder);
  }
});

it('where the browser fetches it, is looked for before an address is given: of a download that fails, nobody says why', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pastiche-given-'));
  onTestFinished(() => removeFolder(folder));
  const { model, data } = apart(foreignModel());
  const file = (name: string) => join(folder, 'styles', name);
  mkdirSync(join(folder, 'styles'));
  writeFileSync(file('laid.onnx'), model);
  writeFileSync(file('style.onnx.data'), data);
  const library = await Library.open({
    dataFolder: folder,
    modelsFolder: join(folder, 'no models'),
    version: '1',
    describeModel,
    onFiles: () => undefined,
    onChange: () => undefined,
    onNotice: () => undefined,
  });
  const ask = libraryHandlers(library)['library.export'];
  vi.mocked(readModel).mockClear();
  expect(await ask({ styleId: 'laid' })).toEqual({ how: 'download', url: '/styles/laid.onnx' });
  // It is as it was: it is read when it is fetched.
  expect(readModel).not.toHaveBeenCalled();
  rmSync(file('style.onnx.data'));
  await expect(ask({ styleId: 'laid' })).rejects.toMatchObject({
    code: 'unusable-style',
    message: expect.stringContaining('"style.onnx.data", which is not beside it: put it there') as string,
  });
  await library.close();
});

describe('copies that were dragged out', () => {
  it('stay until the end; those of an app that crashed, until the next start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pastiche-given-'));
    try {
      const given = (...names: (string | number)[]) => join(folder, 'given', ...names.map(String));
      for (const owner of [NOBODY, process.ppid]) {
        mkdirSync(given(owner), { recursive: true });
        writeFileSync(given(owner, 'Wave.onnx'), 'Wave');
      }
      const copies = new DraggedCopies(folder);
      const file = await copies.add({ name: 'Night.onnx', bytes: Buffer.from('Night') });
      expect(readFileSync(file, 'utf8')).toBe('Night');
      expect(readdirSync(given()).sort()).toEqual([process.pid, process.ppid].map(String).sort());
      await copies.clear();
      expect(readdirSync(given())).toEqual([String(process.ppid)]);
    } finally {
      removeFolder(folder);
    }
  });
});
