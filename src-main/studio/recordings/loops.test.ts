/** Loops, as they are encoded. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it, vi } from 'vitest';
import { Refusal } from '../../paint/refusal.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { EventData } from '../contract.ts';
import { createDispatch, type Handlers } from '../dispatch.ts';
import { afterSleep } from '../../process/testing/afterSleep.ts';
import { Loops, SILENCE_MS } from './loops.ts';
import { Shelf } from './shelf.ts';

const folder = mkdtempSync(join(tmpdir(), 'pastiche-loops-'));
afterAll(() => removeFolder(folder));
const shelf = new Shelf({ folder: () => folder, stateOf: () => null });
const ended: EventData<'loops.ended'>[] = [];
const loops = new Loops({
  nameOf: () => Promise.resolve('Pier'),
  place: (name, type, write) => shelf.add(name, type, write),
  emit: (data) => ended.push(data),
});
const dispatch = createDispatch(loops.handlers() as Handlers, true);

async function ask<T>(name: string, args: object): Promise<T> {
  const reply = await dispatch(name, args);
  if (!reply.ok) throw Object.assign(new Error(reply.message), { code: reply.code });
  return reply.value as T;
}

const size = { width: 32, height: 24 };
const grey = (value: number): Uint8Array => new Uint8Array(32 * 24 * 4).fill(value);
const begun = { id: 'a'.repeat(22), ...size, delays: [80, 80, 40] };

it.each(['gif', 'webp'] as const)('keeps every picture of a %s for its time', async (type) => {
  const { loop } = await ask<{ loop: string }>('loops.begin', { ...begun, type });
  for (const [index, value] of [10, 120, 240].entries()) {
    await ask('loops.append', { loop, index, bytes: grey(value) });
  }
  await ask('loops.finish', { loop });
  await expect.poll(() => ended.length, { timeout: 10_000 }).toBe(1);
  expect(ended.pop()).toMatchObject({ ok: true, recording: { name: 'Pier', type, ...size } });
  const picture = sharp(readFileSync(join(folder, `Pier.${type}`)), { animated: true });
  expect(await picture.metadata()).toMatchObject({ pages: 3, delay: begun.delays, loop: 0 });
  const pixels = await picture.removeAlpha().raw().toBuffer();
  const middles = [0, 1, 2].map((page) => pixels[(page * 24 + 12) * 32 * 3 + 48]!);
  middles.forEach((value, page) => expect(Math.abs(value - [10, 120, 240][page]!)).toBeLessThan(8));
});

it('refuses pictures out of their order, and an end that comes too early', async () => {
  const { loop } = await ask<{ loop: string }>('loops.begin', { ...begun, type: 'gif' });
  const early = ask('loops.append', { loop, index: 1, bytes: grey(1) });
  await expect(early).rejects.toMatchObject({ code: 'out-of-order' });
  await expect(ask('loops.append', { loop, index: 0, bytes: grey(1).subarray(4) })).rejects.toThrow(/bytes/);
  await expect(ask('loops.finish', { loop })).rejects.toThrow(/0 of 3/);
  await ask('loops.cancel', { loop });
  await expect(ask('loops.finish', { loop })).rejects.toMatchObject({ code: 'not-now' });
});

it('waits for a page that slept, as the machine did, and not for ever', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const { loop } = await ask<{ loop: string }>('loops.begin', { ...begun, type: 'gif' });
    afterSleep(SILENCE_MS);
    await ask('loops.append', { loop, index: 0, bytes: grey(1) });
    vi.advanceTimersByTime(SILENCE_MS);
    await expect(ask('loops.append', { loop, index: 1, bytes: grey(1) })).rejects.toThrow(/is over/);
  } finally {
    vi.useRealTimers();
  }
});

it('says by its code why a loop is not kept', async () => {
  const full = new Refusal('disk-full', 'The disk is full.');
  const none = new Loops({
    nameOf: () => Promise.resolve('Pier'),
    place: () => Promise.reject(full),
    emit: (data) => ended.push(data),
  });
  const own = createDispatch(none.handlers() as Handlers, true);
  const reply = await own('loops.begin', { ...begun, delays: [80], type: 'gif' });
  const { loop } = (reply as { value: { loop: string } }).value;
  await own('loops.append', { loop, index: 0, bytes: grey(1) });
  await own('loops.finish', { loop });
  await expect.poll(() => ended.pop()).toMatchObject({ ok: false, code: 'disk-full' });
});
