/** A training's folder: where everything of it lies, and how its checkpoints are kept and found again. */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from './atomicWrite.ts';
import { CheckpointError, ForeignCheckpoint, type TrainingState } from './checkpoint.ts';
import { patiently } from './diskError.ts';
import type { StyleCredits } from './options.ts';
import { resumedState, styleOf } from './trainer.ts';

/** What is said of a training whose files cannot be understood. */
export const ILLEGIBLE =
  'This training was written by another version of Pastiche, or its file is damaged. Update Pastiche to go on with it, or train again.';

/** The files of a training. */
export interface TrainingFiles {
  /** The painting as it is learned: cut and reduced. */
  readonly painting: string;
  /** The folder of the photos to learn on. */
  readonly photos: string;
  /** The person's own picture, for the previews; may be missing. */
  readonly face: string;
  readonly losses: string;
  readonly checkpoint: string;
  /** The checkpoint before, in case the last one cannot be read. */
  readonly previous: string;
  readonly style: string;
  /** The person's picture as it was painted at a step. */
  preview(step: number): string;
}

/** Names of the files in a training's folder. */
export function trainingFiles(folder: string): TrainingFiles {
  return {
    painting: join(folder, 'painting.png'),
    photos: join(folder, 'photos'),
    face: join(folder, 'face.jpg'),
    losses: join(folder, 'losses.jsonl'),
    checkpoint: join(folder, 'checkpoint'),
    previous: join(folder, 'checkpoint.previous'),
    style: join(folder, 'style.onnx'),
    preview: (step) => join(folder, `preview-${String(step).padStart(7, '0')}.jpg`),
  };
}

/** The step of a preview's file name; undefined for other files. */
export function previewStep(name: string): number | undefined {
  const digits = /^preview-(\d{7,})\.jpg$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Writes a checkpoint and keeps the one before. At every moment at least one of the two is whole. */
export async function keepCheckpoint(
  files: TrainingFiles,
  bytes: Uint8Array,
  write = writeAtomically,
): Promise<void> {
  const next = `${files.checkpoint}.next`;
  await write(next, bytes);
  await patiently(() => rename(files.checkpoint, files.previous)).catch(ignoreMissing);
  await patiently(() => rename(next, files.checkpoint));
}

/**
 * The training as its last whole checkpoint has it; undefined when there is none. `damaged`: the newest
 * one is, so that an older one had to be taken.
 * @throws {CheckpointError} when there are checkpoints and none can be used.
 */
export async function latestState(
  files: TrainingFiles,
): Promise<{ state: TrainingState; damaged: boolean } | undefined> {
  let first: CheckpointError | undefined;
  for (const file of [files.checkpoint, files.previous]) {
    const bytes = await readFile(file).catch(ignoreMissing);
    if (!bytes) continue;
    try {
      return { state: resumedState(bytes), damaged: first !== undefined };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      first ??= error;
    }
  }
  if (first instanceof ForeignCheckpoint) throw first;
  // What is wrong with the bytes helps nobody: what can be done about it does.
  if (first) throw new CheckpointError(ILLEGIBLE, { cause: first });
  return undefined;
}

/**
 * The {@link latestState}, to go on from. Previews of later steps are deleted: a crash took what painted them, and
 * those steps will be other ones.
 * @throws {CheckpointError} when there are checkpoints and none can be used.
 */
export async function takeUpState(files: TrainingFiles): ReturnType<typeof latestState> {
  const found = await latestState(files);
  const folder = dirname(files.checkpoint);
  const step = found?.state.step ?? 0;
  const lost = (await readdir(folder)).filter((name) => (previewStep(name) ?? -1) > step);
  // One that cannot be deleted is no reason to stop.
  await Promise.allSettled(lost.map((name) => rm(join(folder, name), { force: true, maxRetries: 3 })));
  return found;
}

/**
 * Writes the style of a training that does not run, as its last whole checkpoint has it. Gives that checkpoint's step;
 * 0 where there is none and nothing was written.
 * @throws {CheckpointError} when there are checkpoints and none can be used.
 */
export async function keepStyle(
  files: TrainingFiles,
  credits: StyleCredits,
  write = writeAtomically,
): Promise<number> {
  const found = await takeUpState(files);
  if (!found || found.state.step === 0) return 0;
  await write(files.style, styleOf(found.state, credits));
  return found.state.step;
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
