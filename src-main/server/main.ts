/**
 * The browser shell: the app in a browser window, over loopback. Prints one line on stdout, the address.
 * `PASTICHE_BROWSER` names the browser that shows the window; scripts/start.mjs finds one.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { forkPaint } from '../paint/child.ts';
import { describeModel } from '../paint/describe.ts';
import { messageOf } from '../paint/refusal.ts';
import { forkChild } from '../process/child.ts';
import { appRoot, processEntry } from '../studio/entries.ts';
import { dataFolder } from '../studio/paths.ts';
import { Studio } from '../studio/studio.ts';
import { type Flags, parseFlags, USUAL_PORT } from './flags.ts';
import { type RunningServer, startServer } from './server.ts';
import { openWindow, WindowWatch } from './window.ts';

async function main(): Promise<void> {
  const flags = parseFlags(process.argv.slice(2));
  const data = dataFolder({ platform: process.platform, home: homedir(), env: process.env });
  const { version } = JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string };
  const studio = await Studio.open({
    shell: 'browser',
    version,
    dataFolder: data,
    modelsFolder: join(appRoot, 'models'),
    spawnPaint: forkPaint(processEntry('paint')),
    spawnTrain: forkChild(processEntry('train')),
    describeModel,
    checkReplies: process.env['NODE_ENV'] !== 'production',
  });

  // What is open, the last first.
  const open: (() => unknown)[] = [() => studio.close()];
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    for (const end of open) await end();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close());

  const browser = flags.open ? process.env['PASTICHE_BROWSER'] : undefined;
  const watch = browser ? new WindowWatch(() => void close(), process.platform) : undefined;
  let server: RunningServer;
  try {
    server = await listen(flags, {
      studio,
      pageFolder: join(appRoot, 'out', 'renderer'),
      onPages: (count) => watch?.pages(count),
    });
  } catch (error) {
    await studio.close();
    throw error;
  }
  open.unshift(() => server.close());
  process.stdout.write(`Pastiche is at ${server.url}\n`);

  if (!browser) {
    if (flags.open) console.error('No browser is named in PASTICHE_BROWSER: open the address in one.');
    return;
  }
  const { child, ended } = openWindow({ browser, url: server.url, profile: join(data, 'browser') });
  open.unshift(
    () => watch?.close(),
    () => child.kill(),
  );
  ended.then(
    () => watch?.browserEnded(),
    (error: unknown) => console.error(`${browser} could not be started (${messageOf(error)}).`),
  );
}

/** Listens where the person said, or at the usual port, or, if that is taken, at any. */
async function listen(
  flags: Flags,
  options: Omit<Parameters<typeof startServer>[0], 'port'>,
): Promise<RunningServer> {
  try {
    return await startServer({ ...options, port: flags.port ?? USUAL_PORT });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const taken = code === 'EADDRINUSE' || code === 'EACCES';
    if (taken && flags.port === undefined) return startServer({ ...options, port: 0 });
    if (code === 'EADDRINUSE') {
      throw new Error(`Port ${flags.port} is in use. Choose another with --port N, or leave --port out.`);
    }
    if (code === 'EACCES') {
      throw new Error(`Port ${flags.port} is not allowed for you. Choose one above 1023 with --port N.`);
    }
    throw error;
  }
}

main().catch((error: unknown) => {
  console.error(`Pastiche could not start: ${messageOf(error)}`);
  process.exit(1);
});
