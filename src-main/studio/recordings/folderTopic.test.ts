import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { StudioEvents } from '../events.ts';
import { SettingsStore } from '../settings.ts';
import { RecordingsFolder } from './folderTopic.ts';

let data: string;
let told: string[];
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'pastiche-folder-'));
  told = [];
});
afterEach(() => removeFolder(data));

async function open(chooseFolder?: (current: string) => Promise<string | null>) {
  const { store } = await SettingsStore.open(data);
  const events = new StudioEvents(true);
  events.listen((name) => told.push(name));
  const facilities = chooseFolder && { chooseFolder };
  const options = { dataFolder: data, ...(facilities && { facilities }) };
  const topic = new RecordingsFolder(options, store, events, () => told.push('moved'));
  return { topic, ask: topic.handlers() };
}

it('is the one that the person chooses, also at the next start, until it is the usual one again', async () => {
  const films = join(data, 'My Films');
  const { topic, ask } = await open(() => Promise.resolve(films));
  const usual = { folder: join(data, 'recordings'), usual: true, canChoose: true };
  expect(ask['recordingsFolder.state']({})).toEqual(usual);
  expect(await ask['recordingsFolder.choose']({})).toEqual({ folder: films, usual: false, canChoose: true });
  expect(topic.current).toBe(films);
  expect(told).toEqual(['settings.changed', 'recordings.changed', 'moved']);
  expect((await open()).topic.current).toBe(films);
  expect(await ask['recordingsFolder.reset']({})).toEqual(usual);
});

it('stays where the person thinks better of it, or the new one cannot be written', async () => {
  const { topic, ask } = await open(() => Promise.resolve(null));
  await ask['recordingsFolder.choose']({});
  await writeFile(join(data, 'file'), '');
  const bad = await open(() => Promise.resolve(join(data, 'file', 'inside')));
  await expect(bad.ask['recordingsFolder.choose']({})).rejects.toMatchObject({ code: 'disk-failed' });
  expect([topic.current, bad.topic.current]).toEqual(Array(2).fill(join(data, 'recordings')));
  expect(told).toEqual([]);
});

it('is told, but not asked for, where the shell has no dialog', async () => {
  const { ask } = await open();
  expect(ask['recordingsFolder.state']({})).toMatchObject({ canChoose: false });
  await expect(ask['recordingsFolder.choose']({})).rejects.toMatchObject({ code: 'unavailable' });
});
