import { chmod, mkdtemp, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { makeSecret } from './guard.ts';
import { keptSession, sessionEnds, sessionRuns } from './session.ts';

const HOUR = 3_600_000;
const posix = process.platform !== 'win32';
const NO_MODES = 'Windows knows neither modes nor a way not to follow a link';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-session-'));
});
afterEach(() => removeFolder(folder));
const file = (): string => join(folder, 'browser-session');

describe('the kept session', () => {
  it('is the same at the next start, and for this account only', async () => {
    const secret = await keptSession(folder);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await keptSession(folder)).toBe(secret);
    if (posix) expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('is forgotten half a day after the server last ran', async () => {
    const now = Date.now();
    const secret = await keptSession(folder, now);
    await sessionEnds(folder, now + 20 * HOUR);
    expect(await keptSession(folder, now + 31 * HOUR)).toBe(secret);
    expect(await keptSession(folder, now + 44 * HOUR)).not.toBe(secret);
  });

  it('is found again when a server crashed that had run for days', async () => {
    const begun = Date.now();
    const secret = await keptSession(folder, begun);
    vi.useFakeTimers({ now: begun, toFake: ['setInterval', 'clearInterval', 'Date'] });
    const timer = sessionRuns(folder);
    const touched = async (): Promise<number> => (await stat(file())).mtimeMs;
    // One note at a time: of several on their way at once, any may be the last to reach the disk.
    for (const ran of [24, 48]) {
      vi.setSystemTime(begun + (ran - 1) * HOUR);
      vi.advanceTimersByTime(HOUR);
      await expect.poll(touched).toBeGreaterThan(begun + (ran - 0.1) * HOUR);
    }
    clearInterval(timer);
    vi.useRealTimers();
    expect(await keptSession(folder, begun + 50 * HOUR)).toBe(secret);
  });

  it('is not believed when others can read it', async ({ skip }) => {
    skip(!posix, NO_MODES);
    const secret = await keptSession(folder);
    await chmod(file(), 0o644);
    expect(await keptSession(folder)).not.toBe(secret);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('is not read through a link', async ({ skip }) => {
    skip(!posix, NO_MODES);
    const secret = makeSecret();
    await writeFile(join(folder, 'elsewhere'), secret, { mode: 0o600 });
    await symlink(join(folder, 'elsewhere'), file());
    expect(await keptSession(folder)).not.toBe(secret);
    expect(await readFile(join(folder, 'elsewhere'), 'utf8')).toBe(secret);
  });

  it.each(['', 'short', 'x'.repeat(5000)])('is replaced when it is no secret (%#)', async (text) => {
    await writeFile(file(), text, { mode: 0o600 });
    const secret = await keptSession(folder);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await readFile(file(), 'utf8')).toBe(secret);
  });

  it('is a new one each time where nothing can be kept', async () => {
    const nowhere = join(folder, 'missing', 'folder');
    expect(await keptSession(nowhere)).not.toBe(await keptSession(nowhere));
  });
});
