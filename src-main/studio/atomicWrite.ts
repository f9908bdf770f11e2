/** Writing a file so that after a crash it is either as before or as wanted, never half. */
import { access, constants, copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { messageOf } from '../paint/refusal.ts';
import { writeBeside } from '../train/atomicWrite.ts';

export { writeAtomically } from '../train/atomicWrite.ts';

/** Like `writeAtomically`, for a file that is not there yet; rejects with the code `EEXIST` where there is one. */
export async function writeNew(file: string, contents: Uint8Array): Promise<void> {
  await writeBeside(file, contents, 0o666, (beside) => putNew(beside, file));
}

/** Moves a file to where none may be yet; rejects with the code `EEXIST` where there is one. */
export async function moveNew(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await putNew(from, to);
  try {
    await rm(from, { force: true });
  } catch (error) {
    // What stays there is not here as well. It is looked for first: nothing may end up in neither place.
    await access(from)
      .then(() => rm(to, { force: true }))
      .catch(() => undefined);
    throw error;
  }
}

/** Keeps a file that we are about to replace, under another name; says where. */
export async function setAside(file: string): Promise<string> {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const ending = extname(file);
  const aside = `${file.slice(0, -ending.length)}.bad-${time}${ending}`;
  try {
    await rename(file, aside);
    return `The old ones are kept as ${basename(aside)}.`;
  } catch (error) {
    return `The old ones could not be kept: ${messageOf(error)}`;
  }
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
