/**
 * What one app found out about the machine's devices, for those after it: looking takes a second and a half of
 * both cores, in the midst of each test.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

let known: string | null = null;

/** Tells an app that is to be started, unless its data folder knows already. */
export async function tellDevices(data: string): Promise<void> {
  if (known === null) return;
  await writeFile(fileIn(data), known, { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
}

/** Learns what an app knew when it ended. */
export async function learnDevices(data: string): Promise<void> {
  known = await readFile(fileIn(data), 'utf8').catch(() => known);
}

function fileIn(data: string): string {
  return join(data, 'devices.json');
}
