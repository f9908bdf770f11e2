/** Putting a file in another's place while somebody looks into that one. */
import { mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { writeAtomically } from './atomicWrite.ts';

vi.mock('node:fs/promises', { spy: true });

const refused = (code: string): Error => Object.assign(new Error(code), { code });
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-atomic-'));
  file = join(folder, 'x.json');
  await writeFile(file, 'before');
});
afterEach(() => removeFolder(folder));

it('is tried again while it is held', async () => {
  vi.mocked(rename).mockRejectedValueOnce(refused('EPERM')).mockRejectedValueOnce(refused('EBUSY'));
  await writeAtomically(file, 'after');
  expect(await readFile(file, 'utf8')).toBe('after');
});

it.each([
  ['it is held for good', 'EBUSY', 4],
  ['the disk refuses it', 'EROFS', 1],
])('is given up where %s, and leaves all as it was', async (_case, code, tries) => {
  vi.mocked(rename).mockClear().mockRejectedValue(refused(code));
  await expect(writeAtomically(file, 'after')).rejects.toThrow(code);
  expect(rename).toHaveBeenCalledTimes(tries);
  vi.mocked(rename).mockReset();
  expect(await readdir(folder)).toEqual(['x.json']);
  expect(await readFile(file, 'utf8')).toBe('before');
});
