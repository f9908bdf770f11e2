import { EventEmitter } from 'node:events';
import type { MessagePortMain, UtilityProcess } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { PaintProcess } from './paintProcess.ts';
import type { Fork, Kill } from './utility.ts';

class FakeUtility extends EventEmitter {
  pid: number | undefined = undefined;
  readonly postMessage = vi.fn();
  readonly kill = vi.fn(() => true);
}

function setUp() {
  const made: FakeUtility[] = [];
  const fork = vi.fn<Fork>(() => {
    const child = new FakeUtility();
    made.push(child);
    return child as unknown as UtilityProcess;
  });
  const kill = vi.fn<Kill>(() => true);
  const painter = new PaintProcess(fork, { file: '/out/main/paint.js', execArgv: ['--x'] }, kill);
  return { made, fork, kill, painter };
}

describe('the paint process', () => {
  it('is forked from its file, with messages both ways and its pid once it runs', () => {
    const { made, fork, painter } = setUp();
    const child = painter.spawn();
    expect(fork).toHaveBeenCalledExactlyOnceWith(
      '/out/main/paint.js',
      [],
      expect.objectContaining({ execArgv: ['--x'] }),
    );
    expect(child.pid).toBeUndefined();
    made[0]!.pid = 42;
    expect(child.pid).toBe(42);
    child.send({ type: 'ping', request: 1 });
    expect(made[0]!.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'ping', request: 1 });
    const heard = vi.fn();
    child.onMessage(heard);
    made[0]!.emit('message', { type: 'pong', request: 1 });
    expect(heard).toHaveBeenCalledExactlyOnceWith({ type: 'pong', request: 1 });
  });

  it('takes nothing down with it when its memory runs out: it has ended, and that is told', () => {
    const { made, painter } = setUp();
    const ended = vi.fn();
    painter.spawn().onExit(ended);
    // As Electron does; an emitter whose errors nobody listens to throws them.
    made[0]!.emit('error', 'FatalError', 'v8::ToLocalChecked', '{}');
    expect(ended).not.toHaveBeenCalled();
    made[0]!.emit('exit', 5);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('is ended as soon as it has begun when it was killed before, which Electron’s own kill cannot', () => {
    const { made, kill, painter } = setUp();
    painter.spawn().kill();
    expect(kill).not.toHaveBeenCalled();
    made[0]!.pid = 42;
    made[0]!.emit('spawn');
    expect(kill).toHaveBeenCalledExactlyOnceWith(42, 'SIGKILL');
  });

  it('is ended at once, even inside a long run, and told of once', () => {
    const { made, kill, painter } = setUp();
    const child = painter.spawn();
    const ended = vi.fn();
    child.onExit(ended);
    made[0]!.pid = 42;
    child.kill();
    expect(kill).toHaveBeenCalledExactlyOnceWith(42, 'SIGKILL');
    made[0]!.emit('exit', 1);
    made[0]!.emit('exit', 1);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('neither sends to nor kills a process that has ended', () => {
    const { made, kill, painter } = setUp();
    const child = painter.spawn();
    made[0]!.pid = 42;
    made[0]!.emit('exit', 1);
    child.send({ type: 'ping', request: 1 });
    child.kill();
    expect(made[0]!.postMessage).not.toHaveBeenCalled();
    expect(kill).not.toHaveBeenCalled();
    const late = vi.fn();
    child.onExit(late);
    expect(late).toHaveBeenCalledOnce();
  });

  it('survives that a process ends just before it is killed', () => {
    const { made, kill, painter } = setUp();
    const child = painter.spawn();
    made[0]!.pid = 42;
    kill.mockImplementation(() => {
      throw new Error('ESRCH');
    });
    expect(() => child.kill()).not.toThrow();
  });

  it('gets ports by its id, as long as it runs', () => {
    const { made, painter } = setUp();
    const port = {} as unknown as MessagePortMain;
    expect(painter.connect(41, port)).toBe(false);
    painter.spawn();
    painter.spawn();
    made[0]!.pid = 41;
    expect(painter.connect(41, port)).toBe(true);
    expect(made[0]!.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'connect' }, [port]);
    expect(made[1]!.postMessage, 'it only gets ready').not.toHaveBeenCalled();
    made[1]!.pid = 42;
    made[0]!.emit('exit', 1);
    expect(painter.connect(41, port)).toBe(false);
    expect(painter.connect(42, port)).toBe(true);
  });
});
