/** The previews that are kept of a training: with one every few seconds there would be thousands of them. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { previewStep } from '../../train/folder.ts';

/** So many show how a style grew. */
export const MOST_PREVIEWS = 40;

/** The steps, in order, whose previews can go: those that are left are spread evenly, from the first to the last. */
export function surplus(steps: readonly number[], most = MOST_PREVIEWS): number[] {
  const left = [...steps];
  const gone: number[] = [];
  while (left.length > Math.max(2, most)) {
    // The one after which the gap is smallest; of several the earliest, so that all are passed through in turn.
    const gaps = left.slice(2).map((step, i) => step - left[i]!);
    gone.push(...left.splice(1 + gaps.indexOf(Math.min(...gaps)), 1));
  }
  return gone;
}

/** Deletes what there is too much of in a training's folder; what cannot be deleted now is tried again the next time. */
export async function thinPreviews(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => previewStep(name) !== undefined);
  const byStep = new Map(names.map((name) => [previewStep(name)!, name]));
  const steps = [...byStep.keys()].sort((a, b) => a - b);
  const files = surplus(steps).map((step) => join(folder, byStep.get(step)!));
  await Promise.allSettled(files.map((file) => rm(file, { force: true })));
}
