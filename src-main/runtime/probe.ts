/**
 * Tries a runtime in a process of its own. A graphics driver or a native library can end the process
 * that loads it instead of raising an error; here that costs a child.
 */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { Silence } from '../process/wakefulTimeout.ts';

/**
 * Why a device cannot be used, for code to branch on: it belongs to another system; there is no such card or
 * no driver; its runtime is not installed; libraries that the runtime needs are missing; it ended its process;
 * it did not answer; it failed otherwise.
 */
export type Obstacle =
  'other-system' | 'no-card' | 'not-installed' | 'no-libraries' | 'crashed' | 'silent' | 'failed';

/** What came of a probe: it works, or why not. */
export type Probe =
  { readonly works: true } | { readonly works: false; readonly code: Obstacle; readonly reason: string };

/** Longest a driver may take to come up. */
const TIMEOUT_MS = 20_000;
/** Native libraries write to stdout as they like; ours is the line that starts with this. */
const MARK = 'pastiche-probe:';

/**
 * Runs the body of an asynchronous CommonJS function in a child process, with `require` and the strings
 * `args`: it works if the body returns, and does not if it throws, kills its process or takes too long.
 */
export function probe(body: string, args: readonly string[], timeoutMs = TIMEOUT_MS): Promise<Probe> {
  const code = `
    (async (args) => { ${body} })(process.argv.slice(1)).then(
      () => console.log('\\n${MARK}' + JSON.stringify({ works: true })),
      (error) => console.log('\\n${MARK}' + JSON.stringify({ works: false, code: 'failed', reason: String(error?.message ?? error) })),
    );`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', code, '--', ...args], {
      // Electron's binary is Node when asked.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let output = '';
    const settle = (result: Probe): void => {
      silence.end();
      // What a driver does while its process ends is of no interest, and may take long.
      child.kill('SIGKILL');
      resolve(result);
    };
    const silence = new Silence(timeoutMs, () => {
      const reason = `it did not answer within ${timeoutMs / 1000} seconds`;
      settle({ works: false, code: 'silent', reason });
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const said = new RegExp(`^${MARK}(.*)\n`, 'm').exec(output)?.[1];
      if (said !== undefined) settle(JSON.parse(said) as Probe);
    });
    child.on('error', (error) => settle({ works: false, code: 'failed', reason: error.message }));
    child.on('close', (exitCode, signal) => {
      const how = signal ?? `exit code ${exitCode ?? 0}`;
      settle({ works: false, code: 'crashed', reason: `it ended its process (${how})` });
    });
  });
}
