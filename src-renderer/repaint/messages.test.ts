import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { encoding, ENCODER_PATIENCE_S } from './messages.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes an encoder that does not answer for one that has failed', async () => {
  const heard = vi.fn();
  encoding('avc-hard', new Promise(() => undefined)).catch(heard);
  await vi.advanceTimersByTimeAsync(ENCODER_PATIENCE_S * 1000 - 1);
  expect(heard).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  const failure = { trouble: 'encoder', encoder: 'avc-hard', message: '' };
  expect(heard).toHaveBeenCalledWith(expect.objectContaining(failure));
});

it('waits for nothing once an encoder has answered', async () => {
  await encoding('avc-hard', Promise.resolve());
  await expect(encoding('avc-hard', Promise.reject(new Error('The card is away.')))).rejects.toMatchObject({
    trouble: 'encoder',
    message: 'The card is away.',
  });
  expect(vi.getTimerCount()).toBe(0);
});
