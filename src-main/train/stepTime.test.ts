import { describe, expect, it, vi } from 'vitest';
import { StepTime } from './stepTime.ts';
import { eachInTrainingFolder } from './testing/eachFolder.ts';
import { oddDevice } from './testing/oddDevice.ts';
import { runJob } from './testing/runJob.ts';
import { tinyJob, tinyOptions } from './testing/trainingFolder.ts';

const HOURS = 8 * 3600_000;
let folder: string;
eachInTrainingFolder((made) => (folder = made));

describe('the time that a step takes', () => {
  it('is not what the first ones take', () => {
    const time = new StepTime();
    for (const ms of [6000, 300, 50]) {
      expect(time.hear(ms)).toBe(ms);
      expect(time.ms).toBe(ms);
    }
  });

  it('is the mean of those since, and soon another where the pace is another', () => {
    const time = new StepTime();
    for (const ms of [900, 90, 40, 60, 50, 50]) time.hear(ms);
    expect(time.ms).toBeCloseTo(50);
    for (let step = 0; step < 100; step++) time.hear(80);
    expect(time.ms).toBeGreaterThan(78);
    for (let step = 0; step < 100; step++) time.hear(4000);
    expect(time.ms).toBeGreaterThan(3800);
  });
});

it('a machine that sleeps in the midst of a step takes no steps from a training in a hurry, nor is it told for long', async () => {
  const now = performance.now.bind(performance);
  let slept = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now() + slept);
  let runs = 0;
  const sleepy = oddDevice('cpu', 0, (results) => {
    if (++runs === 15) slept = HOURS;
    return Promise.resolve(results);
  });
  const options = { ...tinyOptions, steps: 40 };
  const job = tinyJob(folder, { options, hurry: { ms: 600_000, least: 4 } });
  const said = await runJob(job, undefined, () => Promise.resolve(sleepy));
  expect(said.at(-1)).toMatchObject({ type: 'done', step: 40 });
  const left = said.map((message) => (message.type === 'progress' ? message.secondsLeft : 0));
  expect(Math.max(...left)).toBeLessThan(600);
});
