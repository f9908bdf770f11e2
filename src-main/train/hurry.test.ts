/** How many steps a training in a hurry takes, by a clock that is only imagined. */
import { describe, expect, it } from 'vitest';
import { learningRate } from './adam.ts';
import { Pace } from './hurry.ts';
import { TrainingOptions } from './options.ts';

const hurry = { ms: 210_000, least: 100 };
const MOST = 400;

interface Imagined {
  step: number;
  spentMs: number;
  options: TrainingOptions;
}

const fresh = (): Imagined => ({
  step: 0,
  spentMs: 0,
  options: TrainingOptions.parse({ steps: MOST }),
});

/** Trains on in a process until the end, or so far; step n takes `msOf(n)`. Gives how many steps there were to be. */
function train(state: Imagined, msOf: (step: number) => number, until = Infinity): number[] {
  const pace = new Pace(hurry, MOST);
  const planned: number[] = [];
  while (state.step < state.options.steps && state.step < until) {
    const ms = msOf(++state.step);
    state.spentMs += ms;
    const steps = pace.steps(ms, state);
    if (steps !== state.options.steps) planned.push(steps);
    state.options = { ...state.options, steps };
  }
  return planned;
}

/** How far the learning rate has fallen at the last step, as a part of its peak. */
const lastRate = ({ step, options: { steps } }: Imagined): number => learningRate(step - 1, steps, 1);

describe('a training in a hurry', () => {
  it.each([
    ['where there is time for all, all', 500, 400],
    ['where there is not, as many as there is time for', 700, 300],
    ['at least the fewest', 4000, 100],
  ])('takes %s', (_what, ms, steps) => {
    const state = fresh();
    train(state, () => ms);
    expect(state.step).toBe(steps);
    expect(lastRate(state)).toBeLessThan(0.051);
  });

  it('is not misled by one step that took long, nor by the first ones, nor by one that was quick', () => {
    for (const odd of [{ 8: 9000 }, { 1: 9000, 2: 4000 }, { 5: 9000 }] as Record<number, number>[]) {
      const state = fresh();
      train(state, (step) => odd[step] ?? 480);
      expect(state.step, JSON.stringify(odd)).toBe(400);
    }
    const state = fresh();
    const [first] = train(state, (step) => (step === 8 ? 10 : 700));
    expect(first).toBe(300);
  });

  it('is done in time where the machine becomes slower on the way', () => {
    const state = fresh();
    train(state, (step) => (step <= 100 ? 500 : 900));
    expect(state.spentMs).toBeLessThan(1.02 * hurry.ms);
    expect(state.spentMs).toBeGreaterThan(0.95 * hurry.ms);
    expect(lastRate(state)).toBeLessThan(0.051);
  });

  it('takes steps again that it meant to leave out where the machine becomes quicker', () => {
    const state = fresh();
    const planned = train(state, (step) => (step <= 40 ? 1500 : 450));
    expect(planned[0]).toBe(140);
    expect(state.step).toBeGreaterThan(340);
    expect(state.spentMs).toBeLessThan(1.02 * hurry.ms);
  });

  it('whose time is up lets the learning rate fall before it ends', () => {
    const state = fresh();
    train(state, (step) => (step === 301 ? 600_000 : 500));
    expect(state.step).toBeGreaterThan(330);
    expect(state.step).toBeLessThan(370);
    expect(lastRate(state)).toBeLessThan(0.051);
  });

  it('goes on after a break with the steps and the time that are left', () => {
    const state = fresh();
    train(state, () => 700, 120);
    expect(state.options.steps).toBe(300);
    train(state, () => 700);
    expect(state.step).toBe(300);
  });
});

it('a training that is not in a hurry takes every step', () => {
  const state = { step: 8, spentMs: 9e9, options: TrainingOptions.parse({ steps: MOST }) };
  const pace = new Pace(undefined, MOST);
  expect(Array.from({ length: 50 }, () => pace.steps(60_000, state))).toEqual(Array(50).fill(MOST));
});
