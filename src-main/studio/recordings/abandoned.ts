/** Files in the making, and whether their writer is gone. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isAlive, isOther } from '../owners.ts';

const TEMPORARY = /^\.pastiche-(\d{1,10})-[\w-]+\.tmp$/;

/** A new name for a file in the making, which says whose it is. */
export function temporaryFile(folder: string, writer: number): string {
  return join(folder, `.pastiche-${writer}-${randomBytes(6).toString('base64url')}.tmp`);
}

/** Whether a file, by its name, was in the making by a process that is gone. */
export function isOrphan(file: string, alive = isAlive): boolean {
  const writer = TEMPORARY.exec(file)?.[1];
  return writer !== undefined && !isOther(Number(writer), alive);
}
