import { mkdtempSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { readPatiently } from './patientRead.ts';

vi.mock('node:fs/promises', { spy: true });

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-read-'));
  file = join(folder, 'settings.json');
  writeFileSync(file, '{}');
  vi.mocked(readFile).mockClear();
});
afterEach(() => removeFolder(folder));

const refuse = (code: string) => Object.assign(new Error(code), { code });

it('is tried again while somebody else holds the file', async () => {
  vi.mocked(readFile).mockRejectedValueOnce(refuse('EBUSY')).mockRejectedValueOnce(refuse('EPERM'));
  expect(await readPatiently(file)).toBe('{}');
});

it('is given up when it is held for good', async () => {
  for (let i = 0; i < 4; i++) vi.mocked(readFile).mockRejectedValueOnce(refuse('EACCES'));
  await expect(readPatiently(file)).rejects.toMatchObject({ code: 'EACCES' });
});

it('is not tried again where the file is not there', async () => {
  await expect(readPatiently(join(folder, 'other.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(readFile).toHaveBeenCalledTimes(1);
});
