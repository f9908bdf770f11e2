/** Writing a file so that after a crash it is either as before or as wanted, never half. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { patiently } from './diskError.ts';
import { makeFolder } from './makeFolder.ts';

/** Writes beside the file, brings that to disk, then puts it in the file's place. `mode`: who may read it. */
export async function writeAtomically(
  file: string,
  contents: string | Uint8Array,
  mode = 0o666,
): Promise<void> {
  await writeBeside(file, contents, mode, (beside) =>
    // Whoever looks into a file that was just written lets go of it soon.
    patiently(() => rename(beside, file)),
  );
}

/** Brings a file to disk beside another; `put` then puts it in that one's place. */
export async function writeBeside(
  file: string,
  contents: string | Uint8Array,
  mode: number,
  put: (beside: string) => Promise<void>,
): Promise<void> {
  await makeFolder(dirname(file));
  const beside = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    // 'wx': never write through something that somebody put there.
    const handle = await open(beside, 'wx', mode);
    try {
      await handle.writeFile(contents);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await put(beside);
  } finally {
    await rm(beside, { force: true });
  }
}
