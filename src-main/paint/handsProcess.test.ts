/** Two hands in a real process and its two threads, and what watches over them. */
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { bundled } from '../process/testing/bundled.ts';
import { forkPaint } from './child.ts';
import { invert } from './testing/fakePainter.ts';
import { scriptedPaint } from './testing/scriptedChild.ts';
import { frame, supervise } from './testing/supervised.ts';

it('paints by two threads', async () => {
  const entry = await bundled(join(import.meta.dirname, 'testing', 'handsProcess.ts'));
  const { supervisor, until } = supervise(forkPaint(entry));
  const paintLive = async (id: number): Promise<void> => {
    const live = { ...frame, header: { ...frame.header, id, kind: 'live' } as const };
    const { header, pixels } = await supervisor.paint(`page ${id}`, live);
    expect(header).toMatchObject({ ok: true, id });
    expect(pixels).toEqual(invert(frame.pixels));
  };
  await until('ready');
  await supervisor.prepare('wave', { width: 16, height: 16 });
  expect(supervisor.state.atOnce).toBe(1);
  await paintLive(1);
  await expect.poll(() => supervisor.state.atOnce, { timeout: 20_000 }).toBe(2);
  await Promise.all([paintLive(2), paintLive(3), paintLive(4)]);
});

it('ends a process that paints and answers nothing else: of two hands, one may hang', async () => {
  const { spawn, children, last } = scriptedPaint((message, child) => {
    if (message.type !== 'frame') return;
    const header = { ok: true, id: message.header.id, width: 16, height: 16, paintMs: 1 };
    setTimeout(() => child.say({ type: 'painted', header, pixels: message.pixels }), 5);
  });
  const { supervisor } = supervise(spawn, { hangMs: 200 });
  const painted: boolean[] = [];
  last().say({ type: 'ready', device: 'cpu' });
  await vi.waitFor(async () => {
    painted.push((await supervisor.paint('page', frame)).header.ok);
    expect(children.length).toBeGreaterThan(1);
  }, 20_000);
  expect(painted).toContain(true);
  expect(children[0]!.killed).toBe(true);
});
