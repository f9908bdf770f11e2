/**
 * What one app found out about the machine's devices and about the shipped styles, for those after it: looking takes
 * a second and a half of both cores, in the midst of each test, and reading the styles half of a server's start.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DEVICES = 'devices.json';
const FILES = [DEVICES, 'known-styles.json'] as const;
const known = new Map<string, string>();

/** Tells an app that is to be started, unless its data folder knows already. */
export async function tell(data: string, { devices }: { devices: boolean }): Promise<void> {
  for (const [file, text] of known) {
    if (file === DEVICES && !devices) continue;
    await writeFile(join(data, file), text, { flag: 'wx' }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

/** Learns what an app knew when it ended. */
export async function learn(data: string): Promise<void> {
  for (const file of FILES) {
    const text = await readFile(join(data, file), 'utf8').catch(() => null);
    if (text !== null) known.set(file, text);
  }
}
