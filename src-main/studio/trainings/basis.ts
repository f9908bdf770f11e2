/** From a style that our trainer made back to what it was made with: its own file says it. */
import { networkNamed } from '../../nets/index.ts';
import { Refusal } from '../../paint/refusal.ts';
import { KeptOptions, type TrainingOptions } from '../../train/options.ts';
import type { StyleInfo } from '../contract.ts';
import { BRUSH, STYLE_WEIGHT, TrainingPlan } from '../contract/trainings.ts';

/** A style as the library has it. */
export interface MadeStyle {
  readonly file: string;
  readonly info: StyleInfo;
}

/** The trainer's settings that a style was made with. @throws {Refusal} when our trainer did not make it. */
export function optionsOfStyle({ title, network, training }: StyleInfo): TrainingOptions {
  const found = KeptOptions.safeParse({ ...training, network });
  if (!training || !found.success || !isNetwork(network)) {
    const message = `“${title}” was not made by Pastiche's trainer, or was made by a later version of it; train a new style instead.`; // prettier-ignore
    throw new Refusal('bad-input', message);
  }
  return found.data;
}

/** What a person would have decided to get a style; what its file does not say is as usual. */
export function planOfStyle(
  { title, artist, year, training }: StyleInfo,
  options: TrainingOptions,
): TrainingPlan {
  const within = (value: number, { least, most }: { least: number; most: number }): number =>
    Math.min(most, Math.max(least, value));
  return TrainingPlan.parse({
    title: title.slice(0, 120),
    ...(artist !== undefined && { artist: artist.slice(0, 120) }),
    ...(year !== undefined && { year }),
    preset: 'quick',
    styleWeight: within(options.styleWeight, STYLE_WEIGHT),
    brush: within(options.paintingSize, BRUSH),
    ...(training?.colours && { colours: training.colours }),
  });
}

function isNetwork(name: string | undefined): boolean {
  try {
    networkNamed(name ?? '');
    return true;
  } catch {
    return false;
  }
}
