/** Where Pastiche keeps what belongs to the person. */
import { join } from 'node:path';

/** What the folders depend on; `process.platform`, `os.homedir()` and `process.env` outside of tests. */
export interface Surroundings {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The person's folder of videos, where the shell knows it: on Windows it may have been moved anywhere. */
  videos?: string | undefined;
}

/** The data folder: `PASTICHE_DATA` where it is set, else the platform's usual place. */
export function dataFolder({ platform, home, env }: Surroundings): string {
  if (env['PASTICHE_DATA']) return env['PASTICHE_DATA'];
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Pastiche');
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Pastiche');
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'pastiche');
}
