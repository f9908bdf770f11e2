/** What becomes of recordings whose folder is another by the time they are finished. */
import { mkdirSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { EventData } from '../contract.ts';
import { StudioEvents } from '../events.ts';
import { SettingsStore } from '../settings.ts';
import { RecordingsFolder } from './folderTopic.ts';
import { Recordings } from './recordings.ts';
import { writtenClip } from './testing/clip.ts';

let root: string;
let store: SettingsStore;
let folder: RecordingsFolder;
let recordings: Recordings;
let told: string[];
let events: EventData<'recordings.changed'>[];
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'pastiche-other-'));
  [told, events] = [[], []];
  ({ store } = await SettingsStore.open(join(root, 'data')));
  const facilities = { chooseFolder: () => Promise.resolve(join(root, 'other')) };
  const options = { dataFolder: join(root, 'data'), recordingsFolder: join(root, 'usual'), facilities };
  folder = new RecordingsFolder(options, store, new StudioEvents(true), () => undefined);
  recordings = new Recordings({
    folder: () => folder.current,
    wasThere: () => folder.wasThere,
    hasKept: () => folder.hasKept,
    isThere: (where) => folder.isThere(where),
    changed: (data) => events.push(data),
    tell: ({ message }) => told.push(message),
  });
});
afterEach(async () => {
  await recordings.close();
  await store.settled();
  removeFolder(root);
});

const choose = async (): Promise<unknown> => folder.handlers()['recordingsFolder.choose']({});
const ask = (): ReturnType<Recordings['handlers']> => recordings.handlers();

it('are told as saved where they were begun, and the other one is not missed for being empty', async () => {
  const { handle } = await ask()['recordings.begin']({ type: 'mp4', style: 'Udnie' });
  const bytes = Uint8Array.from(await writtenClip('mp4', 1));
  await ask()['recordings.append']({ handle, sequence: 0, bytes });
  await choose();
  await ask()['recordings.finish']({ handle, chunks: 1 });
  await vi.waitFor(() => expect(events.at(-1)?.added).toMatchObject({ style: 'Udnie', state: 'ready' }));
  expect(readdirSync(join(root, 'usual'))).toHaveLength(1);
  const listed = await ask()['recordings.list']({});
  expect(listed).toEqual({ folder: join(root, 'other'), drag: 'download', recordings: [] });
});

it('are kept where they were begun, and not told as failed, when they take long to be made', async () => {
  const made = await recordings.add('pier', 'png', async (path) => {
    await choose();
    await writeFile(path, 'a picture');
  });
  expect(made).toMatchObject({ name: 'pier', bytes: 9 });
  expect(readdirSync(join(root, 'usual'))).toEqual(['pier.png']);
  expect(await ask()['recordings.list']({})).not.toHaveProperty('problem');
});

it('are not taken for those of the other one while they are looked through', async () => {
  mkdirSync(join(root, 'usual'));
  await writeFile(join(root, 'usual', 'pier.mp4'), await writtenClip('mp4', 1));
  let present = join(root, 'usual');
  const kept: string[] = [];
  const changing = new Recordings({
    folder: () => present,
    isThere: (where) => kept.push(where),
    changed: () => undefined,
    tell: () => undefined,
  });
  const listing = changing.handlers()['recordings.list']({});
  present = join(root, 'other');
  expect(await listing).toMatchObject({ folder: join(root, 'usual'), recordings: [{ name: 'pier' }] });
  expect(kept).toEqual([join(root, 'usual')]);
  await changing.close();
});

it('are told as not finished where their folder was renamed meanwhile, in words that say so, and stay in it', async () => {
  const { handle } = await ask()['recordings.begin']({ type: 'mp4', style: 'Udnie' });
  const bytes = Uint8Array.from(await writtenClip('mp4', 1));
  await ask()['recordings.append']({ handle, sequence: 0, bytes });
  renameSync(join(root, 'usual'), join(root, 'other'));
  await ask()['recordings.finish']({ handle, chunks: 1 });
  const gone = `could not be finished: ${join(root, 'usual')} cannot be found. Plug its drive in`;
  await vi.waitFor(() => expect(told).toEqual([expect.stringContaining(gone)]));
  expect(readdirSync(join(root, 'other'))).toHaveLength(1);
});
