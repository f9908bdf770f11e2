import { describe, expect, it } from 'vitest';
import { asFarAsItGoes } from './asFarAsItGoes.ts';

async function* giving(values: readonly number[], failure?: Error): AsyncGenerator<number> {
  await Promise.resolve();
  yield* values;
  if (failure) throw failure;
}

const unstopped = new AbortController().signal;

describe('asFarAsItGoes', () => {
  it('gives the last of all', async () => {
    const seen: number[] = [];
    const end = await asFarAsItGoes(giving([1, 2, 3]), (value) => seen.push(value), unstopped);
    expect(end).toEqual({ last: 3, failure: undefined });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('gives nothing where there was nothing', async () => {
    expect(await asFarAsItGoes(giving([]), () => undefined, unstopped)).toEqual({ last: undefined, failure: undefined }); // prettier-ignore
  });

  it('keeps what was there when it failed, and says what failed', async () => {
    const failure = new Error('the device is lost');
    expect(await asFarAsItGoes(giving([1, 2], failure), () => undefined, unstopped)).toEqual({
      last: 2,
      failure,
    });
  });

  it('fails where nothing was there yet', async () => {
    const failure = new Error('no device');
    await expect(asFarAsItGoes(giving([], failure), () => undefined, unstopped)).rejects.toBe(failure);
  });

  it('ends after what it is stopped at', async () => {
    const stop = new AbortController();
    const end = await asFarAsItGoes(giving([1, 2, 3]), (value) => value === 2 && stop.abort(), stop.signal);
    expect(end.last).toBe(2);
  });
});
