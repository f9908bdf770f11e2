/** Graphics cards and their drivers where no file tells of them: what Windows and macOS say, as quickly as can be. */
import { execFile } from 'node:child_process';
import { win32 } from 'node:path';

/** What a program wrote, whatever it exits with; nothing where it cannot be started or takes too long. */
export type RunProgram = (file: string, args: readonly string[]) => Promise<string>;

/** Longer than this the start does not wait for it. */
const TIMEOUT_MS = 2000;
/** Windows' class of display adapters: a folder for each card that it has a driver for. */
const DISPLAY_ADAPTERS =
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';

/** Words that change with a card or its driver; none on systems that tell of them in files. */
export async function graphicsFacts(
  system: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  run: RunProgram = runProgram,
): Promise<string[]> {
  // Apple's drivers come with the system, and some updates of it do not change the kernel's version.
  if (system === 'darwin') return [(await run('/usr/bin/sw_vers', ['-buildVersion'])).trim()];
  if (system !== 'win32') return [];
  const reg = win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'reg.exe');
  const values = ['DriverDesc', 'DriverVersion'].map((name) =>
    run(reg, ['query', DISPLAY_ADAPTERS, '/s', '/v', name]),
  );
  // The values alone: the rest is in the system's language.
  return (await Promise.all(values)).flatMap((text) =>
    text
      .split(/\r?\n/)
      .filter((line) => line.includes('REG_SZ'))
      .map((line) => line.trim().replace(/\s+/g, ' '))
      .sort(),
  );
}

function runProgram(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    // A folder that is not ours to read makes `reg` fail after it has told of the others.
    const options = { timeout: TIMEOUT_MS, windowsHide: true, encoding: 'utf8' } as const;
    execFile(file, [...args], options, (_error, stdout) => resolve(stdout));
  });
}
