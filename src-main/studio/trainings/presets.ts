/** From what a person decides to what the trainer is told. */
import { z } from 'zod';
import { TrainingOptions } from '../../train/options.ts';
import type { Job } from '../../train/protocol.ts';
import type { Preset, TrainingPlan } from '../contract/trainings.ts';

/**
 * Steps of each preset, and the edge of its pictures; see docs/training.md for what they reach. All start from
 * the style that paints most like the painting, which saves most of the way. Smaller pictures take a third of the
 * time away. Quick is done within four minutes, loading
 * included, where a machine takes no more than 2.1 s for a step: 100 steps show palette and shapes.
 */
const PRESETS: Record<Preset, { steps: number; size: number; hurry?: Job['hurry'] }> = {
  quick: { steps: 400, size: 208, hurry: { ms: 210_000, least: 100 } },
  standard: { steps: 2000, size: 256 },
  fine: { steps: 8000, size: 256 },
};

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
  const { steps, size } = PRESETS[plan.preset];
  const settings = {
    size,
    ...basis,
    steps,
    // A style that was made with many pictures a step, on a card, is trained further on any machine.
    batch: 1,
    styleWeight: plan.styleWeight,
    paintingSize: plan.brush,
  };
  return TrainingOptions.parse({ ...settings, ...(overrides ? parseOverrides(overrides) : {}) });
}

/** How much time a plan has; undefined where it takes as long as it takes. */
export function hurryOf(plan: TrainingPlan): Job['hurry'] {
  return PRESETS[plan.preset].hurry;
}

function parseOverrides(text: string): Record<string, unknown> {
  const given = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  // A partial schema fills in defaults, which must not count as given.
  Overrides.parse(given);
  return given;
}
