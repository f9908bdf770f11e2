/**
 * What was written of a recording that is finished: it goes. While somebody holds it, as a player on Windows does, a
 * note beside it says that it is spent, so that it is neither shown nor finished once more.
 */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { patiently } from '../../train/diskError.ts';
import { shelfName } from './names.ts';

const NOTE = /^\.(.+)\.finished$/;

/** Removes what was written, or notes that it is spent. Never rejects: the recording is there. */
export async function removeSpent(path: string): Promise<void> {
  const note = async (): Promise<void> => writeFile(noteOf(path), String((await stat(path)).size));
  await patiently(() => rm(path, { force: true })).catch(() => note().catch(() => undefined));
}

/** Whether a file is noted to be spent; one that got its name since then is another, and has another size. */
export async function isSpent(path: string): Promise<boolean> {
  const noted = await readFile(noteOf(path), 'utf8').catch(() => null);
  return noted !== null && noted === String((await stat(path)).size);
}

/** Removes what a note tells of, if `file` is one, and the note with it. Rejects while that is still held. */
export async function clearNoted(
  folder: string,
  file: string,
  isBusy: (path: string) => boolean,
): Promise<void> {
  const spent = NOTE.exec(file)?.[1];
  // Other programs' notes may look alike; only of what is being written do we make any.
  if (spent === undefined || !shelfName(spent)?.writer) return;
  const path = join(folder, spent);
  if (isBusy(path)) return;
  if (await isSpent(path).catch(() => false)) await rm(path, { force: true });
  await rm(join(folder, file), { force: true });
}

function noteOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.finished`);
}
