/** Recordings as a page sees them, on a real disk: made, finished, found again after a crash, and put in order. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { EventData, Notice } from '../contract.ts';
import type { Recording } from '../contract/recordings.ts';
import { createDispatch, type Dispatch, type Handlers } from '../dispatch.ts';
import { unfinishedFile } from './names.ts';
import { Recordings } from './recordings.ts';
import { BEGUN, writtenClip } from './testing/clip.ts';

let folder: string;
let recordings: Recordings;
let dispatch: Dispatch;
let events: EventData<'recordings.changed'>[];
let notices: Notice[];
const clips: Partial<Record<'mp4' | 'webm', Uint8Array>> = {};

beforeAll(async () => {
  for (const type of ['mp4', 'webm'] as const) clips[type] = await writtenClip(type, 4);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-recordings-'));
  open();
});
afterEach(async () => {
  await recordings.close();
  removeFolder(folder);
});

function open(silenceMs?: number): void {
  [events, notices] = [[], []];
  recordings = new Recordings({
    folder: () => join(folder, 'Pastiche'),
    changed: (data) => events.push(data),
    tell: (notice) => notices.push(notice),
    silenceMs,
  });
  dispatch = createDispatch(recordings.handlers() as Handlers, true);
}

async function ask<T>(name: string, args: object): Promise<T> {
  const reply = await dispatch(name, args);
  if (!reply.ok) throw Object.assign(new Error(reply.message), { code: reply.code });
  return reply.value as T;
}

const list = async (): Promise<Recording[]> =>
  (await ask<{ recordings: Recording[] }>('recordings.list', {})).recordings;
const files = (): string[] => readdirSync(join(folder, 'Pastiche')).sort();

async function record(type: 'mp4' | 'webm', bytes: Uint8Array, pieces = 5): Promise<void> {
  const { handle } = await ask<{ handle: string }>('recordings.begin', { type, style: 'The Scream' });
  const step = Math.ceil(bytes.length / pieces);
  let sequence = 0;
  for (let at = 0; at < bytes.length; at += step) {
    await ask('recordings.append', { handle, sequence: sequence++, bytes: bytes.subarray(at, at + step) });
  }
  await ask('recordings.finish', { handle, chunks: sequence });
}

const finished = (): Promise<void> =>
  vi.waitFor(() => expect(events.some(({ added }) => added?.state === 'ready')).toBe(true), 10_000);

async function read(file: string): Promise<{ seconds: number; times: number[] }> {
  const input = new Input({
    source: new FilePathSource(join(folder, 'Pastiche', file)),
    formats: ALL_FORMATS,
  });
  const track = (await input.getPrimaryVideoTrack())!;
  const times: number[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) times.push(packet.timestamp);
  const seconds = (await input.getDurationFromMetadata()) ?? -1;
  input.dispose();
  return { seconds, times };
}

describe.each(['mp4', 'webm'] as const)('a recording as %s', (type) => {
  it('becomes an ordinary file with its length and every picture at its time', async () => {
    await record(type, clips[type]!);
    await finished();
    const [clip, ...more] = await list();
    expect(more).toEqual([]);
    expect(clip).toMatchObject({ type, state: 'ready', style: 'The Scream', width: 64 });
    // WebM does not say how long its last picture is shown.
    expect(Math.abs(clip!.seconds! - 4)).toBeLessThan(0.11);
    expect(files()).toEqual([`${clip?.name}.${type}`]);
    const { seconds, times } = await read(files()[0]!);
    // The length stands in the header: `written` files have none.
    expect(Math.abs(seconds - 4)).toBeLessThan(0.11);
    expect(times.map((time) => Math.round(time * 10))).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('is finished at the next start when the app died, wherever the file was torn', async () => {
    const whole = clips[type]!;
    mkdirSync(join(folder, 'Pastiche'));
    // A process that is surely gone.
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const tears = [0.2, 0.35, 0.5, 0.77, 0.9, 0.999];
    for (const [index, part] of tears.entries()) {
      const torn = whole.subarray(0, Math.floor(whole.length * part));
      writeFileSync(join(folder, 'Pastiche', unfinishedFile(`clip ${index}`, pid, type)), torn);
    }
    await recordings.recover();
    const clips_ = await list();
    expect(clips_.map(({ state }) => state)).toEqual(tears.map(() => 'ready'));
    for (const [index, part] of tears.entries()) {
      const { seconds } = clips_.find(({ name }) => name === `clip ${index}`)!;
      // Pictures grow in the course of the clip, so the time lags behind the bytes; half a second may be torn.
      expect(seconds, `torn at ${part}`).toBeGreaterThan(4 * part - 0.6);
    }
    expect(files().every((file) => !file.includes('recording-'))).toBe(true);
    expect(notices).toEqual([{ level: 'info', message: '6 recordings that were cut short are saved.' }]);
  });

  it('keeps its style and its date under a name that the person gave, as does what is cut of it', async () => {
    await record(type, clips[type]!);
    await finished();
    const renamed = await ask<Recording>('recordings.rename', { id: (await list())[0]!.id, name: 'Me' });
    expect(renamed).toMatchObject({ name: 'Me', style: 'The Scream', createdAt: BEGUN });
    // What copies a file may give it another time.
    utimesSync(join(folder, 'Pastiche', files()[0]!), 0, 0);
    expect(await list()).toMatchObject([{ name: 'Me', createdAt: BEGUN }]);
    const cut = await ask<Recording>('recordings.trim', { id: renamed.id, from: 1, to: 2 });
    expect(cut).toMatchObject({ name: 'Me (2)', style: 'The Scream', createdAt: BEGUN });
  });

  it('can be cut without being encoded again: from a key frame, and no shorter than asked', async () => {
    await record(type, clips[type]!);
    await finished();
    const [{ id }] = (await list()) as [Recording];
    const cut = await ask<Recording>('recordings.trim', { id, from: 1.2, to: 2.8 });
    expect(cut.name).toMatch(/ \(2\)$/);
    expect(cut.seconds).toBeGreaterThanOrEqual(1.59);
    expect(cut.seconds).toBeLessThan(2.2);
    expect(await list()).toHaveLength(2);
  });
});

describe('a video that is repainted', () => {
  const begin = async (name = 'pier.mov'): Promise<{ handle: string }> => {
    const begun = await ask<{ handle: string }>('recordings.begin', { type: 'mp4', style: 'Wave', source: name });
    await ask('recordings.append', { ...begun, sequence: 0, bytes: clips.mp4! });
    return begun;
  }; // prettier-ignore
  const ready = async (): Promise<string[]> =>
    (await list()).flatMap(({ name, state }) => (state === 'ready' ? [name] : [])).sort();

  it('is called a part until it is whole', async () => {
    const whole = await begin();
    expect(files()).toEqual([unfinishedFile('pier - Wave (part)', process.pid, 'mp4')]);
    await ask('recordings.finish', { ...whole, chunks: 1 });
    await vi.waitFor(async () => expect(await ready()).toEqual(['pier - Wave']));
    // One that failed, and one that was still running when the app was closed.
    await ask('recordings.finish', { ...(await begin()), chunks: 1, part: true });
    await begin('sea.mp4');
    await recordings.close();
    expect(files()).toEqual(['pier - Wave (part).mp4', 'pier - Wave.mp4', 'sea - Wave (part).mp4']);
  });

  it('stays a part when its window is gone, and says so; one that holds nothing yet goes quietly', async () => {
    open(50);
    await ask('recordings.begin', { type: 'mp4', style: 'Wave', source: 'empty.mov' });
    await vi.waitFor(() => expect(files()).toEqual([]));
    expect(notices).toEqual([]);
    await begin();
    await vi.waitFor(async () => expect(await ready()).toEqual(['pier - Wave (part)']));
    const message = expect.stringContaining('pier - Wave (part)') as string;
    expect(notices).toEqual([{ level: 'warning', message }]);
  });
});

describe('recordings', () => {
  it('leaves alone what another process still writes', async () => {
    mkdirSync(join(folder, 'Pastiche'));
    const file = unfinishedFile('clip', process.ppid, 'mp4');
    writeFileSync(join(folder, 'Pastiche', file), clips.mp4!);
    await recordings.recover();
    expect(files()).toEqual([file]);
    expect(await list()).toMatchObject([{ state: 'writing', seconds: null }]);
  });

  it('removes what was begun and never held a picture', async () => {
    mkdirSync(join(folder, 'Pastiche'));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, 'Pastiche', unfinishedFile('empty', pid, 'mp4')), '');
    writeFileSync(
      join(folder, 'Pastiche', unfinishedFile('header', pid, 'mp4')),
      clips.mp4!.subarray(0, 300),
    );
    await recordings.recover();
    expect(files()).toEqual([]);
    expect(notices).toEqual([]);
  });

  it('are ended and kept when their page says nothing any more', async () => {
    open(50);
    const { handle } = await ask<{ handle: string }>('recordings.begin', { type: 'mp4', style: null });
    await ask('recordings.append', { handle, sequence: 0, bytes: clips.mp4! });
    await finished();
    expect(await list()).toMatchObject([{ state: 'ready' }]);
    expect(notices).toMatchObject([{ level: 'warning' }]);
    const more = ask('recordings.append', { handle, sequence: 1, bytes: new Uint8Array(1) });
    await expect(more).rejects.toMatchObject({ code: 'unknown-recording' });
  });

  it('can be renamed to any name that is free, removed and brought back', async () => {
    await record('webm', clips.webm!);
    await finished();
    await ask('recordings.rename', { id: (await list())[0]!.id, name: ' Me: a/b ' });
    expect(files()).toEqual(['Me a b.webm']);
    const [{ id }] = (await list()) as [Recording];
    const trashed = await ask<{ id: string }>('recordings.remove', { id });
    expect(await list()).toEqual([]);
    writeFileSync(join(folder, 'Pastiche', 'Me a b.webm'), 'another');
    const back = await ask<Recording>('recordings.restore', trashed);
    expect(back).toMatchObject({ name: 'Me a b (2)', state: 'ready' });
    await expect(ask('recordings.restore', trashed)).rejects.toMatchObject({ code: 'unknown-recording' });
    expect((await list()).map(({ state }) => state).sort()).toEqual(['broken', 'ready']);
  });

  it('list what is in the trash, bring each back, and give the room back once it is emptied', async () => {
    const shelf = join(folder, 'Pastiche');
    const trash = join(shelf, '.trash');
    mkdirSync(shelf);
    for (const name of ['a', 'b', 'c']) writeFileSync(join(shelf, `${name}.mp4`), 'not a clip');
    for (const { id, state } of await list()) {
      expect(state, 'what cannot be read can be removed all the same').toBe('broken');
      await ask('recordings.remove', { id });
    }
    writeFileSync(join(trash, 'notes.txt'), 'not ours');
    interface Gone {
      id: string;
      name: string;
      bytes: number;
    }
    const gone = await ask<Gone[]>('recordings.trashed', {});
    expect(gone.map(({ name, bytes }) => `${name} ${bytes}`).sort()).toEqual(['a 10', 'b 10', 'c 10']);
    await ask('recordings.restore', { id: gone.find(({ name }) => name === 'b')!.id });
    await ask('recordings.emptyTrash', {});
    expect(await ask('recordings.trashed', {})).toEqual([]);
    expect(readdirSync(trash)).toEqual(['notes.txt']);
    expect(await list()).toMatchObject([{ name: 'b' }]);
  });

  it('stay in the trash for 30 days, and not for longer', async () => {
    const trash = join(folder, 'Pastiche', '.trash');
    mkdirSync(trash, { recursive: true });
    const day = 24 * 3600 * 1000;
    for (const days of [29, 31]) writeFileSync(join(trash, `${Date.now() - days * day}~${days}.mp4`), '');
    await recordings.recover();
    expect(readdirSync(trash)).toMatchObject([expect.stringMatching(/~29\.mp4$/)]);
  });

  it.each([
    [
      'recordings.append',
      { handle: 'nobodynobodynobody', sequence: 0, bytes: new Uint8Array(1) },
      'unknown-recording',
    ],
    ['recordings.append', { handle: '../../etc/passwd', sequence: 0, bytes: new Uint8Array(1) }, 'malformed'],
    [
      'recordings.append',
      { handle: 'nobodynobodynobody', sequence: -1, bytes: new Uint8Array(1) },
      'malformed',
    ],
    ['recordings.append', { handle: 'nobodynobodynobody', sequence: 0, bytes: 'text' }, 'malformed'],
    [
      'recordings.append',
      { handle: 'constructor_______', sequence: 0, bytes: new Uint8Array(1) },
      'unknown-recording',
    ],
    ['recordings.begin', { type: 'exe', style: null }, 'malformed'],
    ['recordings.rename', { id: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'x' }, 'unknown-recording'],
    ['recordings.trim', { id: 'AAAAAAAAAAAAAAAAAAAAAA', from: 2, to: 1 }, 'malformed'],
  ])('refuse %s %o', async (name, args, code) => {
    await expect(ask(name, args)).rejects.toMatchObject({ code });
    expect(existsSync(join(folder, 'Pastiche'))).toBe(false);
  });

  it('say when parts are missing, also a second time, and refuse to be finished where none was begun', async () => {
    const { handle } = await ask<{ handle: string }>('recordings.begin', { type: 'mp4', style: null });
    await ask('recordings.append', { handle, sequence: 0, bytes: clips.mp4! });
    for (let tries = 0; tries < 2; tries++) {
      await expect(ask('recordings.finish', { handle, chunks: 3 })).rejects.toMatchObject({
        code: 'out-of-order',
      });
    }
    await expect(ask('recordings.finish', { handle: 'nobodynobodynobody', chunks: 1 })).rejects.toMatchObject(
      { code: 'unknown-recording' },
    );
    await finished();
    expect(await list()).toMatchObject([{ state: 'ready' }]);
  });
});
