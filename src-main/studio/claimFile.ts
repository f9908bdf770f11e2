/** A small file that says whose something is: of several that want it at once, one gets it. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { patiently, removeIfCan } from '../train/diskError.ts';
import { writeNew } from './atomicWrite.ts';

/** Each time somebody else was quicker, and then gone. */
const MOST_TRIES = 5;

/** Tells whether who wrote into a claimed file is gone. */
export type IsGone = (said: string, file: string) => boolean | Promise<boolean>;

/**
 * Makes the file, which says `mine`, unless there is one of somebody who is not gone; gives what that one says.
 * Rejects where the disk refuses.
 */
export async function claimFile(
  file: string,
  mine: string,
  isGone: IsGone,
  mode?: number,
): Promise<string | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const said = await whatIsSaid(file);
    if (said !== undefined) {
      if (!(await isGone(said, file))) return said;
      // Of several that see what is left one at a time takes it away: a slow one would take a new one for it.
      const heir = `${file}.heir`;
      const other = await claimFile(heir, mine, isGone, mode);
      if (other !== undefined) return other;
      try {
        if ((await whatIsSaid(file)) === said) await removeIfCan(file);
        if (await isNew(file, mine, mode)) return undefined;
      } finally {
        await takeBack(heir, mine);
      }
    } else if (await isNew(file, mine, mode)) return undefined;
  }
  throw new Error(`${basename(file)} can be neither made nor taken over`);
}

/**
 * Gives the file back, unless another has it by now. Never rejects. One that takes it over holds its heir: only who
 * does so, too, knows that what is deleted is still what was read.
 */
export async function releaseFile(file: string, mine: string, isGone: IsGone): Promise<void> {
  const heir = `${file}.heir`;
  const other = await claimFile(heir, mine, isGone).catch(() => mine);
  // That one took us for gone, and sees to the file.
  if (other !== undefined) return;
  await takeBack(file, mine);
  await takeBack(heir, mine);
}

async function takeBack(file: string, mine: string): Promise<void> {
  if ((await whatIsSaid(file).catch(() => undefined)) === mine) await removeIfCan(file);
}

/** What a claimed file says, where there is one. Rejects where the disk refuses. */
export async function whatIsSaid(file: string): Promise<string | undefined> {
  try {
    // On Windows a file that is just being removed is, for a moment, neither there nor gone.
    return await patiently(() => readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

async function isNew(file: string, mine: string, mode?: number): Promise<boolean> {
  try {
    await writeNew(file, mine, mode);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
