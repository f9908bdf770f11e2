/** The port of a child: when it may end without taking its last word with it. */
import { EventEmitter } from 'node:events';
import process from 'node:process';
import { afterEach, expect, it, vi } from 'vitest';
import { parentPort } from './port.ts';

afterEach(() => {
  vi.useRealTimers();
  delete (process as { parentPort?: unknown }).parentPort;
});

it('under Electron, which does not tell what has arrived, a child waits to be ended, but not for ever', async () => {
  vi.useFakeTimers();
  const electron = Object.assign(new EventEmitter(), { postMessage: vi.fn() });
  Object.assign(process, { parentPort: electron });
  const port = parentPort()!;
  const mayEnd = vi.fn();
  void port
    .post({ type: 'done' })
    .then(() => port.delivered())
    .then(mayEnd);
  await vi.advanceTimersByTimeAsync(5000);
  expect(electron.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'done' });
  expect(mayEnd).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(mayEnd).toHaveBeenCalledOnce();
});

it('under Node a child may end once its words have left it', async () => {
  const sent: (() => void)[] = [];
  const [send, connected] = [process.send, process.connected];
  const fake = (_message: unknown, _handle: unknown, _options: unknown, left: () => void): number =>
    sent.push(left);
  Object.assign(process, { connected: true, send: fake });
  const port = parentPort()!;
  const mayEnd = vi.fn();
  void port.post('last');
  void port.delivered().then(mayEnd);
  await Promise.resolve();
  expect(mayEnd).not.toHaveBeenCalled();
  sent[0]!();
  await vi.waitFor(() => expect(mayEnd).toHaveBeenCalledOnce());
  Object.assign(process, { send, connected });
});
