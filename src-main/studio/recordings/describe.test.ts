/** What is told apart: a file that is damaged, and one that cannot be read now. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Input } from 'mediabunny';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { readFacts } from './describe.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-describe-'));
  path = join(folder, 'pier.mp4');
  writeFileSync(path, 'no clip');
});
afterEach(() => {
  vi.restoreAllMocks();
  removeFolder(folder);
});
const fails = (error: Error): unknown =>
  vi.spyOn(Input.prototype, 'getPrimaryVideoTrack').mockRejectedValue(error);

it('is damaged for good, also where what reads it stumbles over it in a way that has a code', async () => {
  expect(await readFacts(path, 'mp4')).toBeNull();
  fails(Object.assign(new RangeError('out of range'), { code: 'ERR_OUT_OF_RANGE' }));
  expect(await readFacts(path, 'mp4')).toBeNull();
});

it('is looked into again where the disk has something against it, or it is not there', async () => {
  fails(Object.assign(new Error('I/O error'), { code: 'EIO', errno: -5, syscall: 'read' }));
  await expect(readFacts(path, 'mp4')).rejects.toMatchObject({ code: 'EIO' });
  fails(new Error('cannot be read'));
  await expect(readFacts(join(folder, 'gone.mp4'), 'mp4')).rejects.toMatchObject({ code: 'ENOENT' });
});
