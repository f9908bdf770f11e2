/** What the live view leaves to a training. */
import type { Training } from '../bridge/contract.ts';

/** The part of its rate that the live view keeps beside a training, on a machine that both share. */
const BESIDE_TRAINING = 0.8;
/** Where there are more logical cores, the system gives each of both enough. */
const FEW_CORES = 4;

/** Pictures a second for the live view: what a few fewer leave over is all that a training gets. */
export function rateBeside(
  training: Pick<Training, 'status' | 'device'> | null,
  fps: number,
  cores = navigator.hardwareConcurrency,
): number {
  const shared = training?.status === 'running' && training.device === 'cpu' && cores <= FEW_CORES;
  return shared ? Math.round(BESIDE_TRAINING * fps) : fps;
}
