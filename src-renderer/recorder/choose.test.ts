import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chosenBy } from './choose.ts';
import type { ClipWish, FromRecording } from './messages.ts';

class FakeWorker {
  onmessage: ((event: { data: FromRecording }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly told: unknown[] = [];
  postMessage(message: unknown): void {
    this.told.push(message);
  }
}

const wish: ClipWish = { size: { width: 640, height: 480 }, bitrate: 1, heard: null, failed: [] };
let worker: FakeWorker;
const ask = (wished: Promise<ClipWish>): Promise<unknown> =>
  chosenBy(worker as unknown as Worker, wished).catch((error: unknown) => error);

beforeEach(() => {
  vi.useFakeTimers();
  worker = new FakeWorker();
});
afterEach(() => vi.useRealTimers());

it('asks once the microphone is there, and gives what is chosen', async () => {
  const chosen = ask(Promise.resolve(wish));
  await vi.advanceTimersByTimeAsync(0);
  expect(worker.told).toEqual([{ type: 'choose', wish }]);
  worker.onmessage?.({ data: { type: 'chosen', choice: null } });
  expect(await chosen).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

it('hears a worker fail while the person is still asked for the microphone', async () => {
  const failed = ask(new Promise(() => undefined));
  worker.onerror?.({ message: 'It cannot be loaded.' });
  expect(await failed).toEqual(new Error('It cannot be loaded.'));
});

it('does not wait for ever for a worker that says nothing', async () => {
  const failed = ask(Promise.resolve(wish));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await failed).toBeInstanceOf(Error);
});
