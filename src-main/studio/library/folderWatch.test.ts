/** A folder that may not be written to; root may write everywhere, so what the system says of it is stood in for. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { Notice } from '../contract.ts';
import { FolderWatch, type FolderState } from './folderWatch.ts';
import { Library } from './library.ts';

let readOnly = false;
/** Looks that a hanging drive has not answered. */
const hanging: (() => void)[] = [];
let hangs = false;
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<object>()),
  access: () => {
    if (hangs) return new Promise<void>((resolve) => hanging.push(resolve));
    return readOnly ? Promise.reject(new Error('EROFS')) : Promise.resolve();
  },
}));

let folder: string;
beforeEach(() => {
  readOnly = false;
  folder = mkdtempSync(join(tmpdir(), 'pastiche-watch-'));
});
afterEach(() => removeFolder(folder));

it('says once that a folder is read-only, and once that it no longer is', async () => {
  const states: FolderState[] = [];
  const changed = vi.fn();
  const watch = new FolderWatch(folder, { changed, state: (state) => states.push(state) }, 1e6);
  await watch.look();
  readOnly = true;
  await watch.look();
  await watch.look();
  expect(watch.state).toBe('read-only');
  readOnly = false;
  await watch.look();
  watch.close();
  expect(states).toEqual(['read-only', 'there']);
  expect(changed).not.toHaveBeenCalled();
});

it('is looked at once at a time, also where its drive hangs', async () => {
  const watch = new FolderWatch(folder, { changed: () => undefined, state: () => undefined }, 1);
  hangs = true;
  const look = watch.look();
  await vi.waitFor(() => expect(hanging).toHaveLength(1), { timeout: 30_000 });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(hanging).toHaveLength(1);
  hangs = false;
  hanging[0]?.();
  await look;
  await watch.look();
  watch.close();
});

it('is told of with the folder and what to do, and its styles hang all the same', async () => {
  readOnly = true;
  const notices: Notice[] = [];
  const data = join(folder, 'data');
  mkdirSync(join(data, 'styles'), { recursive: true });
  const library = await Library.open({
    dataFolder: data,
    modelsFolder: join(folder, 'models'),
    version: '1',
    describeModel: () => ({}),
    onFiles: () => undefined,
    onChange: () => undefined,
    onNotice: (notice) => notices.push(notice),
  });
  await library.close();
  expect(notices).toEqual([{ level: 'warning', message: expect.stringContaining('is read-only') as string }]);
  expect(notices[0]?.message).toContain(join(data, 'styles'));
});
