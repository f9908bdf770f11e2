/** Making a folder, and those it lies in. */
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
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT' && within !== folder;
    if (!isMissing || (await isFolder(within))) throw error;
    await makeFolder(within);
    await makeFolder(folder);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
