/** A recording that holds no picture. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import type { Reply, RequestName } from '../bridge/contract.ts';
import type { ClipOptions } from './clip.ts';
import type { FromRecording } from './messages.ts';
import { Take } from './take.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('is thrown away, also when the connection is away just then, and is not waited for', async () => {
  const worker = {
    onmessage: null as ((event: { data: FromRecording }) => void) | null,
    postMessage: () => undefined,
    terminate: () => undefined,
  };
  const asked: RequestName[] = [];
  let away = true;
  const request = (name: RequestName): Promise<Reply<unknown>> => {
    asked.push(name);
    return Promise.resolve(
      away ? { ok: false, code: 'unavailable', message: 'Lost.' } : { ok: true, value: null },
    );
  };
  const around = { bridge: { request } as Pick<Bridge, 'request'>, progress: vi.fn(), trouble: vi.fn() };
  const take = new Take(around, worker as unknown as Worker, 'handle', {} as ClipOptions, null);
  const stopped = take.stop();
  worker.onmessage?.({ data: { type: 'done', seconds: 0, frames: 0, dropped: 0 } });
  expect(await stopped).toBeNull();
  await vi.advanceTimersByTimeAsync(5000);
  const before = asked.length;
  expect(before).toBeGreaterThan(2);
  away = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(Array(before + 1).fill('recordings.discard'));
});
