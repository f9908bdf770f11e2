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
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || within === folder) throw error;
    if (!(await isFolder(within))) await makeFolder(within);
    // Once more, and no oftener: somebody else may have made what it lies in, or all of it, meanwhile.
    await mkdir(folder).catch(async (again: unknown) => {
      if (!(await isFolder(folder))) throw again;
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}
