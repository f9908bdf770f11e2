/** A small file that says whose something is: of several that want it at once, one gets it. */
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { writeNew } from './atomicWrite.ts';

/** Whoever takes something over takes no longer from what is left there to what is their own. */
const SETTLE_MS = 200;
/** Each time somebody else was quicker, and then gone. */
const MOST_TRIES = 5;

/**
 * Makes the file, which says `mine`, unless there is one of somebody who is not gone; gives what that one says.
 * Rejects where the disk refuses.
 */
export async function claimFile(
  file: string,
  mine: string,
  isGone: (said: string) => boolean | Promise<boolean>,
  mode?: number,
): Promise<string | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (await isNew(file, mine, mode)) return undefined;
    const said = await whatIsSaid(file);
    if (said === undefined) continue;
    if (!(await isGone(said))) return said;
    await rm(file, { force: true });
    if (!(await isNew(file, mine, mode))) continue;
    // Another one that saw what was left may have taken ours for it: the last one to write has it.
    await pause(SETTLE_MS);
    const settled = await whatIsSaid(file);
    if (settled === mine) return undefined;
  }
  return undefined;
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

async function whatIsSaid(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
