import { expect, it } from 'vitest';
import { OneByOne } from './oneByOne.ts';

it('begins with the next when the one before is through, whatever became of it', async () => {
  const work = new OneByOne();
  const done: string[] = [];
  let fail = (_error: Error): void => undefined;
  const first = work.run(() => new Promise<void>((_, reject) => (fail = reject)));
  const second = work.run(() => Promise.resolve(done.push('second')));
  first.catch(() => done.push('first'));
  await new Promise(setImmediate);
  expect(done).toEqual([]);
  fail(new Error('it failed'));
  expect(await second).toBe(2);
  expect(done).toEqual(['first', 'second']);
});

it('waits for all of it, but no longer than is asked for', async () => {
  const work = new OneByOne();
  let through = false;
  void work.run(() => new Promise(setImmediate)).then(() => (through = true));
  await work.settled(60_000);
  expect(through).toBe(true);
  void work.run(() => new Promise(() => undefined));
  await work.settled(1);
});
