/** The supervisor over real processes with a fake painter. */
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { bundled } from '../process/testing/bundled.ts';
import { forkPaint } from './child.ts';
import { invert } from './testing/fakePainter.ts';
import { scriptedPaint } from './testing/scriptedChild.ts';
import { frame, header, styles, supervise } from './testing/supervised.ts';

const forkFake = forkPaint(await bundled(join(import.meta.dirname, 'testing', 'fakeProcess.ts')));

const noStop = [process.platform === 'win32', 'Windows has no signal that has a process hang'] as const;

describe('over real processes', () => {
  it('paints', async () => {
    const { supervisor, until } = supervise(forkFake);
    expect((await supervisor.paint('page', frame)).header).toMatchObject({
      ok: false,
      code: 'unavailable',
      id: 5,
    });
    await until('ready');
    const { header, pixels } = await supervisor.paint('page', frame);
    expect(header).toMatchObject({ ok: true, id: 5 });
    expect(pixels).toEqual(invert(frame.pixels));
    await expect(supervisor.prepare('missing', header as never)).rejects.toMatchObject({
      code: 'unknown-style',
    });
  });

  it('is back after a SIGKILL, with a notice, under a new pid', async () => {
    const { supervisor, states, notices, until } = supervise(forkFake);
    await until('ready');
    const { pid } = supervisor.state;
    process.kill(Number(pid), 'SIGKILL');
    await until('restarting');
    await until('ready');
    expect(supervisor.state).toMatchObject({ restarts: 1, device: 'cpu' });
    expect(supervisor.state.pid).not.toBe(pid);
    expect(notices).toEqual([{ level: 'info', message: 'The painter stopped and is back.' }]);
    expect(states.map((state) => state.status)).toEqual([
      'starting',
      'ready',
      'restarting',
      'restarting',
      'ready',
    ]);
    expect((await supervisor.paint('page', frame)).header.ok).toBe(true);
  });

  it('answers the frames that a death took along', async ({ skip }) => {
    skip(...noStop);
    const { supervisor, until } = supervise(forkFake);
    await until('ready');
    process.kill(Number(supervisor.state.pid), 'SIGSTOP');
    const answer = supervisor.paint('page', frame);
    process.kill(Number(supervisor.state.pid), 'SIGKILL');
    expect((await answer).header).toMatchObject({ ok: false, code: 'unavailable', id: 5 });
  });

  it('replaces a process that hangs', async ({ skip }) => {
    skip(...noStop);
    const { supervisor, until } = supervise(forkFake, { hangMs: 5000 });
    await until('ready');
    const { pid } = supervisor.state;
    process.kill(Number(pid), 'SIGSTOP');
    await until('restarting');
    await until('ready');
    expect(supervisor.state.pid).not.toBe(pid);
    await expect.poll(() => isAlive(Number(pid))).toBe(false);
  });

  it('paints on the CPU where the chosen device is absent, with a notice', async () => {
    const { supervisor, notices, until } = supervise(forkFake, { devices: ['absent', 'cpu'] });
    await until('ready');
    expect(supervisor.state.device).toBe('cpu');
    expect(notices[0]?.message).toContain('there is no such device');
  });

  it('moves to another device without calling it a death', async () => {
    const { supervisor, states, notices, until } = supervise(forkFake);
    await until('ready');
    const { pid } = supervisor.state;
    supervisor.setDevices(['webgpu', 'cpu']);
    const painted = await supervisor.paint('page', frame);
    expect([painted.header.ok, supervisor.state.pid], 'the first goes on meanwhile').toEqual([true, pid]);
    await expect.poll(() => supervisor.state.device, { timeout: 20_000, interval: 10 }).toBe('webgpu');
    expect(supervisor.state).toMatchObject({ status: 'ready', restarts: 0 });
    expect((await supervisor.paint('page', frame)).header.ok).toBe(true);
    expect(states.map(({ status }) => status)).toEqual(['starting', 'ready', 'ready']);
    expect(notices).toEqual([]);
    await expect.poll(() => isAlive(Number(pid))).toBe(false);
  });

  it('tells of a next process that more hands are about to join it', () => {
    const { spawn, last } = scriptedPaint();
    const { supervisor } = supervise(spawn, { devices: ['webgpu', 'cpu'] });
    last().say({ type: 'ready', device: 'webgpu' });
    supervisor.setDevices(['cpu']);
    last().say({ type: 'ready', device: 'cpu', joining: true });
    expect(supervisor.state).toMatchObject({ device: 'cpu', atOnce: 1, joining: true });
  });

  it('leaves out a style that kills it time and again, until its file is another', async () => {
    const { supervisor, notices, until } = supervise(forkFake);
    const shelf = (stamp: string) => [...styles, { id: 'deadly', file: '/nowhere/deadly.onnx', stamp }];
    supervisor.setStyles(shelf('1'));
    await until('ready');
    const size = { width: 16, height: 16 };
    await expect(supervisor.prepare('deadly', size)).rejects.toMatchObject({ code: 'unavailable' });
    // It comes back, tries the style it was asked for once more, and comes back without it.
    await expect.poll(() => supervisor.state.restarts, { timeout: 20_000 }).toBe(2);
    await until('ready');
    expect(notices).toContainEqual({
      level: 'warning',
      message: expect.stringContaining('deadly.onnx') as string,
    });
    await expect(supervisor.prepare('deadly', size)).rejects.toMatchObject({ code: 'unknown-style' });
    const { header: refused } = await supervisor.paint('page', {
      ...frame,
      header: { ...header, styleId: 'deadly' },
    });
    expect(refused).toMatchObject({ ok: false, code: 'unknown-style' });
    expect((await supervisor.paint('page', frame)).header.ok).toBe(true);
    expect(supervisor.state.restarts).toBe(2);

    supervisor.setStyles(shelf('2'));
    await expect(supervisor.prepare('deadly', size)).rejects.toMatchObject({ code: 'unavailable' });
    expect(supervisor.state.restarts).toBe(3);
  });

  it('takes its process along when it closes', async () => {
    const { supervisor, until } = supervise(forkFake);
    await until('ready');
    const pid = Number(supervisor.state.pid);
    supervisor.close();
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
