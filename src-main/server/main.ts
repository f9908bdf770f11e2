/**
 * The browser shell: the app in a browser window, over loopback. Prints one line on stdout, the address.
 * `PASTICHE_BROWSER` names the browser that shows the window; scripts/start.mjs finds one.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { adoptWith } from '../paint/adoption.ts';
import { forkPaint } from '../paint/child.ts';
import { describeModel } from '../paint/describe.ts';
import { messageOf } from '../paint/refusal.ts';
import { forkChild } from '../process/child.ts';
import { collectAtOnce } from '../process/memory.ts';
import { appRoot, modelsFolder, processEntry } from '../studio/entries.ts';
import { aboutOther, type Claim, claimFolder } from '../studio/instance.ts';
import { Log, maskHome, recordFailures } from '../studio/log.ts';
import { dataFolder } from '../studio/paths.ts';
import { usualRecordingsFolder } from '../studio/recordings/folder.ts';
import { Studio } from '../studio/studio.ts';
import { invitedBy } from './already.ts';
import { type Flags, parseFlags, USUAL_PORT } from './flags.ts';
import { browserFacilities } from './opener.ts';
import { isOfThisAccount } from './peer.ts';
import { type RunningServer, startServer } from './server.ts';
import { keptSession, sessionEnds, sessionRuns } from './session.ts';
import { openWindow, WindowWatch } from './window.ts';

async function main(): Promise<void> {
  collectAtOnce();
  const flags = parseFlags(process.argv.slice(2));
  const around = { platform: process.platform, home: homedir(), env: process.env };
  const data = dataFolder(around);
  const log = new Log({ folder: join(data, 'logs'), mask: maskHome(homedir()) });
  recordFailures(process, log);
  const browser = flags.open ? process.env['PASTICHE_BROWSER'] : undefined;
  const profile = join(data, 'browser');
  const claim = await claimFolder(data, 'browser');
  if (await showOther(claim, browser, profile)) return;

  const { version } = JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string };
  const spawnPaint = forkPaint(processEntry('paint'));
  const studio = await Studio.open({
    shell: 'browser',
    version,
    dataFolder: data,
    modelsFolder: modelsFolder(),
    recordingsFolder: usualRecordingsFolder(around),
    spawnPaint,
    spawnTrain: forkChild(processEntry('train')),
    spawnMeasure: forkChild(processEntry('measure')),
    describeModel,
    adopt: adoptWith(spawnPaint),
    log,
    facilities: browserFacilities({ platform: process.platform, env: process.env, local: flags.open }),
    checkReplies: process.env['NODE_ENV'] !== 'production',
  });
  if (claim.other) studio.hold({ level: 'warning', message: aboutOther(claim.other) });

  // What is open, the last first.
  const open: (() => unknown)[] = [
    () => studio.close(),
    () => sessionEnds(data),
    () => claim.release(),
    () => log.flush(),
  ];
  let closing = false;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    for (const end of open) await end();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close());

  const watch = browser ? new WindowWatch(() => void close(), process.platform) : undefined;
  let server: RunningServer;
  try {
    server = await listen(flags, {
      studio,
      log,
      pageFolder: join(appRoot, 'out', 'renderer'),
      session: await keptSession(data),
      // An address that is only printed the person may give to whom they like.
      ...(flags.open && { mayEnter: isOfThisAccount }),
      onPages: (count) => watch?.pages(count),
    });
  } catch (error) {
    await studio.close();
    await claim.release();
    throw error;
  }
  open.unshift(() => server.close());
  sessionRuns(data);
  await claim.reachedAt(server.url);
  process.stdout.write(`Pastiche is at ${server.url}\n`);

  if (!browser) {
    if (flags.open) console.error('No browser is named in PASTICHE_BROWSER: open the address in one.');
    return;
  }
  const { child, ended } = openWindow({ browser, url: server.invite(), profile });
  open.unshift(
    () => watch?.close(),
    () => child.kill(),
  );
  ended.then(
    () => watch?.browserEnded(),
    (error: unknown) => console.error(`${browser} could not be started (${messageOf(error)}).`),
  );
}

/** Where a browser shell runs on this data folder already: gives its address, and opens a window on it. */
async function showOther({ other }: Claim, browser: string | undefined, profile: string): Promise<boolean> {
  const invitation = other?.url && (await invitedBy(other.url));
  if (!invitation) return false;
  console.error(`Pastiche is running already (process ${other.pid}). This is its address:`);
  process.stdout.write(`Pastiche is at ${other.url}\n`);
  // Its browser takes the window over, and this one ends.
  if (browser) await openWindow({ browser, url: invitation, profile }).ended;
  return true;
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
