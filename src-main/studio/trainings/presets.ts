/** From what a person decides to what the trainer is told. */
import { z } from 'zod';
import { TrainingOptions } from '../../train/options.ts';
import type { Preset, TrainingPlan } from '../contract/trainings.ts';

/**
 * Steps of each preset; see docs/training.md for what they reach. All start from the style that paints most
 * like the painting, which saves most of the way.
 */
const STEPS: Record<Preset, number> = { quick: 400, standard: 2000, fine: 8000 };

/** For tests: settings that count more than any preset's, as JSON in PASTICHE_TRAINING. */
const Overrides = TrainingOptions.partial();

/**
 * The trainer's settings for a plan; what it does not decide is as in `basis`, the settings of a style that is
 * trained further. @throws {Error} when `overrides` is no JSON of settings.
 */
export function optionsOf(
  plan: TrainingPlan,
  overrides: string | undefined,
  basis?: TrainingOptions,
): TrainingOptions {
  const settings = {
    ...basis,
    steps: STEPS[plan.preset],
    styleWeight: plan.styleWeight,
    paintingSize: plan.brush,
  };
  return TrainingOptions.parse({ ...settings, ...(overrides ? parseOverrides(overrides) : {}) });
}

function parseOverrides(text: string): Record<string, unknown> {
  const given = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  // A partial schema fills in defaults, which must not count as given.
  Overrides.parse(given);
  return given;
}
