/** Folders that are made, and those of systems that take none. */
import { mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { makeFolder, makeFolderSync } from './makeFolder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-make-'));
});
afterEach(() => removeFolder(folder));

it('makes a folder with those it lies in, and again', async () => {
  const deep = join(folder, 'a', 'b', 'c');
  await Promise.all([makeFolder(deep), makeFolder(deep)]);
  await makeFolder(deep);
  expect(statSync(deep).isDirectory()).toBe(true);
  const other = join(folder, 'd', 'e', 'f');
  for (let times = 0; times < 2; times++) makeFolderSync(other);
  expect(statSync(other).isDirectory()).toBe(true);
});

it('takes a link to a folder for one, and no file', async () => {
  symlinkSync(tmpdir(), join(folder, 'link'), 'junction');
  await makeFolder(join(folder, 'link'));
  writeFileSync(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file', 'a'))).rejects.toThrow(/ENOTDIR|EEXIST/);
  makeFolderSync(join(folder, 'link'));
  expect(() => makeFolderSync(join(folder, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolderSync(join(folder, 'file', 'a'))).toThrow(/ENOTDIR|EEXIST/);
});

it.for(['/proc/pastiche', '/proc/pastiche/deep'])(
  'fails where the system takes none: %s',
  async (path, ctx) => {
    if (process.platform !== 'linux') ctx.skip('there is such a folder in Linux only');
    await expect(makeFolder(path)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(() => makeFolderSync(path)).toThrow(/ENOENT/);
  },
);

it('is how folders are made: Node’s own way never ends in such a place', () => {
  const main = join(import.meta.dirname, '..');
  const others = readdirSync(main, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|testing[\\/]/.test(file))
    .filter((file) => /\bmkdir(?:Sync)?\([^;]*recursive: true/.test(readFileSync(join(main, file), 'utf8')));
  expect(others).toEqual([]);
});
