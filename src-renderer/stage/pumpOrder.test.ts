/** In which order paintings come on the stage. */
import { expect, it } from 'vitest';
import type { PaintPlan } from './pump.ts';
import { ManualSource, stage, wave } from './testing/pumpStage.ts';

it('draws in order: an answer that comes before an older one waits for it', async () => {
  const source = new ManualSource();
  const { pump, painted, refused, numbers } = stage();
  void pump.run(source);
  await source.give(1);
  await source.give(2);
  await painted(1, 2);
  expect(numbers()).toEqual([]);
  await source.give(3);
  await painted(0, 1);
  expect(numbers()).toEqual([1, 2]);
  await source.give(4);
  await painted(3, 4);
  await refused(2, 'dropped');
  expect(numbers(), 'what will never come is not waited for').toEqual([1, 2, 4]);
  pump.stop();
});

it('waits for an older picture while two newer ones are painted, and no longer', async () => {
  const source = new ManualSource();
  const { pump, painted, numbers } = stage(undefined, undefined, 2);
  void pump.run(source);
  await source.give(1);
  for (const n of [2, 3, 4]) {
    expect(numbers()).toEqual([]);
    await source.give(n);
    await painted(n - 1, n);
  }
  expect(numbers()).toEqual([2, 3, 4]);
  await painted(0, 1);
  expect(numbers()).toEqual([2, 3, 4]);
  pump.stop();
});

it('leaves out an answer older than what is shown', async () => {
  const source = new ManualSource();
  let plan: PaintPlan | null = wave;
  const { pump, painted, numbers } = stage(() => plan);
  void pump.run(source);
  await source.give(1);
  plan = null;
  await source.give(2);
  await painted(0, 1);
  expect(numbers()).toEqual([2]);
  plan = wave;
  await source.give(3);
  await painted(1, 3);
  expect(numbers()).toEqual([2, 3]);
  pump.stop();
});

it('does not wait for what another source left behind', async () => {
  const { pump, painted, numbers } = stage();
  const source = new ManualSource();
  void pump.run(source);
  await source.give(1);
  const next = new ManualSource();
  void pump.run(next);
  await next.give(2);
  await painted(1, 2);
  expect(numbers()).toEqual([2]);
  pump.stop();
});
