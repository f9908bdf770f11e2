/** Telling what other processes left behind from what they are still working on. */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const TEMPORARY = /^\.pastiche-(\d{1,10})-[\w-]+\.tmp$/;
/** The clock and the file system may disagree by a little about when the machine was started. */
const BOOT_SLACK_MS = 60_000;

/** A new name for a file in the making, which says whose it is. */
export function temporaryFile(folder: string, writer: number): string {
  return join(folder, `.pastiche-${writer}-${randomBytes(6).toString('base64url')}.tmp`);
}

/** Whether a file, by its name, was in the making by a process that is gone. */
export function isOrphan(file: string, alive = isAlive): boolean {
  const writer = TEMPORARY.exec(file)?.[1];
  return writer !== undefined && !isOther(Number(writer), alive);
}

/**
 * Whether nobody writes an unfinished recording any more. Ids of processes are used again: a file older
 * than the machine's last start, or of our own id, is nobody's.
 */
export async function isAbandoned(path: string, writer: number, alive = isAlive): Promise<boolean> {
  if (!isOther(writer, alive)) return true;
  const { mtimeMs } = await stat(path);
  return mtimeMs < Date.now() - uptime() * 1000 - BOOT_SLACK_MS;
}

function isOther(writer: number, alive: (pid: number) => boolean): boolean {
  return writer !== process.pid && alive(writer);
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
