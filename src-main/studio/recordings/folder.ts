/** Where recordings go when the person has not said otherwise. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Surroundings } from '../paths.ts';

/**
 * The recordings folder: `PASTICHE_RECORDINGS` where it is set; beside everything else where `PASTICHE_DATA`
 * is; else `Pastiche` in the person's folder of videos.
 */
export function usualRecordingsFolder(around: Surroundings, read = readText): string {
  const { platform, home, env, videos } = around;
  if (env['PASTICHE_RECORDINGS']) return env['PASTICHE_RECORDINGS'];
  if (env['PASTICHE_DATA']) return join(env['PASTICHE_DATA'], 'recordings');
  if (platform === 'darwin') return join(home, 'Movies', 'Pastiche');
  if (platform === 'win32') return join(videos ?? join(env['USERPROFILE'] || home, 'Videos'), 'Pastiche');
  const config = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'user-dirs.dirs');
  return join(xdgVideos(read(config), home) ?? join(home, 'Videos'), 'Pastiche');
}

/** `XDG_VIDEOS_DIR` in the file that desktops keep; the home folder itself stands for "there is none". */
function xdgVideos(text: string, home: string): string | null {
  const line = /^\s*XDG_VIDEOS_DIR="((?:[^"\\]|\\.)*)"/m.exec(text)?.[1];
  const path = line?.replaceAll(/\\(.)/g, '$1').replace(/^\$HOME(?=\/|$)/, () => home);
  if (path === undefined || !isAbsolute(path)) return null;
  return path.replace(/\/+$/, '') === home.replace(/\/+$/, '') ? null : path;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
