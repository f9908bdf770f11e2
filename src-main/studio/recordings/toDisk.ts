/** Bringing what was written to the disk itself. */
import { isDiskFull } from '../../train/diskError.ts';

/** Waits until that is done, where a drive can be asked for it: some of the network cannot, and keep what they take all the same. */
export async function toDisk(sync: Promise<void>): Promise<void> {
  try {
    await sync;
  } catch (error) {
    // What it took, and could not keep after all.
    if (isDiskFull(error) || (error as NodeJS.ErrnoException).code === 'EIO') throw error;
  }
}
