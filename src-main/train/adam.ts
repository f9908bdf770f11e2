/** Adam (Kingma and Ba 2015, algorithm 1), in place on named parameters. */
import type { Parameters } from '../nets/index.ts';

/** Adam's memory: first and second moments by parameter, and how many steps were taken. */
export interface AdamState {
  readonly first: Record<string, Float32Array>;
  readonly second: Record<string, Float32Array>;
  steps: number;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** A fresh state for parameters of these sizes. */
export function adamState(parameters: Parameters): AdamState {
  const zeros = (): Record<string, Float32Array> =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, values]) => [name, new Float32Array(values.length)]),
    );
  return { first: zeros(), second: zeros(), steps: 0 };
}

/** One step: changes `parameters` and `state` in place. */
export function adamStep(
  parameters: Record<string, Float32Array>,
  gradients: Parameters,
  state: AdamState,
  rate: number,
): void {
  state.steps++;
  const correction = Math.sqrt(1 - BETA2 ** state.steps) / (1 - BETA1 ** state.steps);
  for (const [name, values] of Object.entries(parameters)) {
    const [gradient, first, second] = [gradients[name]!, state.first[name]!, state.second[name]!];
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i]!;
      const m = (first[i] = BETA1 * first[i]! + (1 - BETA1) * g);
      const v = (second[i] = BETA2 * second[i]! + (1 - BETA2) * g * g);
      values[i]! -= (rate * correction * m) / (Math.sqrt(v) + EPSILON);
    }
  }
}

/**
 * Learning rate at a step: a short rise against early wildness, then half a cosine down to a twentieth.
 * `step` counts from 0.
 */
export function learningRate(step: number, steps: number, peak: number): number {
  const rise = Math.min(50, steps / 10);
  if (step < rise) return (peak * (step + 1)) / rise;
  const progress = Math.min(1, (step - rise) / Math.max(1, steps - rise));
  return peak * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
