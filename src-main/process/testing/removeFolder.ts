import { rmSync } from 'node:fs';

const TRIES = 20;
/** On Windows what a process had open is let go of a moment after its end. */
const PAUSE_MS = 100;

/**
 * Removes a test's folder and what is in it, also while something that the test left running still writes there.
 * `rmSync` lists a folder once and then cannot remove it if a file has come meanwhile (its `maxRetries` does not list
 * it again). What is written after one of its files is gone finds no folder, and ends.
 *
 * @throws {Error} that of the last of twenty tries
 */
export function removeFolder(folder: string): void {
  for (let left = TRIES - 1; ; left -= 1)
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (left === 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
}
