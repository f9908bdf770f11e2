/** What a disk refuses, told apart, and patience where it is a matter of a moment. */
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether there is no room on the disk. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** Whether somebody else, a virus scanner for instance, holds the file: a matter of seconds. */
export function isFileHeld(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EBUSY' || code === 'EPERM' || code === 'EACCES';
}

/** Half a second in all: the app waits for this at its start, too, before it shows a window. */
const WAITS_MS = [50, 150, 300];

/** Does some work on a file; while somebody else holds that, as a virus scanner does for a moment, it is tried again. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isFileHeld(error)) throw error;
    }
    await pause(wait);
  }
  return work();
}

/** Deletes a file that is not needed any more, and is in nobody's way but the disk's where it stays. Never rejects. */
export async function removeIfCan(file: string): Promise<void> {
  await patiently(() => rm(file, { force: true })).catch(() => undefined);
}
