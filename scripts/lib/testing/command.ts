/** Runs a command's script as a person would. Used by tests only. */
import { execFile, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { bundled } from '../../../src-main/process/testing/bundled.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');

/** How a command ended, and what it wrote on standard output and standard error. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

/** Runs a script of `scripts` in a folder, to its end; `hear` is given what it writes, and the process. */
export async function runCommand(
  script: string,
  folder: string,
  args: readonly string[],
  hear: (text: string, child: ChildProcess) => void = () => undefined,
): Promise<Outcome> {
  const { file } = await bundled(join(root, 'scripts', script));
  return new Promise((done) => {
    const child = execFile(process.execPath, [file, ...args], { cwd: folder }, (_error, out, said) =>
      done({ code: child.exitCode ?? -1, out, said }),
    );
    child.stdout?.on('data', (text: string) => hear(text, child));
  });
}
