/** Writing a file so that after a crash it is either as before or as wanted, never half. */
import { access, constants, copyFile, link, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { messageOf, Refusal } from '../paint/refusal.ts';
import { writeBeside } from '../train/atomicWrite.ts';
import { patiently } from '../train/diskError.ts';
import { makeFolder } from '../train/makeFolder.ts';

export { writeAtomically } from '../train/atomicWrite.ts';

/** Like `writeAtomically`, for a file that is not there yet; rejects with the code `EEXIST` where there is one. */
export async function writeNew(file: string, contents: string | Uint8Array, mode = 0o666): Promise<void> {
  await writeBeside(file, contents, mode, (beside) => putNew(beside, file));
}

/** Moves a file to where none may be yet; rejects with the code `EEXIST` where there is one. */
export async function moveNew(from: string, to: string): Promise<void> {
  await makeFolder(dirname(to));
  await putNew(from, to);
  try {
    // Whoever looks into it, to check it for instance, lets go of it soon.
    await patiently(() => rm(from, { force: true }));
  } catch (error) {
    // What stays there is not here as well. It is looked for first: nothing may end up in neither place.
    await access(from)
      .then(() => rm(to, { force: true }))
      .catch(() => undefined);
    throw error;
  }
}

/** Copies a file to where none may be yet; rejects with the code `EEXIST` where there is one. */
export async function copyNew(from: string, to: string): Promise<void> {
  await makeFolder(dirname(to));
  await copyFile(from, to, constants.COPYFILE_EXCL);
}

/** What became of a file that could not be taken as it was. */
export interface Aside {
  /** Whether it has another name now, so that its own is free to be written. */
  readonly done: boolean;
  readonly message: string;
}

/** Keeps a file that we are about to replace, under another name. */
export async function setAside(file: string): Promise<Aside> {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const ending = extname(file);
  const aside = `${file.slice(0, -ending.length)}.bad-${time}${ending}`;
  try {
    await patiently(() => rename(file, aside));
    return { done: true, message: `The old ones are kept as ${basename(aside)}.` };
  } catch (error) {
    const message = `The old ones are left as they are, and no new ones are kept before the next start: ${messageOf(error)}`;
    return { done: false, message };
  }
}

/** Why a file that could not be set aside is not written: it may be whole, and readable at the next start. */
export function leftAsItIs(file: string): Refusal {
  const name = basename(file);
  return new Refusal(
    'storage',
    `${name} could not be read at the start, and is left as it is. Start Pastiche again.`,
  );
}

/** A second name for the file, which fails where there is one; where there are no links, a copy. */
async function putNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}
