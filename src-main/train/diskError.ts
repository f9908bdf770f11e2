/** What a disk refuses, told apart. */

/** Whether there is no room on the disk. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** Whether somebody else, a virus scanner for instance, holds the file: a matter of seconds. */
export function isFileHeld(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EBUSY' || code === 'EPERM' || code === 'EACCES';
}
