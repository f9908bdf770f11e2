/** Recordings that somebody holds, as a virus scanner or a player on Windows does. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeFile } from './place.ts';
import { Trash } from './trash.ts';

vi.mock('node:fs/promises', { spy: true });

const held = (code = 'EBUSY'): Error => Object.assign(new Error('somebody holds it'), { code });
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pastiche-held-'))));
afterEach(() => {
  vi.mocked(rm).mockReset();
  rmSync(folder, { recursive: true });
});
const put = (file: string, contents: string | Uint8Array = 'a clip'): string => {
  const path = join(folder, file);
  writeFileSync(path, contents);
  return path;
};

describe('a recording that is let go soon', () => {
  it('gets its place', async () => {
    vi.mocked(rename).mockRejectedValueOnce(held('EPERM'));
    expect(await placeFile(put('written.mp4'), folder, 'pier', 'mp4')).toBe('pier.mp4');
    expect(readdirSync(folder)).toEqual(['pier.mp4']);
  });

  it('goes into the trash, and out of the world with it', async () => {
    const trash = new Trash(() => folder);
    put('pier.mp4');
    vi.mocked(rename).mockRejectedValueOnce(held());
    await trash.take('pier.mp4');
    expect(await trash.list()).toMatchObject([{ name: 'pier' }]);
    vi.mocked(rm).mockRejectedValueOnce(held('EACCES'));
    await trash.empty('all');
    expect(await trash.list()).toEqual([]);
  });
});
