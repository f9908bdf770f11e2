/** Reading a file that is ours, though others may look into it. */
import { readFile } from 'node:fs/promises';
import { patiently } from '../train/diskError.ts';

/** A text file; while somebody else holds it, as a virus scanner does for a moment, it is tried again. */
export function readPatiently(file: string): Promise<string> {
  return patiently(() => readFile(file, 'utf8'));
}
