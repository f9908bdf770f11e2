/** The recordings folder, where it is missing or empty: never made until now, or on a drive that is away. */
import { access, opendir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, Refusal } from '../../paint/refusal.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import type { Notice } from '../contract.ts';
import { diskRefusal } from './trouble.ts';

/** What is known of the folder. */
export interface FolderKnown {
  folder(): string;
  /** Whether it was there before, so that it is news when it is not. */
  wasThere?(): boolean;
  /** Whether something was kept in it, so that it is news when there is nothing. */
  hasKept?(): boolean;
}

/** A link into what is away is there, and no folder. */
const AWAY = new Set(['ENOENT', 'ENOTDIR', 'EEXIST']);
/** What is wrong with a drive or share that is there. Of one that is away, every system says something else. */
const OTHERWISE = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * Makes the folder where it is missing; gives its path. One that was there before is made anew, too: what is recorded
 * now is to be kept whatever happened to it, but the person may look for it elsewhere.
 * @throws {Refusal} `disk-failed`
 */
export async function madeFolder(known: FolderKnown, tell: (notice: Notice) => void): Promise<string> {
  const folder = known.folder();
  const wasThere = known.wasThere?.() ?? false;
  try {
    const isGone = wasThere && !(await isThere(folder));
    await makeFolder(folder);
    if (isGone) {
      const message = `${folder} was gone and is made anew. If it was on a drive or share that is away, what is recorded now is not there.`;
      tell({ level: 'warning', message });
    } else if (known.hasKept?.() && (await isEmpty(folder))) {
      const message = `${folder} is empty, though something was kept in it. If it is on a drive or share that is away, what is recorded now is not there.`;
      tell({ level: 'warning', message });
    }
    return folder;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const isAway = AWAY.has(code) || (wasThere && !OTHERWISE.has(code));
    if (!isAway) throw diskRefusal(error, `Nothing can be written into ${folder}`);
    throw new Refusal('disk-failed', goneProblem(folder));
  }
}

function isThere(folder: string): Promise<boolean> {
  return access(folder).then(() => true, () => false); // prettier-ignore
}

/** Where a folder should be and is not. */
function goneProblem(folder: string): string {
  return `${folder} cannot be found. Plug its drive in; the settings say how to keep recordings elsewhere.`;
}

/** Why something failed with a file: that its folder is gone, if it is, and not that the file cannot be found. */
export async function problemWith(path: string, error: unknown): Promise<string> {
  const folder = dirname(path);
  const isAway = AWAY.has((error as NodeJS.ErrnoException).code ?? '') && !(await isThere(folder));
  return isAway ? goneProblem(folder) : messageOf(error);
}

/** What the shelf says where a folder that was there is missing. */
export function awayProblem(folder: string): string {
  return `${folder} cannot be found. Connect the drive or share that it is on. If you deleted it, the next recording makes it anew.`;
}

/**
 * What the shelf says where a folder that something was kept in has nothing at all. Where a drive is away, some systems leave
 * the folder in which it was, on the disk of their own. (What is removed in the app leaves the trash behind.)
 */
export function emptyProblem(folder: string): string {
  return `${folder} is empty, though something was kept in it. Connect the drive or share that it is on. If you emptied it, the next recording is its first.`;
}

/** Asks for one entry only: there may be thousands, on a slow share, and a recording waits for this. */
async function isEmpty(folder: string): Promise<boolean> {
  try {
    const entries = await opendir(folder, { bufferSize: 1 });
    try {
      return (await entries.read()) === null;
    } finally {
      await entries.close();
    }
  } catch {
    return false;
  }
}
