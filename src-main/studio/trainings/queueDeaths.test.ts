/** The queue when the process of a training dies, perhaps with its device. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PretendedQueue } from './testing/pretendedQueue.ts';

let all: PretendedQueue;
beforeEach(async () => {
  all = await PretendedQueue.open();
});
afterEach(() => all.remove());

it('a device that takes the process down with it is left alone: the next one goes on, and it is said', async () => {
  const id = await all.start('Wave');
  expect(all.children[0]!.job.devices).toEqual(['card', 'cpu']);
  all.children[0]!.say({ type: 'running', device: 'card', step: 0 });
  all.children[0]!.say({ type: 'checkpoint', step: 40 });
  await vi.waitFor(() => expect(all.shelf.get(id).step).toBe(40));
  all.children[0]!.die();
  await vi.waitFor(() => expect(all.children).toHaveLength(2));
  expect(all.children[1]!.job).toMatchObject({ folder: all.shelf.folder(id), devices: ['cpu'] });
  expect(all.notices).toEqual([
    expect.stringMatching(/Wave on "card" stopped.*goes on from its last checkpoint/),
  ]);
  expect(all.status(id)).toBe('running');

  // On the processor it is not the device's fault: the person decides.
  all.children[1]!.say({ type: 'running', device: 'cpu', step: 40 });
  await vi.waitFor(() => expect(all.shelf.get(id).device).toBe('cpu'));
  all.children[1]!.die();
  await all.reaches(id, 'interrupted');
  expect(all.children).toHaveLength(2);
});

it('a device that takes the process down while that loads is left alone, too', async () => {
  const id = await all.start('Wave');
  all.children[0]!.die();
  await vi.waitFor(() => expect(all.children).toHaveLength(2));
  expect(all.children[1]!.job.devices).toEqual(['cpu']);
  expect(all.notices).toEqual([expect.stringContaining('Wave on "card" stopped')]);
  await all.reaches(id, 'running');
});

it('a device that the training was on before is not blamed for a death on another', async () => {
  const id = await all.start('Wave');
  all.children[0]!.say({ type: 'running', device: 'card', step: 0 });
  await vi.waitFor(() => expect(all.shelf.get(id).device).toBe('card'));
  await all.pausesAt(id, 5);
  await all.resumed(id);
  all.children[1]!.say({ type: 'notice', message: 'the card is gone; "cpu" takes over.', device: 'cpu' });
  all.children[1]!.die();
  await all.reaches(id, 'interrupted');
  await all.resumed(id);
  expect(all.children[2]!.job.devices).toEqual(['card', 'cpu']);
});

it.each([
  ['pause', 'paused'],
  ['finish', 'finished'],
] as const)('a device that dies after "%s" makes nobody forget it', async (what, then) => {
  const id = await all.start('Wave');
  const [child] = all.children;
  child!.hangs = true;
  child!.say({ type: 'running', device: 'card', step: 40 });
  await vi.waitFor(() => expect(all.shelf.get(id).device).toBe('card'));
  await all.checkpoint(id, 40);
  await all.queue[what](id);
  expect(all.status(id)).toBe('pausing');
  child!.die();
  await all.reaches(id, then);
  const said = what === 'pause' ? 'stopped unexpectedly' : 'is trained';
  await vi.waitFor(() => expect(all.notices).toEqual([expect.stringContaining(said)]));
  expect(all.children).toHaveLength(1);
  const next = what === 'pause' ? (await all.queue.resume(id), id) : await all.start('Scream');
  await all.reaches(next, 'running');
  expect(all.children[1]!.job.devices).toEqual(['cpu']);
  expect(all.children[1]!.sent.map(({ type }) => type)).toEqual(['start']);
});

it('one that has not begun yet is ended at once when the app is closed, and nobody is told of an accident', async () => {
  const id = await all.start('Wave');
  const [child] = all.children;
  // It loads, and hears nothing meanwhile.
  child!.hangs = true;
  const began = performance.now();
  await all.queue.close();
  expect(performance.now() - began).toBeLessThan(2000);
  expect(all.notices).toEqual([]);
  expect(all.shelf.get(id)).toMatchObject({ status: 'interrupted', step: 0 });
});

it.each(['card', 'cpu'])('the app that is closed is no accident of a training on "%s"', async (device) => {
  const id = await all.start('Wave');
  const [child] = all.children;
  child!.hangs = true;
  child!.say({ type: 'running', device, step: 0 });
  await vi.waitFor(() => expect(all.shelf.get(id).device).toBe(device));
  const closed = all.queue.close();
  await vi.waitFor(() => expect(child!.sent.at(-1)).toEqual({ type: 'pause' }));
  child!.die();
  await closed;
  expect(all.notices).toEqual([]);
  expect(all.status(id)).toBe('interrupted');
});
