/** Painting of files, over a real process with a fake painter, and over scripted ones. */
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, expect, it } from 'vitest';
import { ApartPainter } from './apart.ts';
import { bundled } from '../process/testing/bundled.ts';
import { forkPaint, type PaintChild } from './child.ts';
import { flatFrame, invert } from './testing/fakePainter.ts';
import { type ScriptedChild, scriptedPaint } from './testing/scriptedChild.ts';

const forkFake = forkPaint(await bundled(join(import.meta.dirname, 'testing', 'fakeProcess.ts')));
const look = { styleId: 'wave', strength: 1, keepColours: false, blend: null };
const frame = (id: number) => ({
  header: { id, kind: 'still', ...look, width: 16, height: 16 } as const,
  pixels: flatFrame(16, 16, id),
});
const styles = [{ id: 'wave', file: '/nowhere/wave.onnx', stamp: '1' }];

let painter: ApartPainter | undefined;
afterEach(() => painter?.close());

it('goes on with the same picture in another process when one dies', async () => {
  const children: PaintChild[] = [];
  const spawn = (): PaintChild => {
    children.push(forkFake());
    return children.at(-1)!;
  };
  painter = new ApartPainter({ spawn, devices: ['cpu'], styles });
  expect(await painter.frame(frame(1))).toEqual(invert(frame(1).pixels));
  process.kill(children[0]!.pid!, 'SIGKILL');
  // In flight together, and one that comes when the process is gone for certain.
  const both = await Promise.all([painter.frame(frame(2)), painter.frame(frame(3))]);
  expect(both).toEqual([invert(frame(2).pixels), invert(frame(3).pixels)]);
  expect(children).toHaveLength(2);
});

const devicesOf = (children: readonly ScriptedChild[]): unknown[] =>
  children.map(({ sent }) => (sent[0] as { devices: string[] }).devices);

it('takes the next device then, and gives up over a picture that two died of', async () => {
  const { spawn, children } = scriptedPaint((message, child) => {
    if (message.type === 'start') child.say({ type: 'ready', device: 'cpu' });
    if (message.type === 'frame') child.die();
  });
  painter = new ApartPainter({ spawn, devices: ['webgpu', 'cpu'], styles });
  await expect(painter.frame(frame(1))).rejects.toMatchObject({ code: 'paint-failed' });
  expect(devicesOf(children)).toEqual([['webgpu', 'cpu'], ['cpu']]);
  const frames = children.map(({ sent }) => sent.filter(({ type }) => type === 'frame').length);
  expect(frames, 'the same picture, once each').toEqual([1, 1]);
});

it('ends a process that hangs, but none that said how long it would be silent', async () => {
  let patient = false;
  const silent = new Set<ScriptedChild>();
  const { spawn, children } = scriptedPaint((message, child) => {
    const late = children.length > 1;
    if (message.type === 'start') child.say({ type: 'ready', device: 'cpu' });
    if (message.type === 'ping' && !silent.has(child)) child.say({ type: 'pong', request: message.request });
    if (message.type !== 'frame') return;
    silent.add(child);
    const { header, pixels } = message;
    if (!late && !patient) return;
    if (patient) child.say({ type: 'patience', ms: 1000 });
    const { id, width, height } = header;
    const painted = { type: 'painted', header: { ok: true, id, width, height, paintMs: 1 }, pixels };
    setTimeout(
      () => {
        silent.delete(child);
        child.say(painted);
      },
      patient ? 400 : 0,
    );
  });
  painter = new ApartPainter({ spawn, devices: ['webgpu', 'cpu'], styles, hangMs: 80 });
  expect(await painter.frame(frame(1)), 'painted by the second').toHaveLength(16 * 16 * 4);
  expect(children).toHaveLength(2);
  patient = true;
  await painter.frame(frame(2));
  expect(children, 'it was waited for').toHaveLength(2);
});

it('does not wait for the end of a process that hangs: a driver may hold on to it', async () => {
  const { spawn, children } = scriptedPaint((message, child) => {
    if (message.type === 'start') child.say({ type: 'ready', device: 'cpu' });
  });
  const stuck = (): PaintChild => ({ ...spawn(), kill: () => undefined });
  painter = new ApartPainter({ spawn: stuck, devices: ['webgpu', 'cpu'], styles, hangMs: 40 });
  await expect(painter.frame(frame(1))).rejects.toMatchObject({ code: 'paint-failed' });
  expect(devicesOf(children)).toEqual([['webgpu', 'cpu'], ['cpu']]);
});

it('starts no other process for what was cancelled', async () => {
  const { spawn, children } = scriptedPaint((message, child) => {
    if (message.type === 'start') child.say({ type: 'ready', device: 'cpu' });
  });
  painter = new ApartPainter({ spawn, devices: ['cpu'], styles });
  const refused = expect(painter.frame(frame(1))).rejects.toMatchObject({ code: 'dropped' });
  await Promise.resolve();
  painter.close();
  await refused;
  expect(children).toHaveLength(1);
});
