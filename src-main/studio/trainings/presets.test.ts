import { describe, expect, it } from 'vitest';
import { TrainingOptions } from '../../train/options.ts';
import { TrainingPlan } from '../contract/trainings.ts';
import { optionsOf } from './presets.ts';

const plan = TrainingPlan.parse({ title: 'Wave', preset: 'standard', styleWeight: 9, brush: 500 });

describe("a plan's settings", () => {
  it('are its own, and the usual ones where it decides nothing', () => {
    const wanted = {
      ...TrainingOptions.parse({}),
      steps: 2000,
      size: 256,
      styleWeight: 9,
      paintingSize: 500,
    };
    expect(optionsOf(plan, undefined)).toEqual(wanted);
  });

  it("are a style's that is trained further, but one picture a step: it may come from a stronger machine", () => {
    const basis = TrainingOptions.parse({
      network: 'swift 4x2',
      batch: 16,
      size: 320,
      tvWeight: 0.5,
      steps: 7,
    });
    const options = optionsOf(plan, undefined, basis);
    expect(options).toEqual({ ...basis, steps: 2000, styleWeight: 9, paintingSize: 500, batch: 1 });
  });

  it('give way to what a test says, which must be settings', () => {
    expect(optionsOf(plan, '{"steps": 3, "batch": 2}')).toMatchObject({ steps: 3, batch: 2, size: 256 });
    expect(() => optionsOf(plan, '{"steps": "many"}')).toThrow();
    expect(() => optionsOf(plan, 'fast')).toThrow(SyntaxError);
  });
});
