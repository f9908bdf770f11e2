/** Putting a finished file into its place under a name that is free. */
import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../../paint/refusal.ts';
import { patiently, removeIfCan } from '../../train/diskError.ts';
import { attempt } from './names.ts';

const MOST_ATTEMPTS = 1000;

/**
 * Moves a file to `name.ending` in a folder, or to the first `name (2).ending`, … that is free; gives the
 * name it got. The name is taken first, with an empty file that the move then replaces: another file of
 * that name is never overwritten, whatever the file system. `onMove` hears where it goes just before it is there.
 */
export async function placeFile(
  path: string,
  folder: string,
  name: string,
  ending: string,
  onMove: (target: string) => void = () => undefined,
): Promise<string> {
  for (let n = 1; n <= MOST_ATTEMPTS; n++) {
    const file = `${attempt(name, n)}.${ending}`;
    const target = join(folder, file);
    if (target === path) return file;
    try {
      await (await open(target, 'wx')).close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!(await isItself(path, target))) continue;
      onMove(target);
      await move(path, target);
      return file;
    }
    try {
      onMove(target);
      await move(path, target);
      return file;
    } catch (error) {
      await removeEmpty(target);
      throw error;
    }
  }
  throw new Refusal('disk-failed', `${folder} holds too many files named ${name}.`);
}

/** Whoever looks into a file that was just written, a virus scanner for instance, lets go of it soon. */
function move(path: string, target: string): Promise<void> {
  return patiently(() => rename(path, target));
}

/** Whether a target is the file that is to be moved, where capitals make no difference. */
async function isItself(path: string, target: string): Promise<boolean> {
  const plain = (name: string): string => name.normalize().toLowerCase();
  return plain(path) === plain(target) && isOneFile(path, target);
}

/** Whether two paths lead to one file, whatever links and spellings they have. Rejects where one leads to none. */
export async function isOneFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a, { bigint: true }), stat(b, { bigint: true })]);
  return one.dev === other.dev && one.ino === other.ino;
}

/** Removes a name that was taken a moment ago: the trace of a move that did not happen. Never rejects: it goes later. */
async function removeEmpty(path: string): Promise<void> {
  const { size } = await stat(path).catch(() => ({ size: 1 }));
  if (size === 0) await removeIfCan(path);
}
