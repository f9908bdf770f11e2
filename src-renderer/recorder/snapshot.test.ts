/** A picture on its way to the disk. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Bridge } from '../bridge/bridge.ts';
import type { Reply, RequestName } from '../bridge/contract.ts';
import { saveFile } from './snapshot.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('is thrown away where it cannot be written, also when the connection is away just then, and says so at once', async () => {
  const full: Reply<never> = { ok: false, code: 'disk-full', message: 'The disk is full.' };
  const lost: Reply<never> = { ok: false, code: 'unavailable', message: 'Lost.' };
  const answers: Partial<Record<RequestName, Reply<unknown>[]>> = {
    'recordings.begin': [{ ok: true, value: { handle: 'handle' } }],
    'recordings.append': [full],
    'recordings.discard': [lost, lost, { ok: true, value: null }],
  };
  const request = (name: RequestName): Promise<Reply<unknown>> => Promise.resolve(answers[name]!.shift()!);
  const saved = saveFile({ request: request as Bridge['request'] }, 'png', null, new Blob(['x']));
  await expect(saved).rejects.toThrow('The disk is full.');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(answers['recordings.discard']).toEqual([]);
});
