/** The queue with processes that are only pretended: what it does when one dies with its device. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeModel } from '../../paint/describe.ts';
import { writeCheckpoint } from '../../train/checkpoint.ts';
import { keepCheckpoint } from '../../train/folder.ts';
import type { FromTrain, Job, ToTrain, TrainChild } from '../../train/protocol.ts';
import { tinyOptions } from '../../train/testing/trainingFolder.ts';
import { freshState, specsOf } from '../../train/trainer.ts';
import { TrainingPlan } from '../contract/trainings.ts';
import { MOST_PREVIEWS } from './previews.ts';
import { TrainingQueue } from './queue.ts';
import { originalOf } from './record.ts';
import { TrainingShelf } from './shelf.ts';

/** A process that does what the test says. */
class FakeChild implements TrainChild {
  readonly pid = 1;
  readonly sent: ToTrain[] = [];
  /** It has not heard of a pause yet when it dies. */
  hangs = false;
  say: (message: FromTrain) => void = () => undefined;
  die: () => void = () => undefined;

  get job(): Job {
    const [first] = this.sent;
    if (first?.type !== 'start') throw new Error('it was given no job');
    return first.job;
  }
  send(message: ToTrain): void {
    this.sent.push(message);
    if (message.type === 'pause' && !this.hangs) this.die();
  }
  onMessage(listener: (data: unknown) => void): void {
    this.say = listener;
  }
  onExit(listener: () => void): void {
    this.die = listener;
  }
  kill(): void {
    this.die();
  }
}

let folder: string;
let shelf: TrainingShelf;
let children: FakeChild[];
let notices: string[];
let distrusted: string[];
let queue: TrainingQueue;
let settling: Promise<void> | undefined;
let lossNetwork: () => string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-queue-'));
  [children, notices, distrusted, settling] = [[], [], [], undefined];
  lossNetwork = () => 'vgg';
  shelf = new TrainingShelf({ folder, onChanged: () => undefined, onRemoved: () => undefined, onNotice: ({ message }) => notices.push(message) }); // prettier-ignore
  queue = new TrainingQueue({
    shelf,
    spawn: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    ...{ threads: 1, overrides: undefined, starts: () => [], devices: () => ['card', 'cpu'] },
    settling: () => settling,
    distrustLossNetwork: (message) => distrusted.push(message),
    ...{ lossNetwork: () => lossNetwork(), hang: () => Promise.resolve('x'), onProgress: () => undefined },
    onNotice: ({ message }) => notices.push(message),
  });
});
afterEach(async () => {
  await queue.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(title: string): Promise<string> {
  const { id } = await shelf.create();
  const picture = sharp({ create: { width: 96, height: 80, channels: 3, background: '#456' } });
  await picture
    .clone()
    .png()
    .toFile(originalOf(shelf.folder(id)));
  for (let i = 0; i < 8; i++) await picture.clone().jpeg().toFile(join(shelf.files(id).photos, `${i}.jpg`)); // prettier-ignore
  await queue.start(id, TrainingPlan.parse({ title, preset: 'quick' }));
  return id;
}

const status = (id: string): string => shelf.get(id).status;

/** A training of so many steps that was paused. */
async function paused(title: string, step: number): Promise<string> {
  const id = await start(title);
  const child = children.at(-1)!;
  child.say({ type: 'paused', step });
  child.die();
  await vi.waitFor(() => expect(status(id)).toBe('paused'));
  return id;
}

/** Goes on with a training; gives what its process is told. */
async function resumed(id: string): Promise<string[]> {
  await queue.resume(id);
  await vi.waitFor(() => expect(status(id)).toBe('running'));
  return children.at(-1)!.sent.map(({ type }) => type);
}

it('a training waits while it is found out what to train on, and can be paused meanwhile', async () => {
  let settle: () => void = () => undefined;
  settling = new Promise((resolve) => (settle = resolve));
  const [paused, id] = [await start('Wave'), await start('Scream')];
  expect(children).toEqual([]);
  expect(status(id)).toBe('waiting');
  expect((await shelf.describe(paused)).message).toMatch(/which device/);
  expect((await queue.pause(paused)).message).toBeUndefined();
  settling = undefined;
  settle();
  await vi.waitFor(() => expect(status(id)).toBe('running'));
  expect(children).toHaveLength(1);
  expect(status(paused)).toBe('paused');
});

it('a device that takes the process down with it is left alone: the next one goes on, and it is said', async () => {
  const id = await start('Wave');
  expect(children[0]!.job.devices).toEqual(['card', 'cpu']);
  children[0]!.say({ type: 'running', device: 'card', step: 0 });
  children[0]!.say({ type: 'checkpoint', step: 40 });
  await vi.waitFor(() => expect(shelf.get(id).step).toBe(40));
  children[0]!.die();
  await vi.waitFor(() => expect(children).toHaveLength(2));
  expect(children[1]!.job).toMatchObject({ folder: shelf.folder(id), devices: ['cpu'] });
  expect(notices).toEqual([
    expect.stringMatching(/Wave on "card" stopped.*goes on from its last checkpoint/),
  ]);
  expect(status(id)).toBe('running');

  // On the processor it is not the device's fault: the person decides.
  children[1]!.say({ type: 'running', device: 'cpu', step: 40 });
  await vi.waitFor(() => expect(shelf.get(id).device).toBe('cpu'));
  children[1]!.die();
  await vi.waitFor(() => expect(status(id)).toBe('interrupted'));
  expect(children).toHaveLength(2);
});

it('a quick training has little time; steps that it leaves out for that are no longer spoken of', async () => {
  const id = await start('Wave');
  expect(children[0]!.job.hurry).toMatchObject({ least: 200 });
  children[0]!.say({ type: 'steps', steps: 222 });
  await vi.waitFor(async () => expect((await shelf.describe(id)).steps).toBe(222));
  // When it goes on there may be time for them again.
  await queue.pause(id);
  await vi.waitFor(() => expect(status(id)).not.toBe('pausing'));
  await resumed(id);
  expect(children.at(-1)!.job.options.steps).toBe(400);
});

it('two trainings that two windows start are two: the second waits, on its own folder', async () => {
  const [one, other] = await Promise.all([start('One'), start('Other')]);
  await vi.waitFor(() => expect(new Set([status(one), status(other)])).toEqual(new Set(['running', 'waiting']))); // prettier-ignore
  expect(children).toHaveLength(1);
  const first = children[0]!.job.folder;
  children[0]!.say({ type: 'paused', step: 3 });
  children[0]!.die();
  await vi.waitFor(() => expect(children).toHaveLength(2));
  expect(children[1]!.job.folder).not.toBe(first);
  await vi.waitFor(() => expect(new Set([status(one), status(other)])).toEqual(new Set(['paused', 'running']))); // prettier-ignore
});

/** Writes a checkpoint of a training, as its process does. */
async function checkpoint(id: string, step: number): Promise<void> {
  const state = freshState(tinyOptions);
  const history = [{ step, total: 3, content: 1, style: 1, tv: 1 }];
  const bytes = writeCheckpoint({ ...state, step, history }, specsOf(tinyOptions));
  await keepCheckpoint(shelf.files(id), bytes);
}

it('one that stands still is kept at once, while another runs, and without the loss network', async () => {
  const id = await paused('Wave', 9);
  await shelf.change(id, { plan: { ...shelf.get(id).plan!, colours: 'own' } });
  await checkpoint(id, 5);
  const runs = await start('Scream');
  lossNetwork = () => {
    throw new Error('it is gone');
  };
  expect(await queue.finish(id)).toMatchObject({ status: 'finished', styleId: 'x', step: 5 });
  const style = describeModel(await readFile(shelf.files(id).style));
  expect(style).toMatchObject({ title: 'Wave', training: { steps: 5, colours: 'own' } });
  expect(notices).toEqual([expect.stringContaining('Wave is trained')]);
  expect(status(runs)).toBe('running');
  expect(children).toHaveLength(2);
  expect(children[1]!.sent.map(({ type }) => type)).toEqual(['start']);
});

it('one that waits is kept, and does not run any more', async () => {
  const id = await paused('Wave', 5);
  await checkpoint(id, 5);
  const runs = await start('Scream');
  await queue.resume(id);
  expect(status(id)).toBe('waiting');
  expect(await queue.finish(id)).toMatchObject({ status: 'finished' });
  await queue.remove(runs);
  expect(children).toHaveLength(2);
});

it('one whose checkpoint is not there, or of no use, stands as it stood, and is trained when it goes on', async () => {
  const id = await paused('Wave', 5);
  await writeFile(shelf.files(id).checkpoint, 'half');
  expect(await queue.finish(id)).toMatchObject({
    status: 'paused',
    message: expect.stringContaining('not a checkpoint') as string,
  });
  await rm(shelf.files(id).checkpoint);
  expect(await queue.finish(id)).toMatchObject({
    status: 'paused',
    step: 0,
    message: expect.stringContaining('no checkpoint yet') as string,
  });
  await expect(queue.finish(id)).rejects.toMatchObject({ code: 'not-now' });
  expect(await resumed(id)).toEqual(['start']);
});

it('one that could not be kept, because another Pastiche trains it, is trained when it goes on here', async () => {
  const id = await paused('Wave', 5);
  const nothing = (): void => undefined;
  const parts = { folder, onChanged: nothing, onRemoved: nothing, onNotice: nothing };
  // A process that runs and is not us: our parent.
  const theirs = new TrainingShelf({ ...parts, pid: process.ppid });
  await theirs.open();
  await theirs.change(id, { status: 'running' });
  await expect(queue.finish(id)).rejects.toMatchObject({ code: 'not-now' });
  await theirs.change(id, { status: 'paused' });
  await shelf.list();
  expect(await resumed(id)).toEqual(['start']);
});

it('one that cannot begin, for want of the loss network, says so, and is trained when it goes on', async () => {
  const runs = await start('Scream');
  const id = await start('Wave');
  lossNetwork = () => {
    throw new Error('it is gone');
  };
  await queue.remove(runs);
  expect(await shelf.describe(id)).toMatchObject({ status: 'interrupted', message: 'it is gone' });
  lossNetwork = () => 'vgg';
  expect(await resumed(id)).toEqual(['start']);
});

it.each([
  ['pause', 'paused'],
  ['finish', 'finished'],
] as const)('a device that dies after "%s" makes nobody forget it', async (what, then) => {
  const id = await start('Wave');
  const [child] = children;
  child!.hangs = true;
  child!.say({ type: 'running', device: 'card', step: 40 });
  await vi.waitFor(() => expect(shelf.get(id).device).toBe('card'));
  await checkpoint(id, 40);
  await queue[what](id);
  expect(status(id)).toBe('pausing');
  child!.die();
  await vi.waitFor(() => expect(status(id)).toBe(then));
  const said = what === 'pause' ? 'stopped unexpectedly' : 'is trained';
  expect(notices).toEqual([expect.stringContaining(said)]);
  expect(children).toHaveLength(1);
  const next = what === 'pause' ? (await queue.resume(id), id) : await start('Scream');
  await vi.waitFor(() => expect(status(next)).toBe('running'));
  expect(children[1]!.job.devices).toEqual(['cpu']);
  expect(children[1]!.sent.map(({ type }) => type)).toEqual(['start']);
});

it('a loss network that cannot be used is told of: it can be fetched again', async () => {
  const id = await start('Wave');
  children[0]!.say({ type: 'failed', code: 'loss-network', message: 'vgg cannot be read' });
  children[0]!.die();
  await vi.waitFor(() => expect(status(id)).toBe('failed'));
  expect(distrusted).toEqual(['vgg cannot be read']);
});

it('a training keeps some of its previews, its first and its newest among them', async () => {
  const id = await start('Wave');
  await vi.waitFor(() => expect(status(id)).toBe('running'));
  const steps = Array.from({ length: MOST_PREVIEWS + 5 }, (_, i) => 1 + 3 * i);
  for (const step of steps) await writeFile(shelf.files(id).preview(step), 'x');
  children[0]!.say({ type: 'preview', step: steps.at(-1)! });
  await vi.waitFor(async () => expect((await shelf.describe(id)).previews).toHaveLength(MOST_PREVIEWS));
  const { previews } = await shelf.describe(id);
  expect([previews[0], previews.at(-1)]).toEqual([steps[0], steps.at(-1)]);
});
