/** Making a folder, and those it lies in. */
import { mkdirSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder where there is none. Node's own way never ends where a system has folders that take nothing and say
 * that there is none, as Linux' /proc and folders of automounters do.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (await isFolder(folder)) return;
    const within = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || within === folder) throw error;
    if (!(await isFolder(within))) await makeFolder(within);
    // Once more, and no oftener: somebody else may have made what it lies in, or all of it, meanwhile.
    await mkdir(folder).catch(async (again: unknown) => {
      if (!(await isFolder(folder))) throw again;
    });
  }
}

/** The same for who cannot wait, as for a process's last words. */
export function makeFolderSync(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (isFolderSync(folder)) return;
    const within = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || within === folder) throw error;
    if (!isFolderSync(within)) makeFolderSync(within);
    try {
      mkdirSync(folder);
    } catch (again) {
      if (!isFolderSync(folder)) throw again;
    }
  }
}

function isFolderSync(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a folder is at this path, or a link leads to one; not, where that cannot be known. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
