/**
 * Whose something on disk is, where several of us may share a data folder: what a process that still runs
 * works on is left alone; what one that is gone left behind is everybody's.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { makeFolder } from '../train/makeFolder.ts';

/** The clock and the file system may disagree by a little about when the machine was started. */
const BOOT_SLACK_MS = 60_000;

/** Whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process is another than this one, and runs. */
export function isOther(pid: number, alive = isAlive): boolean {
  return pid !== process.pid && alive(pid);
}

/**
 * Whether nobody works on a file or folder any more that a process made. Ids of processes are used again:
 * what is older than the machine's last start, or of our own id, is nobody's.
 */
export async function isAbandoned(path: string, owner: number, alive = isAlive): Promise<boolean> {
  if (!isOther(owner, alive)) return true;
  const { mtimeMs } = await stat(path);
  return mtimeMs < Date.now() - uptime() * 1000 - BOOT_SLACK_MS;
}

/** A process's own folder in one that all of us share. */
export function ownFolder(shared: string, owner = process.pid): string {
  return join(shared, String(owner));
}

/** Makes this process's own folder in a shared one; what processes that are gone left there is cleared away. */
export async function makeOwnFolder(shared: string): Promise<string> {
  await clearAbandoned(shared);
  const own = ownFolder(shared);
  await makeFolder(own);
  return own;
}

/** Clears away what processes that are gone left in a shared folder. What cannot be deleted stays. */
export async function clearAbandoned(shared: string): Promise<void> {
  for (const name of await readdir(shared).catch(() => [])) {
    const path = join(shared, name);
    const owner = /^\d{1,10}$/.test(name) ? Number(name) : undefined;
    const left = owner === undefined || (await isAbandoned(path, owner).catch(() => false));
    if (left) await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
