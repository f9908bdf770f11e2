/** From a recording as it was written to the file that a person gets. */
import { open, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { removeIfCan } from '../../train/diskError.ts';
import type { Notice } from '../contract.ts';
import type { RecordingType } from '../contract/recordings.ts';
import { temporaryFile } from './abandoned.ts';
import { isClip } from './describe.ts';
import { unfinishedEnding } from './names.ts';
import { placeFile } from './place.ts';
import { removeSpent } from './spent.ts';
import { diskRefusal } from './trouble.ts';

/** A written file this small holds no picture, only a header. */
const HEADER_BYTES = 4096;
/** So much of the disk is left to what is being recorded meanwhile: half a minute at the least. */
const RESERVE_BYTES = 256 * 1024 * 1024;
const NO_ROOM = 'there is no room for one';

/**
 * Calls a written file whole, so that it is that also when the app ends before it is finished; gives its path, and says
 * it just before the file is there.
 */
export async function wholeFile(
  path: string,
  name: string,
  type: RecordingType,
  take: (path: string) => void,
): Promise<string> {
  const folder = dirname(path);
  return join(folder, await placeFile(path, folder, name, unfinishedEnding(process.pid, type), take));
}

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
    await removeSpent(path);
    return null;
  }
  if (!isClip(type)) return placeFile(path, folder, name, type);
  const finished = temporaryFile(folder, process.pid);
  const reason = await remuxed(path, finished, type);
  if (reason === null) {
    const file = await placeFile(finished, folder, name, type).catch(async (error: unknown) => {
      // It is tried again, and would leave a whole film each time.
      await removeIfCan(finished);
      throw error;
    });
    await syncFolder(folder);
    await removeSpent(path);
    return file;
  }
  if ((await stat(path)).size < HEADER_BYTES) {
    await removeSpent(path);
    return null;
  }
  // As it was written it plays, too: it only lacks its index. No disk space is needed for that.
  const file = await placeFile(path, folder, name, type);
  tell({
    level: 'warning',
    message: `${file} is kept as it was recorded, without an index: ${reason}.`,
  });
  return file;
}

/** Writes an ordinary file of a written one; where that cannot be, nothing of it stays, and the reason is given. */
async function remuxed(path: string, finished: string, type: 'mp4' | 'webm'): Promise<string | null> {
  if (!(await hasRoom(path))) return NO_ROOM;
  try {
    // Loads a large package that a start does without.
    const { remux } = await import('./remux.ts');
    await remux(path, finished, type);
    return null;
  } catch (error) {
    // What is held for longer goes at the next start.
    await removeIfCan(finished);
    const { code, message } = diskRefusal(error, 'it could not be given one');
    return code === 'disk-full' ? NO_ROOM : message;
  }
}

/** Brings to disk which names a folder has, where its system knows that: one of two files is there, whatever happens. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close().catch(() => undefined);
}

/** Whether a second file like this one leaves enough of the disk. */
async function hasRoom(path: string): Promise<boolean> {
  const { size } = await stat(path);
  const disk = await statfs(dirname(path)).catch(() => null);
  // Some network drives do not say how large they are; and a header finds room anywhere.
  if (!disk || disk.blocks === 0 || size < HEADER_BYTES) return true;
  return disk.bavail * disk.bsize >= size + RESERVE_BYTES;
}
