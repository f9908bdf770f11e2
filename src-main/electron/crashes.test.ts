import { EventEmitter } from 'node:events';
import type { UtilityProcess } from 'electron';
import { expect, it, vi } from 'vitest';
import { recordChildren, recordPage } from './crashes.ts';
import { asChild } from './utility.ts';

it('writes down how a process ended, unless it was asked to', () => {
  const app = new EventEmitter();
  const write = vi.fn();
  recordChildren(app as never, { write });
  app.emit('child-process-gone', {}, { type: 'Utility', reason: 'clean-exit', exitCode: 0 });
  expect(write).not.toHaveBeenCalled();
  app.emit(
    'child-process-gone',
    {},
    {
      type: 'Utility',
      reason: 'crashed',
      exitCode: 139,
      name: 'Pastiche Painter',
    },
  );
  app.emit('child-process-gone', {}, { type: 'GPU', reason: 'oom', exitCode: 9 });
  expect(write.mock.calls).toEqual([
    ['error', 'system', 'Pastiche Painter (Utility) is gone: crashed, exit code 139'],
    ['error', 'system', 'GPU (GPU) is gone: oom, exit code 9'],
  ]);
});

it('does not write down that we ended a process of ours, which is how each ends, but that another did', () => {
  const app = new EventEmitter();
  const write = vi.fn();
  recordChildren(app as never, { write });
  const utility = Object.assign(new EventEmitter(), { pid: 42 });
  const child = asChild(utility as unknown as UtilityProcess, vi.fn(), 'Pastiche Test');
  const gone = { type: 'Utility', reason: 'killed', exitCode: 9, name: 'Pastiche Test' };
  child.kill();
  child.kill();
  app.emit('child-process-gone', {}, gone);
  expect(write).not.toHaveBeenCalled();
  app.emit('child-process-gone', {}, gone);
  expect(write).toHaveBeenCalledExactlyOnceWith('error', 'system', expect.stringContaining('killed'));
});

it('writes down that another ended a process, though the app never told of one that we ended before', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const app = new EventEmitter();
  const write = vi.fn();
  recordChildren(app as never, { write });
  const utility = Object.assign(new EventEmitter(), { pid: 43 });
  asChild(utility as unknown as UtilityProcess, vi.fn(), 'Pastiche Silence').kill();
  vi.advanceTimersByTime(600_000);
  app.emit('child-process-gone', {}, { type: 'Utility', reason: 'killed', exitCode: 9, name: 'Pastiche Silence' }); // prettier-ignore
  vi.useRealTimers();
  expect(write).toHaveBeenCalledOnce();
});

it('writes down what happens to the page', () => {
  const contents = new EventEmitter();
  const write = vi.fn();
  recordPage(contents as never, { write });
  contents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
  expect(write).not.toHaveBeenCalled();
  contents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 5 });
  contents.emit('preload-error', {}, '/preload.cjs', new Error('no bridge'));
  contents.emit('unresponsive');
  contents.emit('responsive');
  expect(write.mock.calls.map((entry) => entry.slice(0, 2) as unknown[])).toEqual([
    ['error', 'page'],
    ['error', 'page'],
    ['warning', 'page'],
    ['info', 'page'],
  ]);
  expect(write.mock.calls[1]?.[2]).toContain('no bridge');
});
