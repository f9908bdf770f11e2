/** What runs on this machine, as the system's own tool tells it. */
import { execFileSync } from 'node:child_process';
import process from 'node:process';

/** Process id, parent's id, and the command line, one process a line. */
const LIST =
  process.platform === 'win32'
    ? [
        'powershell.exe',
        '-NoProfile',
        '-Command',
        "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CommandLine }",
      ]
    : // Each for itself: on a Mac all that follows a `=` is the heading.
      ['ps', '-A', '-o', 'pid=', '-o', 'ppid=', '-o', 'args='];

/** The child of a process whose command line says this. */
export function childOf(parent: number, says: RegExp): number | undefined {
  const [program, ...args] = LIST;
  const list = execFileSync(program!, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const found = list
    .split(/\r?\n/)
    .map((text) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(text))
    .find((line) => Number(line?.[2]) === parent && says.test(line?.[3] ?? ''));
  return found ? Number(found[1]) : undefined;
}
