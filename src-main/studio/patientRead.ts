/** Reading a file that is ours, though others may look into it. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { isFileHeld } from '../train/diskError.ts';

/** What the app needs at its start is waited for this long in all: nobody sees a window before. */
const WAITS_MS = [50, 150, 300];

/** A text file; while somebody else holds it, as a virus scanner does for a moment, it is tried again. */
export async function readPatiently(file: string): Promise<string> {
  for (const wait of WAITS_MS) {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      if (!isFileHeld(error)) throw error;
    }
    await pause(wait);
  }
  return readFile(file, 'utf8');
}
