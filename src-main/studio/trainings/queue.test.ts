/** The queue with processes that are only pretended: what waits, what runs, and what is kept. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeModel } from '../../paint/describe.ts';
import { MOST_PREVIEWS } from './previews.ts';
import { TrainingShelf } from './shelf.ts';
import { PretendedQueue } from './testing/pretendedQueue.ts';

let all: PretendedQueue;
beforeEach(async () => {
  all = await PretendedQueue.open();
});
afterEach(() => all.remove());

it('a training waits while it is found out what to train on, and can be paused meanwhile', async () => {
  let settle: () => void = () => undefined;
  all.settling = new Promise((resolve) => (settle = resolve));
  const [paused, id] = [await all.start('Wave'), await all.start('Scream')];
  expect(all.children).toEqual([]);
  expect(all.status(id)).toBe('waiting');
  expect((await all.shelf.describe(paused)).message).toMatch(/which device/);
  expect((await all.queue.pause(paused)).message).toBeUndefined();
  all.settling = undefined;
  settle();
  await all.reaches(id, 'running');
  expect(all.children).toHaveLength(1);
  expect(all.status(paused)).toBe('paused');
});

it('a quick training has little time; steps that it leaves out for that are no longer spoken of', async () => {
  const id = await all.start('Wave');
  expect(all.children[0]!.job.hurry).toMatchObject({ least: 100 });
  all.children[0]!.say({ type: 'steps', steps: 222 });
  await vi.waitFor(async () => expect((await all.shelf.describe(id)).steps).toBe(222));
  // When it goes on there may be time for them again.
  await all.queue.pause(id);
  await vi.waitFor(() => expect(all.status(id)).not.toBe('pausing'));
  await all.resumed(id);
  expect(all.children.at(-1)!.job.options.steps).toBe(400);
});

it('two trainings that two windows start are two: the second waits, on its own folder', async () => {
  const [one, other] = await Promise.all([all.start('One'), all.start('Other')]);
  await vi.waitFor(() => expect(new Set([all.status(one), all.status(other)])).toEqual(new Set(['running', 'waiting']))); // prettier-ignore
  expect(all.children).toHaveLength(1);
  const first = all.children[0]!.job.folder;
  all.children[0]!.say({ type: 'paused', step: 3 });
  all.children[0]!.die();
  await vi.waitFor(() => expect(all.children).toHaveLength(2));
  expect(all.children[1]!.job.folder).not.toBe(first);
  await vi.waitFor(() => expect(new Set([all.status(one), all.status(other)])).toEqual(new Set(['paused', 'running']))); // prettier-ignore
});

it('one that goes on waits behind those that waited before, however old it is', async () => {
  const old = await all.paused('Old', 3);
  const [runs, waits] = [await all.start('Runs'), await all.start('Waits')];
  await all.queue.resume(old);
  await all.pausesAt(runs, 3);
  await all.reaches(waits, 'running');
  expect(all.status(old)).toBe('waiting');
  expect(await all.shelf.describe(old)).not.toHaveProperty('waitingSince');
  await all.pausesAt(waits, 3);
  await all.reaches(old, 'running');
});

it('one that stands still is kept at once, while another runs, and without the loss network', async () => {
  const id = await all.paused('Wave', 9);
  await all.shelf.change(id, { plan: { ...all.shelf.get(id).plan!, colours: 'own' } });
  await all.checkpoint(id, 5);
  const runs = await all.start('Scream');
  all.lossNetwork = () => {
    throw new Error('it is gone');
  };
  expect(await all.queue.finish(id)).toMatchObject({ status: 'finished', styleId: 'x', step: 5 });
  const style = describeModel(await readFile(all.shelf.files(id).style));
  expect(style).toMatchObject({ title: 'Wave', training: { steps: 5, colours: 'own' } });
  expect(all.notices).toEqual([expect.stringContaining('Wave is trained')]);
  expect(all.status(runs)).toBe('running');
  expect(all.children).toHaveLength(2);
  expect(all.children[1]!.sent.map(({ type }) => type)).toEqual(['start']);
});

it('one that waits is kept, and does not run any more', async () => {
  const id = await all.paused('Wave', 5);
  await all.checkpoint(id, 5);
  const runs = await all.start('Scream');
  await all.queue.resume(id);
  expect(all.status(id)).toBe('waiting');
  expect(await all.queue.finish(id)).toMatchObject({ status: 'finished' });
  await all.queue.remove(runs);
  expect(all.children).toHaveLength(2);
});

it('one whose checkpoint is not there, or of no use, stands as it stood, and is trained when it goes on', async () => {
  const id = await all.paused('Wave', 5);
  await writeFile(all.shelf.files(id).checkpoint, 'half');
  expect(await all.queue.finish(id)).toMatchObject({
    status: 'paused',
    message: expect.stringMatching(/another version.*damaged.*or train again\.$/) as string,
  });
  await rm(all.shelf.files(id).checkpoint);
  expect(await all.queue.finish(id)).toMatchObject({
    status: 'paused',
    step: 0,
    message: expect.stringContaining('no checkpoint yet') as string,
  });
  await expect(all.queue.finish(id)).rejects.toMatchObject({ code: 'not-now' });
  expect(await all.resumed(id)).toEqual(['start']);
});

it('one that could not be kept, because another Pastiche trains it, is trained when it goes on here', async () => {
  const id = await all.paused('Wave', 5);
  const nothing = (): void => undefined;
  const parts = { folder: all.folder, onChanged: nothing, onRemoved: nothing, onNotice: nothing };
  // A process that runs and is not us: our parent.
  const theirs = new TrainingShelf({ ...parts, pid: process.ppid });
  await theirs.open();
  await theirs.change(id, { status: 'running' });
  await expect(all.queue.finish(id)).rejects.toMatchObject({ code: 'not-now' });
  await theirs.change(id, { status: 'paused' });
  await all.shelf.list();
  expect(await all.resumed(id)).toEqual(['start']);
});

it('one that cannot begin, for want of the loss network, says so, and is trained when it goes on', async () => {
  const runs = await all.start('Scream');
  const id = await all.start('Wave');
  all.lossNetwork = () => {
    throw new Error('it is gone');
  };
  await all.queue.remove(runs);
  expect(await all.shelf.describe(id)).toMatchObject({ status: 'interrupted', message: 'it is gone' });
  all.lossNetwork = () => 'vgg';
  expect(await all.resumed(id)).toEqual(['start']);
});

it('a loss network that cannot be used is told of: it can be fetched again', async () => {
  const id = await all.start('Wave');
  all.children[0]!.say({ type: 'failed', code: 'loss-network', message: 'vgg cannot be read' });
  all.children[0]!.die();
  await all.reaches(id, 'failed');
  expect(all.distrusted).toEqual(['vgg cannot be read']);
});

it('a training keeps some of its previews, its first and its newest among them', async () => {
  const id = await all.start('Wave');
  await all.reaches(id, 'running');
  const steps = Array.from({ length: MOST_PREVIEWS + 5 }, (_, i) => 1 + 3 * i);
  for (const step of steps) await writeFile(all.shelf.files(id).preview(step), 'x');
  all.children[0]!.say({ type: 'preview', step: steps.at(-1)! });
  await vi.waitFor(async () => expect((await all.shelf.describe(id)).previews).toHaveLength(MOST_PREVIEWS));
  const { previews } = await all.shelf.describe(id);
  expect([previews[0], previews.at(-1)]).toEqual([steps[0], steps.at(-1)]);
});
