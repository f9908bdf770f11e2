/** Files in the making, and whether their writer is gone. */
import { createHash, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { isAbandoned } from '../owners.ts';

/** Who writes a file. The folder may be shared, or synchronised: another machine's processes have numbers like ours. */
export interface Writer {
  readonly pid: number;
  /** Undefined for files of earlier versions. */
  readonly machine: string | undefined;
}

const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);

/** How a file's name says that a process writes it. */
const MARK = /^(\d{1,10})(?:-([0-9a-f]{6}))?$/;
const TEMPORARY = /^\.pastiche-(\d{1,10}(?:-[0-9a-f]{6})?)-[\w-]+\.tmp$/;
const DAY_MS = 24 * 3600 * 1000;

/** The mark of a process of this machine. */
export function markOf(pid: number): string {
  return `${pid}-${MACHINE}`;
}

/** Who made a mark; null for what is none. */
export function writerOf(mark: string): Writer | null {
  const [, pid, machine] = MARK.exec(mark) ?? [];
  return pid === undefined ? null : { pid: Number(pid), machine };
}

/** A new name for a file in the making, which says whose it is. */
export function temporaryFile(folder: string, pid: number): string {
  return join(folder, `.pastiche-${markOf(pid)}-${randomBytes(6).toString('base64url')}.tmp`);
}

/** Whether a file, by its name, was in the making by a process that is gone. */
export async function isOrphan(folder: string, file: string): Promise<boolean> {
  const mark = TEMPORARY.exec(file)?.[1];
  const writer = mark === undefined ? null : writerOf(mark);
  if (!writer) return false;
  const path = join(folder, file);
  if (writer.machine === MACHINE) return (await stateOfWriter(path, writer)) === 'gone';
  return (await stat(path)).mtimeMs < Date.now() - DAY_MS;
}

/**
 * What is known of a file's writer. Whether a process of another machine runs nobody here can tell, nor whether a
 * number that is in use stands for the same process as it did.
 */
export async function stateOfWriter(
  path: string,
  { pid, machine }: Writer,
): Promise<'gone' | 'here' | 'unknown'> {
  if (machine !== MACHINE) return 'unknown';
  if (pid === process.pid) {
    // Of our number, but from before our time.
    return (await stat(path)).mtimeMs < Date.now() - process.uptime() * 1000 - 1000 ? 'gone' : 'here';
  }
  return (await isAbandoned(path, pid)) ? 'gone' : 'unknown';
}
