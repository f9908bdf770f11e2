/** From a recording as it was written to the file that a person gets. */
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import type { Notice } from '../contract.ts';
import type { RecordingType } from '../contract/recordings.ts';
import { temporaryFile } from './abandoned.ts';
import { isClip } from './describe.ts';
import { placeFile } from './place.ts';
import { diskRefusal } from './trouble.ts';

/** A written file this small holds no picture, only a header. */
const HEADER_BYTES = 4096;

/**
 * Makes an ordinary file of a written one that nobody writes any more, beside it and under this name; gives the name it
 * got, null where there was nothing in it. Where no ordinary file can be made, it is kept as it was written.
 */
export async function complete(
  path: string,
  name: string,
  type: RecordingType,
  tell: (notice: Notice) => void,
): Promise<string | null> {
  const folder = dirname(path);
  if ((await stat(path)).size === 0) {
    await rm(path, { force: true });
    return null;
  }
  if (!isClip(type)) return placeFile(path, folder, name, type);
  const finished = temporaryFile(folder, process.pid);
  try {
    // Loads a large package that a start does without.
    const { remux } = await import('./remux.ts');
    await remux(path, finished, type);
  } catch (error) {
    await rm(finished, { force: true });
    if ((await stat(path)).size < HEADER_BYTES) {
      await rm(path, { force: true });
      return null;
    }
    // As it was written it plays, too: it only lacks its index. No disk space is needed for that.
    const file = await placeFile(path, folder, name, type);
    const { code, message } = diskRefusal(error, 'it could not be given one');
    const reason = code === 'disk-full' ? 'there is no room for one' : message;
    tell({
      level: 'warning',
      message: `${file} is kept as it was recorded, without an index: ${reason}.`,
    });
    return file;
  }
  const file = await placeFile(finished, folder, name, type);
  await rm(path, { force: true });
  return file;
}
