/** Runs a command's script as a person would. Used by tests only. */
import { execFile, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..', '..', '..');
const loader = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;

/** How a command ended, and what it wrote on standard output and standard error. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

/** Runs a script of `scripts` in a folder, to its end; `hear` is given what it writes, and the process. */
export function runCommand(
  script: string,
  folder: string,
  args: readonly string[],
  hear: (text: string, child: ChildProcess) => void = () => undefined,
): Promise<Outcome> {
  return new Promise((done) => {
    const command = ['--import', loader, join(root, 'scripts', script), ...args];
    const child = execFile(process.execPath, command, { cwd: folder }, (_error, out, said) =>
      done({ code: child.exitCode ?? -1, out, said }),
    );
    child.stdout?.on('data', (text: string) => hear(text, child));
  });
}
