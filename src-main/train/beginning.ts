/** How a training begins: what it learns from, and the state of its network before the first step. */
import { readFile } from 'node:fs/promises';
import { CheckpointError, type TrainingState } from './checkpoint.ts';
import { sentence } from './failure.ts';
import type { TrainingFiles } from './folder.ts';
import { heed } from './heed.ts';
import { nearestStyle } from './nearest.ts';
import type { TrainingOptions } from './options.ts';
import { openPhotos } from './photos.ts';
import { readPixels, toPlanes } from './pictures.ts';
import type { Job } from './protocol.ts';
import { freshState, type RunParts } from './trainer.ts';

/** Opens the painting and the photos. @throws {PictureError} the reason of `end` once that is aborted. */
export async function openPictures(
  files: TrainingFiles,
  options: TrainingOptions,
  end: AbortSignal,
): Promise<Pick<RunParts, 'painting' | 'paintingFile' | 'photos'>> {
  await heed(end);
  const painting = toPlanes(await readPixels(files.painting, options.paintingSize));
  await heed(end);
  const photos = await openPhotos({ folder: files.photos, ...options });
  return { painting, paintingFile: await readFile(files.painting), photos };
}

/** A training before its first step. */
export interface Beginning extends Pick<RunParts, 'targets'> {
  readonly state: TrainingState;
  /** The name of the style that it starts from; undefined from scratch. */
  readonly start?: string | undefined;
}

/**
 * A fresh state: from the nearest of the styles to start from, whose name is given, or from scratch.
 * @throws {CheckpointError} {@link RuntimeError} the reason of `parts.end` once that is aborted.
 */
export async function begin(
  { options, starts, mustStart }: Pick<Job, 'options' | 'starts' | 'mustStart'>,
  parts: RunParts,
): Promise<Beginning> {
  const candidates = await Promise.all(starts.map(async (name) => ({ name, bytes: await readFile(name) })));
  if (candidates.length === 0) return { state: freshState(options) };
  const { size } = options;
  await heed(parts.end);
  const batch = await parts.photos.batch(0);
  const photo = { width: size, height: size, data: batch.slice(0, 3 * size * size) };
  const { start, targets } =
    candidates.length === 1
      ? { start: candidates[0] }
      : await nearestStyle({ ...parts, photo, options }, candidates);
  try {
    return { state: freshState(options, start?.bytes), start: start?.name, targets };
  } catch (error) {
    if (mustStart) {
      throw new CheckpointError(`The style to go on from cannot be used: ${sentence(error)}. Train a new style instead.`); // prettier-ignore
    }
    // A style of another network: nothing of it can be used.
    return { state: freshState(options) };
  }
}
