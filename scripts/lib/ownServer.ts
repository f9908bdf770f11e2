/** The browser shell's server as a program of ours needs it: built before, with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fail } from './cli.ts';

/** A server that runs. */
export interface OwnServer {
  readonly pid: number;
  /** Where its page is, the token included. */
  readonly url: string;
  /** Ends it, as a person does. */
  stop(): Promise<void>;
}

/** Starts it on a data folder that holds no settings but these. Its build has to be there. */
export async function startOwnServer(
  data: string,
  settings: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
): Promise<OwnServer> {
  await mkdir(data, { recursive: true });
  await writeFile(join(data, 'settings.json'), JSON.stringify({ version: 1, welcomed: true, ...settings }));
  const entry = fileURLToPath(new URL('../../out/main/server.js', import.meta.url));
  const child = spawn(process.execPath, [entry, '--no-open', '--port', '0'], {
    env: { ...process.env, ...env, PASTICHE_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  try {
    return { pid: child.pid ?? 0, url: await addressOf(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressOf(server: ChildProcess): Promise<string> {
  const line = await Promise.race([
    once(createInterface({ input: server.stdout! }), 'line').then(([text]) => String(text)),
    once(server, 'exit').then(([code]) => `it ended with ${String(code)}`),
  ]);
  return /http:\S+/.exec(line)?.[0] ?? fail(`the server did not say where it is: ${line}`);
}
