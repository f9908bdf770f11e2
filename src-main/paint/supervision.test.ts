/** The supervisor over a scripted process: what to do with every kind of end. */
import { describe, expect, it, vi } from 'vitest';
import { afterSleep } from '../process/testing/afterSleep.ts';
import { PaintSupervisor } from './supervisor.ts';
import { scriptedPaint } from './testing/scriptedChild.ts';
import { frame, styles, supervise } from './testing/supervised.ts';

describe('over a scripted process', () => {
  it('gives up after five deaths, and can be started again', async () => {
    const { spawn, children, last } = scriptedPaint();
    const { supervisor, notices, until } = supervise(spawn);
    for (let deaths = 1; deaths <= 5; deaths += 1) {
      await expect.poll(() => children.length, { timeout: 20_000 }).toBe(deaths);
      const alone = deaths > 2 ? true : undefined;
      expect(last().sent[0], 'by one thread, after two deaths').toEqual({
        type: 'start',
        devices: ['cpu'],
        alone,
      });
      last().say({ type: 'ready', device: 'cpu' });
      last().die();
    }
    const message = expect.stringContaining('stopped 5 times') as string;
    expect(supervisor.state).toMatchObject({ status: 'failed', pid: null, message });
    const said = notices.map(({ message }) => message);
    expect(said, 'the stage says what its state says').not.toContain(supervisor.state.message);
    expect((await supervisor.paint('page', frame)).header).toMatchObject({ code: 'unavailable' });
    expect(supervisor.restart().status).toBe('restarting');
    last().say({ type: 'ready', device: 'cpu' });
    await until('ready');
    expect(supervisor.restart().status).toBe('ready');
    expect(children).toHaveLength(6);
  });

  it('gives up a device that keeps failing before it gives up painting', async () => {
    const { spawn, children, last } = scriptedPaint();
    const { notices } = supervise(spawn, { devices: ['webgpu', 'cpu'] });
    expect(last().sent[0]).toEqual({ type: 'start', devices: ['webgpu', 'cpu'] });
    last().die();
    await expect.poll(() => children.length).toBe(2);
    last().die();
    await expect.poll(() => children.length, { timeout: 20_000 }).toBe(3);
    expect(last().sent[0]).toEqual({ type: 'start', devices: ['cpu'] });
    expect(notices.map((notice) => notice.level)).toEqual(['warning']);
  });

  it('leaves a device that dies now and then, too, when there is another', () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'setInterval'] });
    try {
      const { spawn, children, last } = scriptedPaint();
      const { notices, left } = supervise(spawn, { devices: ['webgpu', 'cpu'], hangMs: 1e7 });
      for (let deaths = 1; deaths <= 3; deaths += 1) {
        last().say({ type: 'ready', device: 'webgpu' });
        vi.advanceTimersByTime(deaths === 1 ? 900_000 : 200_000);
        last().die();
        vi.advanceTimersByTime(1);
        expect(children).toHaveLength(deaths + 1);
      }
      expect(last().sent[0]).toEqual({ type: 'start', devices: ['cpu'] });
      expect(left).toEqual(['webgpu']);
      expect(notices.filter(({ level }) => level === 'warning')).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ['leaves a card that hangs at once, also when its process does not end', 'webgpu', ['cpu'], ['webgpu']],
    ['gives a processor that is silent for too long another chance', 'cpu', ['cpu', 'webgpu'], []],
  ])('%s', (_, device, devices, leaves) => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'setInterval'] });
    try {
      const { spawn, children, last } = scriptedPaint();
      const other = device === 'cpu' ? 'webgpu' : 'cpu';
      const stuck = (): ReturnType<typeof spawn> => ({ ...spawn(), kill: () => undefined });
      const { left, notices } = supervise(stuck, { devices: [device, other], hangMs: 1000 });
      last().say({ type: 'ready', device });
      vi.advanceTimersByTime(2000);
      expect(children).toHaveLength(2);
      expect(last().sent[0]).toEqual({ type: 'start', devices });
      expect(left).toEqual(leaves);
      expect(notices.map(({ message }) => message)).toEqual(
        leaves.map(() => '"webgpu" stopped answering; "cpu" paints now.'),
      );
    } finally {
      vi.useRealTimers();
    }
  });

  it('begins on the device that was named before the start, which is no coming back', () => {
    const { spawn, children } = scriptedPaint();
    const states: string[] = [];
    const supervisor = new PaintSupervisor({
      ...{ spawn, devices: ['cpu'], onNotice: () => undefined },
      onState: ({ status }) => states.push(status),
    });
    supervisor.setDevices(['webgpu', 'cpu']);
    supervisor.start();
    supervisor.close();
    expect(children.map(({ sent }) => sent[0])).toEqual([{ type: 'start', devices: ['webgpu', 'cpu'] }]);
    expect(new Set(states)).toEqual(new Set(['starting']));
  });

  it('moves to a device again that was left inside the process', () => {
    const { spawn, children, last } = scriptedPaint();
    const { supervisor, left } = supervise(spawn, { devices: ['webgpu', 'cpu'] });
    last().say({ type: 'ready', device: 'webgpu' });
    last().say({ type: 'ready', device: 'cpu' });
    expect(left).toEqual(['webgpu']);
    supervisor.setDevices(['webgpu', 'cpu']);
    expect(children).toHaveLength(2);
    expect(last().sent[0]).toEqual({ type: 'start', devices: ['webgpu', 'cpu'] });
    supervisor.setDevices(['webgpu', 'cpu']);
    expect(children, 'it is on its way').toHaveLength(2);
    supervisor.setDevices(['cpu', 'webgpu']);
    expect(last().killed, 'it is not wanted any more').toBe(true);
    expect(children[0]?.killed).toBe(false);
  });

  it('moves once the next process has loaded what is on the stage, and takes over what the first one owes', async () => {
    const { spawn, children, last } = scriptedPaint();
    const { supervisor, states } = supervise(spawn);
    const first = last();
    first.say({ type: 'ready', device: 'cpu' });
    const wave = supervisor.prepare('wave', { width: 640, height: 480 });
    supervisor.setDevices(['webgpu', 'cpu']);
    const next = last();
    next.say({ type: 'ready', device: 'webgpu' });
    const prepares = () => next.sent.flatMap((sent) => (sent.type === 'prepare' ? [sent] : []));
    expect(prepares()).toMatchObject([{ styleId: 'wave', width: 640 }]);
    // Something else is chosen in between: it has to be warm for that.
    const scream = supervisor.prepare('scream', { width: 320, height: 240 }, 'wave');
    expect(prepares().at(-1)).toMatchObject({ styleId: 'scream', blendId: 'wave', width: 320 });
    next.say({ type: 'done', request: prepares()[0]!.request });
    expect(first.killed).toBe(false);
    const answer = supervisor.paint('page', frame);
    expect(next.sent.some(({ type }) => type === 'frame')).toBe(false);
    next.say({ type: 'done', request: prepares()[1]!.request });
    expect(first.killed).toBe(true);
    expect(states.map(({ status, pid }) => `${status} ${pid}`).slice(-2)).toEqual([
      'ready 1001',
      'ready 1002',
    ]);
    const owed = next.sent.find((sent) => sent.type === 'frame')!;
    const painted = { ok: true, id: owed.header.id, width: 16, height: 16, paintMs: 1 };
    next.say({ type: 'painted', header: painted, pixels: new Uint8Array(1024) });
    expect((await answer).header).toMatchObject({ ok: true, id: 5 });
    // What the first one did not say is asked of the next.
    for (const { request } of prepares().slice(2)) next.say({ type: 'done', request });
    await Promise.all([wave, scream]);
    expect(children).toHaveLength(2);
  });

  it.each([
    ['dies', (next: { die(): void }) => next.die()],
    ['ends up where the painter is', (next) => next.say({ type: 'ready', device: 'cpu' })],
    ['talks nonsense', (next) => next.say({ type: 'maybe' })],
  ] as [string, (next: { die(): void; say(data: unknown): void }) => void][])(
    'goes on where it is when the next process %s, and says so',
    (_, fail) => {
      const { spawn, children, last } = scriptedPaint();
      const { supervisor, notices, left } = supervise(spawn);
      last().say({ type: 'ready', device: 'cpu' });
      supervisor.setDevices(['webgpu', 'cpu']);
      fail(last());
      expect(supervisor.state).toMatchObject({ status: 'ready', device: 'cpu', restarts: 0, pid: 1001 });
      expect(children[0]?.killed).toBe(false);
      expect(left).toEqual(['webgpu']);
      expect(notices).toMatchObject([{ level: 'warning' }]);
      supervisor.setDevices(['webgpu', 'cpu']);
      expect(children, 'it can be chosen again').toHaveLength(3);
    },
  );

  it('has the next process get warm once more where the machine slept', () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    try {
      const { spawn, last } = scriptedPaint();
      const { supervisor, notices } = supervise(spawn);
      last().say({ type: 'ready', device: 'cpu' });
      supervisor.setDevices(['webgpu', 'cpu']);
      afterSleep(90_000);
      expect([last().killed, notices]).toEqual([false, []]);
      vi.advanceTimersByTime(90_000);
      expect(last().killed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('starts with the next device at once where the painter dies before that is warm', async () => {
    const { spawn, children, last } = scriptedPaint();
    const { supervisor } = supervise(spawn);
    const first = last();
    first.say({ type: 'ready', device: 'cpu' });
    supervisor.setDevices(['webgpu', 'cpu']);
    const next = last();
    first.die();
    expect(next.killed).toBe(true);
    await expect.poll(() => children.length).toBe(3);
    expect(last().sent[0]).toEqual({ type: 'start', devices: ['webgpu', 'cpu'] });
  });

  it('has a restarted process load the style that was last asked for', async () => {
    const { spawn, children, last } = scriptedPaint();
    const { supervisor } = supervise(spawn);
    last().say({ type: 'ready', device: 'cpu' });
    void supervisor.prepare('wave', { width: 640, height: 480 }, 'scream').catch(() => undefined);
    last().die();
    await expect.poll(() => children.length).toBe(2);
    last().say({ type: 'ready', device: 'cpu' });
    expect(last().sent).toContainEqual({ type: 'styles', styles });
    const prepare = { type: 'prepare', styleId: 'wave', blendId: 'scream', width: 640, height: 480 };
    expect(last().sent.at(-1)).toMatchObject(prepare);
  });

  it('replaces a process that talks nonsense', () => {
    const { spawn, last } = scriptedPaint();
    supervise(spawn);
    const first = last();
    first.say({ type: 'ready', device: 'cpu' });
    first.say({ type: 'painted', header: { ok: 'maybe' } });
    expect(first.killed).toBe(true);
  });

  it('does not take a long announced silence for a hang', async () => {
    const { spawn, last } = scriptedPaint();
    const { states } = supervise(spawn, { hangMs: 100 });
    last().say({ type: 'ready', device: 'cpu' });
    last().say({ type: 'patience', ms: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(states.at(-1)?.status).toBe('ready');
  });

  it('takes silence for a hang again once what was announced is done', () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'setInterval'] });
    try {
      const { spawn, children, last } = scriptedPaint();
      supervise(spawn, { hangMs: 1000 });
      last().say({ type: 'ready', device: 'cpu' });
      last().say({ type: 'patience', ms: 60_000 });
      last().say({ type: 'patience', ms: 0 });
      vi.advanceTimersByTime(900);
      expect(children[0]?.killed).toBe(false);
      vi.advanceTimersByTime(600);
      expect(children[0]?.killed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps the ids of two pages apart', async () => {
    const { spawn, last } = scriptedPaint();
    const { supervisor } = supervise(spawn);
    last().say({ type: 'ready', device: 'cpu' });
    const answers = Promise.all([supervisor.paint('a', frame), supervisor.paint('b', frame)]);
    const sent = last().sent.filter((message) => message.type === 'frame');
    expect(new Set(sent.map((message) => message.header.id)).size).toBe(2);
    for (const [index, { header }] of [...sent].reverse().entries()) {
      const painted = { ok: true, id: header.id, width: 16, height: 16, paintMs: index };
      last().say({ type: 'painted', header: painted, pixels: new Uint8Array(1024) });
    }
    expect((await answers).map((answer) => answer.header)).toMatchObject([
      { id: 5, paintMs: 1 },
      { id: 5, paintMs: 0 },
    ]);
  });

  it('lets go of what a page that is gone was waiting for', async () => {
    const { spawn, last } = scriptedPaint();
    const { supervisor } = supervise(spawn);
    last().say({ type: 'ready', device: 'cpu' });
    const answer = supervisor.paint('a', frame);
    supervisor.forget('a');
    expect((await answer).header).toMatchObject({ code: 'dropped' });
    expect(last().sent.at(-1)).toEqual({ type: 'forget', client: 'a' });
  });
});

it('hears what running a style has shown, also from a process that only gets warm', async () => {
  const { spawn, children, last } = scriptedPaint();
  const { supervisor, found, until } = supervise(spawn);
  const shown = { multiple: 4, takesAny: true, gain: { width: 0, height: 0 } };
  const say = (styleId: string, what: object = shown) =>
    last().say({ type: 'found', styleId, stamp: '1', found: what });
  last().say({ type: 'ready', device: 'cpu' });
  await until('ready');
  say('wave');
  supervisor.setDevices(['webgpu', 'cpu']);
  expect(children).toHaveLength(2);
  say('scream');
  expect(found).toMatchObject([
    { styleId: 'wave', stamp: '1', found: shown },
    { styleId: 'scream', stamp: '1', found: shown },
  ]);
  say('wave', { ...shown, multiple: 0 });
  expect(found).toHaveLength(2);
});
