/** Recordings that somebody holds, as a virus scanner or a player on Windows does. */
import { mkdtempSync, promises, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { Notice } from '../contract.ts';
import { unfinishedFile } from './names.ts';
import { placeFile } from './place.ts';
import { TOUCH_MS } from './recovery.ts';
import { Shelf } from './shelf.ts';
import { writtenClip } from './testing/clip.ts';
import { intoTrash, Trash } from './trash.ts';
import { Workshop } from './workshop.ts';

vi.mock('node:fs/promises', { spy: true });

const held = (code = 'EBUSY'): Error => Object.assign(new Error('somebody holds it'), { code });
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pastiche-held-'))));
afterEach(() => {
  vi.mocked(rm).mockReset();
  removeFolder(folder);
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

  it('goes into the trash under a shorter name where its own leaves no room for the time', async () => {
    const trash = new Trash(() => folder);
    const file = `${'海'.repeat(81)}.mp4`;
    put(file);
    // Not every disk has so little room.
    vi.mocked(rename).mockRejectedValueOnce(held('ENAMETOOLONG'));
    const id = await intoTrash(join(folder, file));
    expect(await trash.find(id)).toMatchObject({ name: '海'.repeat(30), type: 'mp4' });
    expect(readdirSync(folder)).toEqual(['.trash']);
  });

  it('goes into the trash, and out of the world with it', async () => {
    const trash = new Trash(() => folder);
    put('pier.mp4');
    vi.mocked(rename).mockRejectedValueOnce(held());
    await intoTrash(join(folder, 'pier.mp4'));
    expect(await trash.list()).toMatchObject([{ name: 'pier' }]);
    vi.mocked(rm).mockRejectedValueOnce(held('EACCES'));
    await trash.empty('all');
    expect(await trash.list()).toEqual([]);
  });
});

it('is finished where its disk refuses what it took when it is closed, as a network drive that is full', async () => {
  vi.mocked(open).mockImplementationOnce(async (...how) => {
    const handle = await promises.open(...how);
    const close = handle.close.bind(handle);
    const refused = Object.assign(new Error('no room on the server'), { code: 'EDQUOT' });
    handle.close = () => close().then(() => Promise.reject(refused));
    return handle;
  });
  const workshop = new Workshop({ folder: () => folder, changed: () => undefined, tell: () => undefined });
  const handle = await workshop.begin('mp4', null, 'pier.mp4');
  await workshop.append(handle, 0, await writtenClip('mp4', 1));
  await expect(workshop.finish(handle, 1), 'it is said').rejects.toThrow('The disk is full');
  await workshop.close();
  expect(readdirSync(folder)).toEqual(['pier (part).mp4']);
});

/** The next file that is opened is brought to disk only once this goes on. */
function slowDisk(): () => void {
  let goOn = (): void => undefined;
  const slow = new Promise<void>((resolve) => (goOn = resolve));
  vi.mocked(open).mockImplementationOnce(async (...how) => {
    const file = await promises.open(...how);
    file.sync = () => slow;
    return file;
  });
  return () => goOn();
}

describe('what a disk takes long to end', () => {
  let workshop: Workshop;
  let handle: string;
  let states: unknown[];
  const begin = async (): Promise<string> => {
    states = [];
    workshop = new Workshop({ folder: () => folder, changed: () => undefined, tell: () => undefined });
    handle = await workshop.begin('mp4', null, 'pier.mp4');
    await workshop.append(handle, 0, await writtenClip('mp4', 1));
    return join(folder, readdirSync(folder)[0]!);
  };
  afterEach(() => vi.useRealTimers());

  it('is touched meanwhile, so that no other machine takes it for left behind', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const goOn = slowDisk();
    const path = await begin();
    const ended = workshop.finish(handle, 1);
    vi.mocked(utimes).mockClear();
    vi.advanceTimersByTime(TOUCH_MS);
    expect(vi.mocked(utimes).mock.calls.map(([touched]) => touched)).toEqual([path]);
    goOn();
    await ended;
    await workshop.close();
    expect(workshop.stateOf(path)).toBeNull();
  });

  it('is known to be worked on from the moment it has another name', async () => {
    vi.mocked(rename).mockImplementationOnce(async (from, to) => {
      await promises.rename(from, to);
      states = [String(to), workshop.stateOf(String(to))];
    });
    await begin();
    await workshop.finish(handle, 1);
    await workshop.close();
    expect(states).toEqual([join(folder, unfinishedFile('pier', process.pid, 'mp4')), 'finishing']);
  });
});

it('what cannot be finished is told once, however often it is tried, and anew where the trouble is another', async () => {
  const path = put(unfinishedFile('pier', process.pid, 'mp4'), await writtenClip('mp4', 1));
  const notices: Notice[] = [];
  const tell = (notice: Notice): number => notices.push(notice);
  const workshop = new Workshop({ folder: () => folder, changed: () => undefined, tell });
  const tried = async (code: string): Promise<unknown[]> => {
    notices.splice(0);
    vi.mocked(rename).mockRejectedValueOnce(Object.assign(new Error(`${code} ${Math.random()}`), { code }));
    utimesSync(path, 0, 0);
    await workshop.recover();
    return notices.map(({ level }) => level);
  };
  expect(await tried('EIO')).toEqual(['error']);
  expect(await tried('EIO')).toEqual([]);
  expect(await tried('EROFS')).toEqual(['error']);
  utimesSync(path, 0, 0);
  await workshop.recover();
  await workshop.close();
  expect(readdirSync(folder)).toEqual(['pier.mp4']);
});

it('a trash that holds much is looked through a little at a time', async () => {
  const trash = new Trash(() => folder);
  for (let i = 0; i < 9; i++) {
    put(`${i}.mp4`);
    await intoTrash(join(folder, `${i}.mp4`));
  }
  let [now, most] = [0, 0];
  vi.mocked(stat).mockImplementation((async (path: string) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return statSync(path);
  }) as typeof stat);
  const listed = await trash.list();
  vi.mocked(stat).mockReset();
  expect([listed.length, most]).toEqual([9, 2]);
});

it('what is thrown away while somebody holds it is neither shown nor saved later', async () => {
  const options = { folder: () => folder, changed: () => undefined, tell: () => undefined };
  const workshop = new Workshop(options);
  const handle = await workshop.begin('mp4', null, 'pier.mp4');
  await workshop.append(handle, 0, await writtenClip('mp4', 1));
  vi.mocked(rm).mockImplementation(() => Promise.reject(held()));
  await workshop.discard(handle);
  await workshop.close();
  const shelf = new Shelf({ folder: () => folder, stateOf: () => null });
  expect((await shelf.list()).recordings).toEqual([]);

  vi.mocked(rm).mockReset();
  const next = new Workshop(options);
  await next.recover();
  await next.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('what is thrown away just before the app ends is not saved at the next start', async () => {
  const goOn = slowDisk();
  const workshop = new Workshop({ folder: () => folder, changed: () => undefined, tell: () => undefined });
  const handle = await workshop.begin('mp4', null, 'pier.mp4');
  await workshop.append(handle, 0, await writtenClip('mp4', 1));
  void workshop.discard(handle);
  setTimeout(goOn, 50);
  await workshop.close();
  expect(readdirSync(folder)).toEqual([]);
});

describe('what was written of a recording that is finished', () => {
  let path: string;
  let notices: Notice[];
  let added: (string | undefined)[];
  const shelf = new Shelf({ folder: () => folder, stateOf: () => null });
  const names = async (): Promise<string[]> => (await shelf.list()).recordings.map(({ name }) => name);

  /** An app begins, finds a recording that was left, and ends. */
  async function start(): Promise<void> {
    [notices, added] = [[], []];
    const workshop = new Workshop({
      folder: () => folder,
      changed: (file) => added.push(file),
      tell: (notice) => notices.push(notice),
    });
    await workshop.recover();
    await workshop.close();
    // What is of our own number is somebody else's once it is older than we are.
    if (readdirSync(folder).some((file) => file.includes('.recording-'))) utimesSync(path, 0, 0);
  }

  beforeEach(async () => {
    path = put(unfinishedFile('pier', process.pid, 'mp4'), await writtenClip('mp4', 2));
    utimesSync(path, 0, 0);
    vi.mocked(rm).mockImplementation((gone) =>
      gone === path ? Promise.reject(held()) : Promise.resolve(rmSync(gone, { force: true })),
    );
    await start();
  });

  it('is neither told as failed nor shown nor finished once more while it is held', async () => {
    expect(notices).toEqual([{ level: 'info', message: 'A recording that was cut short is saved: pier.' }]);
    expect(added).toEqual([join(folder, 'pier.mp4')]);
    expect(await names()).toEqual(['pier']);
    const { size } = statSync(path);
    await start();
    expect(notices).toEqual([]);
    expect(statSync(path).size).toBe(size);
    expect(await names()).toEqual(['pier']);
  });

  it('goes once it is let go, and leaves no trace', async () => {
    vi.mocked(rm).mockReset();
    await start();
    expect(readdirSync(folder)).toEqual(['pier.mp4']);
    expect(notices).toEqual([]);
  });

  it('is what a note of another program is not about: it stays, with what it tells of', async () => {
    vi.mocked(rm).mockReset();
    for (const file of ['holiday.mkv', '.holiday.mkv.finished', '.job.finished']) put(file, '6');
    await start();
    expect(readdirSync(folder).sort()).toEqual(['.holiday.mkv.finished', '.job.finished', 'holiday.mkv', 'pier.mp4']); // prettier-ignore
  });

  it('leaves its name to another one, which is no less than others', async () => {
    vi.mocked(rm).mockReset();
    put(unfinishedFile('pier', process.pid, 'mp4'), await writtenClip('mp4', 3));
    utimesSync(path, 0, 0);
    await start();
    expect(readdirSync(folder).sort()).toEqual(['pier (2).mp4', 'pier.mp4']);
  });
});
