import { expect, it, vi } from 'vitest';
import type { FromTrain, Job, TrainChild } from '../../train/protocol.ts';
import { TrainingRunner } from './runner.ts';

function run() {
  let say: (message: FromTrain) => void = () => undefined;
  let die: () => void = () => undefined;
  const kill = vi.fn(() => die());
  const send = vi.fn();
  const child: TrainChild = {
    pid: 1,
    send,
    onMessage: (listener) => (say = listener),
    onExit: (listener) => (die = listener),
    kill,
  };
  const onEnd = vi.fn();
  const runner = new TrainingRunner(() => child, {} as Job, { onMessage: () => undefined, onEnd });
  return { runner, kill, send, onEnd, say: (message: FromTrain) => say(message), die: () => die() };
}

it('ends the process once it has heard the last word, which may not arrive when a process ends by itself', async () => {
  const { kill, onEnd, say } = run();
  say({ type: 'checkpoint', step: 3 });
  expect(kill).not.toHaveBeenCalled();
  say({ type: 'paused', step: 3 });
  expect(kill).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledExactlyOnceWith({ type: 'paused', step: 3 }));
});

it('says that a process died which had no last word', async () => {
  const { onEnd, die } = run();
  die();
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledExactlyOnceWith({ type: 'died' }));
});

it('ends at once a process that has not begun, and lets one that has write its checkpoint first', async () => {
  const loading = run();
  await loading.runner.close(60_000);
  expect(loading.kill).toHaveBeenCalledOnce();
  expect(loading.onEnd).toHaveBeenCalledExactlyOnceWith({ type: 'died' });

  const { runner, kill, send, onEnd, say } = run();
  say({ type: 'running', device: 'cpu', step: 3 });
  const closed = runner.close(60_000);
  expect(send).toHaveBeenLastCalledWith({ type: 'pause' });
  expect(kill).not.toHaveBeenCalled();
  say({ type: 'paused', step: 3 });
  await closed;
  expect(onEnd).toHaveBeenCalledExactlyOnceWith({ type: 'paused', step: 3 });
});
