import { expect, it } from 'vitest';
import { inRounds } from './inRounds.ts';

it('runs once at a time, and once more for all who asked meanwhile', async () => {
  const answers: (() => void)[] = [];
  const done: string[] = [];
  const list = inRounds(() => new Promise((resolve) => answers.push(resolve)));
  const ask = (name: string): Promise<unknown> => list().then(() => done.push(name));
  const first = ask('first');
  await Promise.resolve();
  const later = [ask('second'), ask('third')];
  await new Promise((resolve) => setTimeout(resolve));
  expect(answers).toHaveLength(1);
  answers[0]!();
  await first;
  await new Promise((resolve) => setTimeout(resolve));
  expect(answers).toHaveLength(2);
  expect(done).toEqual(['first']);
  answers[1]!();
  await Promise.all(later);
  expect(done).toEqual(['first', 'second', 'third']);
});

it('goes on after work that failed', async () => {
  let times = 0;
  const list = inRounds(() => (++times === 1 ? Promise.reject(new Error('away')) : Promise.resolve()));
  await expect(list()).rejects.toThrow('away');
  await list();
  expect(times).toBe(2);
});
