/** Files repainted as a page asks for it, by real paint processes, with a style as it is shipped. */
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { forkPaint } from '../../paint/child.ts';
import { scriptedPaint } from '../../paint/testing/scriptedChild.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import type { EventData } from '../contract.ts';
import { createDispatch, type Dispatch, type Handlers } from '../dispatch.ts';
import { bundled } from '../../process/testing/bundled.ts';
import { modelsFolder, processEntry } from '../entries.ts';
import { Recordings } from '../recordings/recordings.ts';
import { Uploads } from '../uploads.ts';
import { type DeskOptions, RepaintDesk } from './desk.ts';

const STYLE = 'the-scream';
const look = { styleId: STYLE, title: 'The Scream', strength: 1, keepColours: false, blend: null };
let folder: string;
let surroundings: DeskOptions;
let desk: RepaintDesk;
let recordings: Recordings;
let dispatch: Dispatch;
let ended: EventData<'repaint.ended'>[];
let parts: number[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-repaint-'));
  recordings = new Recordings({ folder: shelf, changed: () => undefined, tell: () => undefined });
  surroundings = {
    spawn: forkPaint(await bundled(processEntry('paint').file)),
    uploads: new Uploads(join(folder, 'uploads')),
    devices: () => ['cpu'],
    styles: () => [{ id: STYLE, file: join(modelsFolder(), `${STYLE}.onnx`), stamp: '1' }],
    place: (name, type, write) => recordings.add(name, type, write),
    emit: (name, data) => {
      if (name === 'repaint.progress') parts.push((data as EventData<'repaint.progress'>).part);
      else ended.push(data as EventData<'repaint.ended'>);
    },
  };
  desk = new RepaintDesk(surroundings);
  dispatch = createDispatch(desk.handlers() as Handlers, true);
});
beforeEach(() => {
  [ended, parts] = [[], []];
});
afterAll(async () => {
  await desk.close();
  await recordings.close();
  removeFolder(folder);
});

const shelf = (): string => join(folder, 'Pastiche');

async function ask<T>(name: string, args: object): Promise<T> {
  const reply = await dispatch(name, args);
  if (!reply.ok) throw Object.assign(new Error(reply.message), { code: reply.code });
  return reply.value as T;
}

async function repaint(name: string, file: Uint8Array): Promise<EventData<'repaint.ended'>> {
  const { job } = await ask<{ job: string }>('repaint.begin', { name, bytes: file.length, look });
  const half = file.length >> 1;
  await ask('repaint.append', { job, offset: 0, bytes: file.subarray(0, half) });
  await ask('repaint.append', { job, offset: half, bytes: file.subarray(half) });
  await ask('repaint.paint', { job });
  await expect.poll(() => ended.length, { timeout: 100_000 }).toBe(1);
  return ended[0]!;
}

function ramp(width: number, height: number): Buffer {
  return Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => (at * 255) / (width * height * 3)),
  );
}

it('paints a picture as its camera was held, and never over another', async () => {
  const raw = { width: 96, height: 64, channels: 3 } as const;
  const photo = await sharp(ramp(96, 64), { raw }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  writeFileSync(join(folder, 'photo.jpg'), photo);
  const outcome = await repaint('On the pier.JPEG', photo);
  expect(outcome).toMatchObject({ ok: true, recording: { name: 'On the pier - The Scream', type: 'jpg' } });
  const file = join(shelf(), 'On the pier - The Scream.jpg');
  const { width, height, orientation = 1 } = await sharp(file).metadata();
  expect([width, height, orientation]).toEqual([64, 96, 1]);
  const before = await sharp(photo).autoOrient().raw().toBuffer();
  const after = await sharp(file).raw().toBuffer();
  const away = before.reduce((sum, value, at) => sum + Math.abs(value - after[at]!), 0) / before.length;
  expect(away, 'it is painted').toBeGreaterThan(10);

  ended = [];
  await repaint('On the pier.JPEG', photo);
  expect(readdirSync(shelf()).sort()).toEqual([
    'On the pier - The Scream (2).jpg',
    'On the pier - The Scream.jpg',
  ]);
}, 120_000);

it('says why a file is no picture, and leaves nothing of it', async () => {
  const before = readdirSync(shelf());
  const outcome = await repaint('broken.png', Buffer.from('This is no picture.'));
  expect(outcome).toMatchObject({ ok: false, code: 'bad-input' });
  expect(outcome).toHaveProperty(
    'message',
    expect.stringMatching(/“broken\.png” cannot be read.*JPEG or PNG/),
  );
  expect(readdirSync(shelf())).toEqual(before);
  expect(readdirSync(join(folder, 'uploads', String(process.pid)))).toEqual([]);
}, 120_000);

it('paints pictures of a video until the job is ended, in mid-picture, too', async () => {
  const { job } = await ask<{ job: string }>('repaint.begin', { name: 'clip.mp4', bytes: null, look });
  const frame = { job, width: 64, height: 48, bytes: new Uint8Array(64 * 48 * 4).fill(128) };
  const { bytes } = await ask<{ bytes: Uint8Array }>('repaint.frame', frame);
  expect(bytes).toHaveLength(frame.bytes.length);
  expect(new Set(bytes.filter((_, at) => at % 4 !== 3)).size).toBeGreaterThan(4);
  await expect(ask('repaint.frame', { ...frame, width: 65 })).rejects.toMatchObject({ code: 'malformed' });
  const last = ask('repaint.frame', {
    ...frame,
    width: 640,
    height: 480,
    bytes: new Uint8Array(640 * 480 * 4),
  });
  const refused = expect(last).rejects.toMatchObject({ code: 'dropped' });
  await ask('repaint.end', { job });
  await refused;
  await expect(ask('repaint.frame', frame)).rejects.toMatchObject({ code: 'not-now' });
  await ask('repaint.end', { job });
}, 120_000);

it('waits for a picture that takes long, and ends the job of a page that then says nothing', async () => {
  const { spawn, children } = scriptedPaint((message, child) => {
    if (message.type === 'start') child.say({ type: 'ready', device: 'cpu' });
    if (message.type !== 'frame') return;
    const { id, width, height } = message.header;
    const header = { ok: true, id, width, height, paintMs: 1 };
    setTimeout(() => child.say({ type: 'painted', header, pixels: message.pixels }), 300);
  });
  const quick = new RepaintDesk({ ...surroundings, spawn, silenceMs: 50 });
  const own = createDispatch(quick.handlers() as Handlers, true);
  const begun = await own('repaint.begin', { name: 'clip.mp4', bytes: null, look });
  const { job } = (begun as { value: { job: string } }).value;
  const frame = { job, width: 16, height: 16, bytes: new Uint8Array(16 * 16 * 4) };
  expect(await own('repaint.frame', frame)).toMatchObject({ ok: true });
  await expect.poll(() => children.map(({ killed }) => killed)).toEqual([true]);
});

it('keeps the job of a page that slept, as the machine did, and ends it when the page stays silent', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { spawn } = scriptedPaint(() => undefined);
  const quick = new RepaintDesk({ ...surroundings, spawn, silenceMs: 10_000 });
  try {
    const own = createDispatch(quick.handlers() as Handlers, true);
    await own('repaint.begin', { name: 'clip.mp4', bytes: null, look });
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(10_000);
    clock.mockRestore();
    expect(quick.busy).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(quick.busy).toBe(false);
  } finally {
    await quick.close();
    vi.useRealTimers();
  }
});

it('keeps the job of a picture that comes slowly', async () => {
  const { spawn } = scriptedPaint(() => undefined);
  const quick = new RepaintDesk({ ...surroundings, spawn, silenceMs: 600 });
  const own = createDispatch(quick.handlers() as Handlers, true);
  const begun = await own('repaint.begin', { name: 'a.png', bytes: 9, look });
  const { job } = (begun as { value: { job: string } }).value;
  for (let offset = 0; offset < 4; offset++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const reply = await own('repaint.append', { job, offset, bytes: new Uint8Array(1) });
    expect(reply, `piece ${offset}`).toMatchObject({ ok: true });
  }
  await quick.close();
});

it('refuses a style that is not there', async () => {
  const unknown = { ...look, styleId: 'no-such-style' };
  const begun = ask('repaint.begin', { name: 'a.png', bytes: 9, look: unknown });
  await expect(begun).rejects.toMatchObject({ code: 'unknown-style' });
  expect(existsSync(join(shelf(), 'a - The Scream.png'))).toBe(false);
});
