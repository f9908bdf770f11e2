import { type FileHandle, mkdtemp, open, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterSleep } from '../process/testing/afterSleep.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { IDLE_MS, Uploads } from './uploads.ts';

let folder: string;
let uploads: Uploads;
const own = (): Promise<string[]> => readdir(join(folder, 'uploads', String(process.pid)));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-uploads-'));
  uploads = new Uploads(join(folder, 'uploads'));
});
afterEach(async () => {
  await uploads.close();
  removeFolder(folder);
});

describe('an upload', () => {
  it('arrives in pieces, is given to whoever takes it, and is gone afterwards', async () => {
    const id = await uploads.begin(5);
    expect(await uploads.append(id, 0, Buffer.from('abc'))).toBe(3);
    expect(await uploads.append(id, 3, Buffer.from('de'))).toBe(5);
    expect(await uploads.take(id, (file) => readFile(file, 'utf8'))).toBe('abcde');
    expect(await own()).toEqual([]);
    await expect(uploads.take(id, () => Promise.resolve())).rejects.toMatchObject({ code: 'malformed' });
  });

  it('takes each piece once, in order, and no more than was said', async () => {
    const id = await uploads.begin(4);
    await uploads.append(id, 0, Buffer.from('ab'));
    for (const [offset, text] of [
      [0, 'ab'],
      [3, 'd'],
      [2, 'cde'],
    ] as const) {
      // prettier-ignore
      await expect(uploads.append(id, offset, Buffer.from(text))).rejects.toMatchObject({ code: 'malformed' });
    }
    await expect(uploads.take(id, () => Promise.resolve())).rejects.toThrow('Only 2 bytes of 4');
    await uploads.append(id, 2, Buffer.from('cd'));
    expect(await uploads.take(id, (file) => readFile(file, 'utf8'))).toBe('abcd');
  });

  it('writes pieces that come at once one after the other', async () => {
    const id = await uploads.begin(6);
    await Promise.all([0, 2, 4].map((offset) => uploads.append(id, offset, Buffer.from(`${offset}x`))));
    expect(await uploads.take(id, (file) => readFile(file, 'utf8'))).toBe('0x2x4x');
  });

  it('is deleted when its taker fails, and when it is cancelled', async () => {
    const id = await uploads.begin(1);
    await uploads.append(id, 0, Buffer.from('a'));
    await expect(uploads.take(id, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const other = await uploads.begin(1);
    await uploads.cancel(other);
    await uploads.cancel(other);
    expect(await own()).toEqual([]);
  });

  it('of a page that slept, as the machine did, goes on; one of a silent page is thrown away', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const id = await uploads.begin(2);
      afterSleep(IDLE_MS);
      expect(await uploads.append(id, 0, Buffer.from('a'))).toBe(1);
      vi.advanceTimersByTime(IDLE_MS);
      expect(() => uploads.append(id, 1, Buffer.from('b'))).toThrow('waited too long');
    } finally {
      vi.useRealTimers();
    }
  });

  it('is one of a few at a time', async () => {
    for (let i = 0; i < 8; i++) await uploads.begin(1);
    await expect(uploads.begin(1)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('that a crash left is cleared away at the start, before anything is uploaded', async () => {
    const shared = join(folder, 'uploads');
    await mkdir(join(shared, String(process.pid)), { recursive: true });
    await writeFile(join(shared, String(process.pid), 'frame'), 'x');
    await uploads.open();
    expect(await readdir(shared)).toEqual([]);
  });

  it('that an earlier life left is cleared away; one of a Pastiche that still runs is left alone', async () => {
    const shared = join(folder, 'uploads');
    // Our parent is a process that runs, and is not us.
    for (const owner of [process.ppid, process.pid]) {
      await mkdir(join(shared, String(owner)), { recursive: true });
      await writeFile(join(shared, String(owner), 'theirs'), 'x');
    }
    await writeFile(join(shared, 'old'), 'x');
    const id = await uploads.begin(1);
    expect((await readdir(shared)).sort()).toEqual([process.ppid, process.pid].map(String).sort());
    expect(await readdir(join(shared, String(process.ppid)))).toEqual(['theirs']);
    expect(await own()).toEqual([id]);
  });

  it('is refused while the disk refuses, and taken when it does no more', async () => {
    await writeFile(join(folder, 'uploads'), 'a file where the folder should be');
    await expect(uploads.begin(1)).rejects.toMatchObject({ code: 'storage' });
    await rm(join(folder, 'uploads'));
    const id = await uploads.begin(1);
    expect(await own()).toEqual([id]);
    const any = await open(join(folder, 'any'), 'w');
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const write = vi.spyOn(Object.getPrototypeOf(any) as FileHandle, 'writeFile').mockRejectedValueOnce(full);
    await any.close();
    const refused = uploads.append(id, 0, Buffer.from('x'));
    await expect(refused).rejects.toMatchObject({
      code: 'storage',
      message: `The disk is full. (${join(folder, 'uploads')})`,
    });
    write.mockRestore();
  });
});
