import { EventEmitter } from 'node:events';
import type { UtilityProcess } from 'electron';
import { expect, it, vi } from 'vitest';
import { trainSpawner } from './trainProcess.ts';
import type { Fork, Kill } from './utility.ts';

it('starts the trainer as a utility process, hears it, and ends it at once', () => {
  const made = Object.assign(new EventEmitter(), { pid: 42, postMessage: vi.fn(), kill: vi.fn() });
  const fork = vi.fn<Fork>(() => made as unknown as UtilityProcess);
  const kill = vi.fn<Kill>(() => true);
  const child = trainSpawner(fork, { file: '/out/main/train.js', execArgv: [] }, kill)();
  expect(fork.mock.calls[0]?.[0]).toBe('/out/main/train.js');
  child.send({ type: 'pause' });
  expect(made.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'pause' });
  const heard = vi.fn();
  child.onMessage(heard);
  made.emit('message', { type: 'paused', step: 1 });
  expect(heard).toHaveBeenCalledExactlyOnceWith({ type: 'paused', step: 1 });
  const ended = vi.fn();
  child.onExit(ended);
  child.kill();
  expect(kill).toHaveBeenCalledExactlyOnceWith(42, 'SIGKILL');
  made.emit('exit');
  expect(ended).toHaveBeenCalledOnce();
});
