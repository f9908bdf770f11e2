/** What becomes of recordings whose folder is missing. */
import { existsSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import type { Notice } from '../contract.ts';
import { StudioEvents } from '../events.ts';
import { SettingsStore } from '../settings.ts';
import { RecordingsFolder } from './folderTopic.ts';
import { madeFolder } from './madeFolder.ts';
import { Recordings } from './recordings.ts';

vi.mock('../../train/makeFolder.ts', { spy: true });

let root: string;
let usual: string;
let told: Notice[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pastiche-away-'));
  usual = join(root, 'share', 'Pastiche');
  told = [];
});
afterEach(() => removeFolder(root));

/** The app, from one start to the next. */
async function start(): Promise<Recordings> {
  const { store } = await SettingsStore.open(join(root, 'data'));
  const options = { dataFolder: join(root, 'data'), recordingsFolder: usual };
  const folder = new RecordingsFolder(options, store, new StudioEvents(true), () => undefined);
  const recordings = new Recordings({
    folder: () => folder.current,
    wasThere: () => folder.wasThere,
    hasKept: () => folder.hasKept,
    isThere: (where) => folder.isThere(where),
    changed: () => undefined,
    tell: (notice) => told.push(notice),
  });
  closes = async () => {
    await recordings.close();
    await store.settled();
  };
  return recordings;
}
let closes: () => Promise<void>;

const problem = async (recordings: Recordings): Promise<string | undefined> =>
  (await recordings.handlers()['recordings.list']({})).problem;

it('misses the usual folder once something was kept there, also after a start, and records all the same', async () => {
  const first = await start();
  expect(await problem(first), 'nothing was recorded yet').toBeUndefined();
  await first.keepPicture(Uint8Array.of(1), 'Udnie');
  await closes();
  expect(told).toEqual([]);

  renameSync(join(root, 'share'), join(root, 'away'));
  const second = await start();
  expect(await problem(second)).toContain(`${usual} cannot be found.`);
  await second.keepPicture(Uint8Array.of(1), 'Udnie');
  expect(await problem(second)).toBeUndefined();
  expect(told).toMatchObject([{ level: 'warning' }]);
  expect(told[0]!.message).toContain('is made anew');
  await closes();
});

it('wonders at one that has nothing any more, as where a drive was is an empty folder, and records all the same', async () => {
  const first = await start();
  await makeFolder(usual);
  const { handle } = await first.handlers()['recordings.begin']({ type: 'mp4', style: null });
  await first.handlers()['recordings.list']({});
  await first.handlers()['recordings.discard']({ handle });
  expect(await problem(first), 'nothing was kept in it yet').toBeUndefined();
  await first.keepPicture(Uint8Array.of(1), 'Udnie');
  await closes();

  renameSync(usual, join(root, 'away'));
  await makeFolder(usual);
  const second = await start();
  expect(await problem(second)).toContain(`${usual} is empty, though`);
  await second.keepPicture(Uint8Array.of(1), 'Udnie');
  await second.keepPicture(Uint8Array.of(1), 'Udnie');
  expect(told).toEqual([
    { level: 'warning', message: expect.stringContaining(`${usual} is empty, though`) as string },
  ]);
  const { recordings } = await second.handlers()['recordings.list']({});
  expect(recordings).toHaveLength(2);
  for (const { id } of recordings) await second.handlers()['recordings.remove']({ id });
  await second.handlers()['recordings.emptyTrash']({});
  expect(await problem(second), 'it was emptied here').toBeUndefined();
  await closes();
});

it('says of one that cannot be made that it cannot be found', async () => {
  const refused = { code: 'disk-failed', message: `${usual} cannot be found. Plug its drive in; the settings say how to keep recordings elsewhere.` }; // prettier-ignore
  // A link to what is away; and a place where we may make no folders, once there was one.
  symlinkSync(join(root, 'nowhere'), join(root, 'share'), 'junction');
  const tell = (notice: Notice): number => told.push(notice);
  await expect(madeFolder({ folder: () => usual }, tell)).rejects.toMatchObject(refused);
  rmSync(join(root, 'share'));
  writeFileSync(join(root, 'share'), '');
  await expect(madeFolder({ folder: () => usual, wasThere: () => true }, tell)).rejects.toMatchObject(
    refused,
  );
  expect(existsSync(usual)).toBe(false);
  expect(told).toEqual([]);
});

it.each([
  ['EACCES', 'disk-failed', 'cannot be found'],
  ['EPERM', 'disk-failed', 'cannot be found'],
  ['EHOSTDOWN', 'disk-failed', 'cannot be found'],
  ['ENOSPC', 'disk-full', 'the disk is full'],
  ['EROFS', 'disk-failed', 'you do not have permission'],
  ['EIO', 'disk-failed', 'told by the disk'],
])(
  'says of a folder that was there, and cannot be made for %s, what is the matter',
  async (code, refusal, words) => {
    vi.mocked(makeFolder).mockRejectedValueOnce(Object.assign(new Error('told by the disk'), { code }));
    const made = madeFolder({ folder: () => usual, wasThere: () => true }, (notice) => told.push(notice));
    await expect(made).rejects.toMatchObject({
      code: refusal,
      message: expect.stringContaining(words) as string,
    });
  },
);
