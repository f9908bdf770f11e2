/** Recordings on a drive whose system does not bring single files to disk when asked, as some network drives'. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { Notice } from '../contract.ts';
import { writtenClip } from './testing/clip.ts';
import { Workshop } from './workshop.ts';

let folder: string;
let notices: Notice[];
let workshop: Workshop;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-to-disk-'));
  notices = [];
  const tell = (notice: Notice): unknown => notices.push(notice);
  workshop = new Workshop({ folder: () => folder, changed: () => undefined, tell });
});
afterEach(async () => {
  await workshop.close();
  removeFolder(folder);
});

/** Whoever asks for a file to be brought to disk is answered so. */
async function answered(code: string): Promise<void> {
  const any = await open(fileURLToPath(import.meta.url), 'r');
  const handles = Object.getPrototypeOf(any) as FileHandle;
  await any.close();
  const refuse = (): Promise<void> => Promise.reject(Object.assign(new Error(code), { code }));
  vi.spyOn(handles, 'sync').mockImplementation(refuse);
  vi.spyOn(handles, 'datasync').mockImplementation(refuse);
}

/** Records for some seconds, as the clock has it. */
async function record(): Promise<{ handle: string; clip: Uint8Array }> {
  const clip = await writtenClip('mp4', 2);
  const handle = await workshop.begin('mp4', null, 'pier.mp4');
  const now = performance.now();
  const step = Math.ceil(clip.length / 4);
  for (let sequence = 0; sequence < 4; sequence++) {
    vi.spyOn(performance, 'now').mockReturnValue(now + 2000 * (sequence + 1));
    await workshop.append(handle, sequence, clip.subarray(sequence * step, (sequence + 1) * step));
    // What was asked for meanwhile is answered.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { handle, clip };
}

describe('a drive that cannot be asked for it', () => {
  it.each(['EINVAL', 'ENOTSUP', 'EISDIR'])(
    'takes a recording to its end, with an index: %s',
    async (code) => {
      await answered(code);
      const { handle, clip } = await record();
      await workshop.finish(handle, 4);
      await workshop.close();
      expect(notices).toEqual([]);
      expect(readdirSync(folder)).toEqual(['pier.mp4']);
      expect(readFileSync(join(folder, 'pier.mp4')).equals(clip)).toBe(false);
    },
  );
});

it('a video whose last moments a drive could not keep is told of, and called a part', async () => {
  const { handle } = await record();
  await answered('ENOSPC');
  await expect(workshop.finish(handle, 4)).rejects.toMatchObject({ code: 'disk-full' });
  await workshop.finish(handle, 4, true);
  await workshop.close();
  expect(readdirSync(folder)).toEqual(['pier (part).mp4']);
});

it.each([
  ['ENOSPC', 'disk-full'],
  ['EIO', 'disk-failed'],
])('what a drive could not keep after all is no recording that goes on: %s', async (code, refusal) => {
  await answered(code);
  await expect(record()).rejects.toMatchObject({ code: refusal });
});
