/** Opening the system's file manager for a page in a browser: only where the page's person sits here. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { ShellFacilities } from '../studio/library/facilities.ts';

/** What decides whether there is a file manager, and which. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether this machine shows the page; an address that is only printed may be opened anywhere. */
  readonly local: boolean;
  exists(file: string): boolean;
}

/** A program and its arguments; `verbatim` ones are quoted already as Windows wants them. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly verbatim?: true;
}

/** The command that shows a file in its folder; null where none would be seen. */
export function showCommand(file: string, desktop: Desktop): Command | null {
  const { platform, env, local, exists } = desktop;
  if (!local) return null;
  // Explorer takes its switch and the path for one only if the quotes are around the path alone; a path on
  // Windows has no quotes in it.
  if (platform === 'win32') {
    return { program: 'explorer.exe', args: [`/select,"${file}"`], verbatim: true };
  }
  if (platform === 'darwin') return { program: 'open', args: ['-R', file] };
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return null;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const opener = folders.map((folder) => join(folder, 'xdg-open')).find((path) => exists(path));
  // It cannot select a file: it opens the folder.
  return opener ? { program: opener, args: [dirname(file)] } : null;
}

/** What the browser shell can do with files on this machine. */
export function browserFacilities(desktop: Omit<Desktop, 'exists'>): ShellFacilities {
  const surroundings = { ...desktop, exists: existsSync };
  if (showCommand('file', surroundings) === null) return {};
  return {
    showInFolder: (file) =>
      new Promise((resolve, reject) => {
        const { program, args, verbatim } = showCommand(file, surroundings) ?? { program: '', args: [] };
        const child = spawn(program, args, {
          stdio: 'ignore',
          detached: true,
          windowsVerbatimArguments: verbatim ?? false,
        });
        child.once('error', reject);
        child.once('spawn', () => {
          child.unref();
          resolve();
        });
      }),
  };
}
