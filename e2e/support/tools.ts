/** What the machine has for the tests. `scripts/test.mjs` finds it; run by hand, the tests look themselves. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { findInstalledBrowser, findOnPath } from '../../scripts/lib/programs.mjs';

/** The checkout. */
export const root = resolve(import.meta.dirname, '..', '..');

/** The browser's executable; undefined for Playwright's own. */
export const browserPath = findInstalledBrowser() ?? undefined;

/** ffmpeg's executable, or null; and what would get it. */
export const ffmpegPath = process.env['PASTICHE_FFMPEG'] || findOnPath('ffmpeg');
export const ffmpegProblem = process.env['PASTICHE_FFMPEG_PROBLEM'] || 'ffmpeg is not installed';

/** A real clip of people, for a camera that shows something; null where there is none. */
export function realClip(): string | null {
  return sharedFile('clips', 'friday.mp4');
}

/** A file or folder of test material that is not part of the project; null where there is none. */
export function sharedFile(...path: string[]): string | null {
  const shared = [
    process.env['PASTICHE_SHARED'],
    join(root, '..', 'shared'),
    join(root, '..', '..', 'shared'),
  ];
  const found = shared.filter((folder) => folder).map((folder) => join(folder!, ...path));
  return found.find((file) => existsSync(file)) ?? null;
}

/** Runs ffmpeg; throws with what it said. */
export function ffmpeg(...args: string[]): void {
  if (!ffmpegPath) throw new Error(ffmpegProblem);
  execFileSync(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Runs a program of ffmpeg's that prints something; throws with what it said. */
export function ffprobe(...args: string[]): string {
  if (!ffmpegPath) throw new Error(ffmpegProblem);
  const program = join(dirname(ffmpegPath), basename(ffmpegPath).replace('ffmpeg', 'ffprobe'));
  return execFileSync(program, ['-v', 'error', ...args], { encoding: 'utf8' });
}

/** Runs one of the project's commands, such as `stylize`; throws with what it said. */
export function runScript(name: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(root, 'scripts', 'run.mjs'), name, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
}
