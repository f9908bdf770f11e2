/**
 * The session's secret, kept from one start to the next, so that a page that stays open finds the server again
 * when it is started anew: its cookie still fits. The secret in the printed address is new every time.
 *
 * Only this account can read the file (mode 0600); one that others can read, or that is not plainly ours, is
 * not believed. It is good for half a day after the server last ran: a cookie that leaks does not stay good. While
 * it runs that is noted every hour, so that one that crashed after days is known to have run until then.
 */
import { constants } from 'node:fs';
import { open, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { makeSecret } from './guard.ts';

const HOUR_MS = 60 * 60 * 1000;
const KEPT_MS = 12 * HOUR_MS;
/** Windows has no such flag. */
const NO_FOLLOW = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
const SECRET = /^[\w-]{43}$/;

/** The secret of the last server that ran on this data folder, or a new one. Never rejects. */
export async function keptSession(folder: string, now = Date.now()): Promise<string> {
  const file = fileIn(folder);
  const kept = await read(file, now).catch(() => undefined);
  if (kept !== undefined) {
    await touch(file, now);
    return kept;
  }
  const secret = makeSecret();
  // Where it cannot be kept (a full disk), pages are let in again by the address only.
  await write(file, secret).catch(() => undefined);
  return secret;
}

/** The server ends now: the time for which the secret is kept begins. */
export async function sessionEnds(folder: string, now = Date.now()): Promise<void> {
  await touch(fileIn(folder), now);
}

/** The server runs, until the process ends or the returned timer is cleared. */
export function sessionRuns(folder: string): NodeJS.Timeout {
  return setInterval(() => void touch(fileIn(folder), Date.now()), HOUR_MS).unref();
}

function fileIn(folder: string): string {
  return join(folder, 'browser-session');
}

async function read(file: string, now: number): Promise<string | undefined> {
  // A link that somebody put there is not followed.
  const handle = await open(file, constants.O_RDONLY | NO_FOLLOW);
  try {
    const stats = await handle.stat();
    const { mode, uid, mtimeMs, size } = stats;
    const me = process.getuid?.();
    // Windows knows no modes; its data folder is the account's own.
    const open = me !== undefined && ((mode & 0o077) !== 0 || uid !== me);
    if (!stats.isFile() || open || size > 100 || Math.abs(now - mtimeMs) > KEPT_MS) return undefined;
    const secret = await handle.readFile('utf8');
    return SECRET.test(secret) ? secret : undefined;
  } finally {
    await handle.close();
  }
}

async function write(file: string, secret: string): Promise<void> {
  const beside = `${file}.${makeSecret().slice(0, 8)}.tmp`;
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(secret);
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function touch(file: string, now: number): Promise<void> {
  await utimes(file, now / 1000, now / 1000).catch(() => undefined);
}
