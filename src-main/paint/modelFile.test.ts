/** Models read with the files beside them, and nothing that is not beside them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { markOf, readModel, readModelSync } from './modelFile.ts';
import { StyleError } from './painter.ts';
import { apart } from './testing/apart.ts';
import { foreignBytes, foreignModel } from './testing/foreignModel.ts';

let folder: string;
let model: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-model-'));
  mkdirSync(join(folder, 'styles'));
  model = join(folder, 'styles', 'mine.onnx');
});
afterEach(() => removeFolder(folder));

const pair = apart(foreignModel());
const beside = (name = 'style.onnx.data') => join(folder, 'styles', name);

describe.each([
  ['at once', (path: string) => Promise.resolve(path).then(readModelSync)],
  ['in its time', (path: string) => readModel(path).then(({ bytes }) => bytes)],
])('read %s, a model', (_how, read) => {
  it('of one file is what its file is, also where it is none', async () => {
    for (const bytes of [foreignBytes(), Buffer.from('no model; its location is here')]) {
      writeFileSync(model, bytes);
      expect(Buffer.from(await read(model)).equals(bytes)).toBe(true);
    }
  });

  it('has the weights from beside it', async () => {
    writeFileSync(model, pair.model);
    writeFileSync(beside(), pair.data);
    expect(Buffer.from(await read(model)).equals(foreignBytes())).toBe(true);
  });

  it('has them through a link that stays in the folder, but through none that leaves it', async ({
    skip,
  }) => {
    skip(process.platform === 'win32', 'links to files need a right on Windows that a person has not');
    writeFileSync(model, pair.model);
    writeFileSync(beside('blob'), pair.data);
    symlinkSync('blob', beside());
    expect(Buffer.from(await read(model)).equals(foreignBytes())).toBe(true);
    rmSync(beside());
    writeFileSync(join(folder, 'secret'), pair.data);
    symlinkSync(join('..', 'secret'), beside());
    await expect(read(model)).rejects.toThrow(/"style.onnx.data", in which its weights should lie, is no file of the same folder/); // prettier-ignore
    // The folder may be a link itself.
    symlinkSync(join(folder, 'styles'), join(folder, 'linked'));
    rmSync(beside());
    writeFileSync(beside(), pair.data);
    const linked = await read(join(folder, 'linked', 'mine.onnx'));
    expect(Buffer.from(linked).equals(foreignBytes())).toBe(true);
  });

  it('is refused where they are missing, a folder, cut off or too large, with what to do', async () => {
    writeFileSync(model, pair.model);
    const refused = async (words: RegExp): Promise<void> => {
      const error: unknown = await read(model).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StyleError);
      expect((error as StyleError).message).toMatch(words);
    };
    await refused(/"style.onnx.data", which is not beside it: put it there, or save it again as one file/);
    mkdirSync(beside());
    await refused(/is no file of the same folder/);
    rmSync(beside(), { recursive: true });
    writeFileSync(beside(), pair.data.subarray(0, -1));
    await refused(/cut off: it has \d+ bytes, but \d+ are needed. Take a whole copy/);
    truncateSync(beside(), 256 * 1024 * 1024);
    await refused(/257 MB; a style may have up to 256 MB/);
  });
});

it('says of what a model was put together, marked as it was', async () => {
  writeFileSync(model, pair.model);
  writeFileSync(beside(), pair.data);
  const [other] = (await readModel(model)).beside;
  expect(other).toEqual({ file: beside(), mark: await markOf(beside()) });
  truncateSync(beside(), 3);
  expect(await markOf(beside())).not.toBe(other?.mark);
  expect(await markOf(beside('nothing'))).toBe('gone');
});
