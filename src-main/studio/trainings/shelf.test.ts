/** The shelf when it is opened: on what an earlier life left, on a disk that refuses, and by two at once. */
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { TrainingPlan, type Training } from '../contract/trainings.ts';
import type { TrainingRecord } from './record.ts';
import { TrainingShelf } from './shelf.ts';

const refuse = vi.hoisted(() => ({ rm: false }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<{ rm: typeof rm }>();
  const locked = Object.assign(new Error('EBUSY: it is being looked into'), { code: 'EBUSY' });
  const rmOrNot: typeof rm = (...args) => (refuse.rm ? Promise.reject(locked) : real.rm(...args));
  return { ...real, rm: rmOrNot };
});

const plan = TrainingPlan.parse({ title: 'Wave', preset: 'quick' });
/** A process that runs and is not us: our parent. The first shelf is that one's. */
const theirs = process.ppid;

let folder: string;
let notices: string[];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'pastiche-shelf-')), 'trainings');
  notices = [];
});
afterEach(() => {
  refuse.rm = false;
  removeFolder(join(folder, '..'));
});

async function open(pid?: number): Promise<{ shelf: TrainingShelf; told: Training[] }> {
  const told: Training[] = [];
  const shelf = new TrainingShelf({
    folder,
    onChanged: (training) => told.push(training),
    onRemoved: () => undefined,
    onNotice: ({ message }) => notices.push(message),
    ...(pid !== undefined && { pid }),
  });
  await shelf.open();
  return { shelf, told };
}

async function training(shelf: TrainingShelf, status: TrainingRecord['status']): Promise<string> {
  const { id } = await shelf.create();
  if (status !== 'draft') await shelf.change(id, { plan, status });
  return id;
}

const statuses = async (shelf: TrainingShelf): Promise<string[][]> =>
  (await shelf.list()).map(({ id, status }) => [id, status]);

describe('a start', () => {
  it('goes on without a draft that cannot be deleted, and deletes it another time', async () => {
    const { shelf } = await open();
    const draft = await training(shelf, 'draft');
    const paused = await training(shelf, 'paused');
    refuse.rm = true;
    const next = await open();
    expect(await statuses(next.shelf)).toEqual([[paused, 'paused']]);
    expect(notices).toEqual([expect.stringMatching(/draft could not be deleted.*EBUSY/)]);
    refuse.rm = false;
    await open();
    expect(await readdir(folder)).toEqual([paused]);
    expect(draft).not.toBe(paused);
  });

  it('goes on where the folder cannot be read, and says so', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const { shelf } = await open();
    expect(await shelf.list()).toEqual([]);
    expect(notices).toEqual([expect.stringContaining('cannot be read')]);
  });

  it('goes on where nothing can be written', async (ctx) => {
    if (process.platform === 'win32') ctx.skip('Windows knows no folder that only some may write into');
    if (process.getuid?.() === 0) ctx.skip('the administrator may write everywhere');
    await chmod(join(folder, '..'), 0o555);
    await expect(open()).resolves.toBeDefined();
    await chmod(join(folder, '..'), 0o755);
  });

  it('writes nothing where there is nothing', async () => {
    await open();
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(notices).toEqual([]);
  });

  it('deletes what is left of a draft whose record is gone, but nothing that was trained or is just made', async () => {
    const { shelf } = await open();
    const ids = [];
    for (const kept of ['photos', 'checkpoint', 'checkpoint.previous', 'photos']) {
      const id = await training(shelf, 'paused');
      await mkdir(join(folder, id, kept), { recursive: true });
      await rm(join(folder, id, 'training.json'));
      ids.push(id);
    }
    const [, ...left] = ids;
    for (const id of ids.slice(0, 3)) await utimes(join(folder, id), 0, 0);
    await open();
    expect(await readdir(folder)).toEqual(left.toSorted());
    expect(notices).toEqual(left.map(() => expect.stringContaining('left as it is') as string));
  });

  it('interrupts what ran and throws drafts away when their process is gone', async () => {
    const { shelf } = await open();
    const running = await training(shelf, 'running');
    await training(shelf, 'draft');
    const next = await open();
    expect(await statuses(next.shelf)).toEqual([[running, 'interrupted']]);
    expect(await readdir(folder)).toEqual([running]);
  });
});

it('an end leaves no draft behind, for the camera’s frames may be in it', async () => {
  const { shelf } = await open();
  const paused = await training(shelf, 'paused');
  await training(shelf, 'draft');
  await shelf.close();
  expect(await readdir(folder)).toEqual([paused]);
});

describe('two on one folder', () => {
  it('leave each other’s drafts and running trainings alone; what is refused says by whom', async () => {
    const first = await open(theirs);
    const draft = await training(first.shelf, 'draft');
    const running = await training(first.shelf, 'running');
    const second = await open();
    expect(notices).toEqual([]);
    expect(await readdir(folder)).toEqual([draft, running].sort());
    expect(await statuses(second.shelf)).toEqual([[running, 'running']]);
    expect(second.shelf.records()).toEqual([]);
    expect(second.shelf.see(running).plan?.title).toBe('Wave');
    expect(() => second.shelf.get(running)).toThrow(`Another Pastiche (process ${theirs})`);
    expect(() => second.shelf.get(draft)).toThrow('no such training');
  });

  it('cannot both go on with what stood still, nor delete it under the other', async () => {
    const first = await open(theirs);
    const id = await training(first.shelf, 'paused');
    const second = await open();
    await first.shelf.change(id, { status: 'running' });
    await expect(second.shelf.change(id, { status: 'waiting' })).rejects.toMatchObject({ code: 'not-now' });
    await expect(second.shelf.delete(id)).rejects.toThrow(`process ${theirs}`);
    expect(second.told.at(-1)).toMatchObject({ id, status: 'running' });
    expect(await readdir(folder)).toEqual([id]);
  });

  it('do not begin again what the other has finished', async () => {
    const first = await open(theirs);
    const id = await training(first.shelf, 'interrupted');
    const second = await open();
    await first.shelf.change(id, { status: 'finished', styleId: 'wave', step: 9 });
    await expect(second.shelf.change(id, { status: 'waiting' })).rejects.toThrow('has finished');
    expect(second.told.at(-1)).toMatchObject({ id, status: 'finished', styleId: 'wave' });
    await second.shelf.delete(id);
    expect(await readdir(folder)).toEqual([]);
  });

  it('have what the other lets go of', async () => {
    const first = await open(theirs);
    const id = await training(first.shelf, 'running');
    const second = await open();
    await first.shelf.change(id, { status: 'paused', step: 7 });
    expect(() => second.shelf.get(id)).toThrow('Another Pastiche');
    await vi.waitFor(() => expect(second.told.at(-1)).toMatchObject({ id, status: 'paused', step: 7 }));
    await second.shelf.change(id, { status: 'waiting' });
    expect(second.shelf.get(id).status).toBe('waiting');
  });

  it('tell pages nothing of the processes', async () => {
    const first = await open(theirs);
    await training(first.shelf, 'running');
    const [seen] = await (await open()).shelf.list();
    expect(seen).not.toHaveProperty('owner');
  });
});

it('what another version writes cannot be deleted while that one works on it', async () => {
  const one = join(folder, 'newer');
  await mkdir(one, { recursive: true });
  await writeFile(
    join(one, 'training.json'),
    JSON.stringify({ format: 2, status: 'running', owner: theirs }),
  );
  const { shelf } = await open();
  expect(await statuses(shelf)).toEqual([['newer', 'running']]);
  await expect(shelf.delete('newer')).rejects.toThrow(`process ${theirs}`);
  expect(await readdir(folder)).toEqual(['newer']);
});

it('a record that is no JSON is listed as failed', async () => {
  await mkdir(join(folder, 'torn'), { recursive: true });
  await writeFile(join(folder, 'torn', 'training.json'), '{"form');
  const { shelf } = await open();
  expect(await statuses(shelf)).toEqual([['torn', 'failed']]);
  expect(notices).toEqual([]);
});

it('a folder without a record is damaged, and left', async () => {
  await mkdir(join(folder, 'mine'), { recursive: true });
  await open();
  expect(notices).toEqual([expect.stringContaining('is left as it is')]);
  expect(await readdir(folder)).toEqual(['mine']);
});
