/** A process that the system does not start. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import process from 'node:process';
import { expect, it, vi } from 'vitest';
import { forkChild } from './child.ts';

vi.mock('node:child_process', { spy: true });

const refused = (code: string): Error => Object.assign(new Error(`spawn ${code}`), { code });

/** What Node gives where it runs out of descriptors: no streams, and an error that follows. */
function withoutStreams(): ChildProcess {
  const child = Object.assign(new EventEmitter(), { pid: undefined, kill: () => false });
  process.nextTick(() => child.emit('error', refused('EMFILE')));
  return child as unknown as ChildProcess;
}

const noMemory = (): never => {
  throw refused('ENOMEM');
};
/** As Windows says that its paging file is too small. */
const noPages = (): never => {
  throw refused('UNKNOWN');
};

it.each([
  ['there is no memory', true, noMemory],
  ['there is no memory, over Node’s own channel', false, noMemory],
  ['there is no memory on Windows, over Node’s own channel', false, noPages],
  ['there are no descriptors', true, withoutStreams],
  ['there are no descriptors, over Node’s own channel', false, withoutStreams],
])('has ended where %s, and takes nobody with it', async (_case, overLane, start) => {
  vi.mocked(overLane ? spawn : fork).mockImplementationOnce(start);
  const child = forkChild<object>({ file: '/nowhere.js', execArgv: [] }, overLane)();
  const ended = vi.fn();
  child.onExit(ended);
  child.onMessage(() => undefined);
  child.send({ type: 'start' });
  expect(ended, 'whoever started it gets to listen').not.toHaveBeenCalled();
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise(setImmediate);
  expect(ended).toHaveBeenCalledOnce();
  expect(child.pid).toBeUndefined();
  child.kill();
});

it.each([true, false])(
  'is not taken for one that ended where it is started wrongly: over a lane %s',
  (overLane) => {
    vi.mocked(overLane ? spawn : fork).mockImplementationOnce(() => {
      throw refused('ERR_INVALID_ARG_TYPE');
    });
    expect(forkChild<object>({ file: '/nowhere.js', execArgv: [] }, overLane)).toThrow(
      /ERR_INVALID_ARG_TYPE/,
    );
  },
);
