/**
 * `npm start`: makes the machine ready and opens Pastiche, in Electron where its binary can be had, else in
 * an app window of an installed Chrome, Chromium or Edge over loopback.
 * `npm start -- [--browser] [--port N] [--no-open]`
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { ensureElectron, hasDisplay, rememberFailure, sandboxHint } from './lib/electron.mjs';
import { ensureBrowser, ensureBuild, ensureDependencies, root } from './lib/ready.mjs';
import { NotReady, say } from './lib/run.mjs';
import { onSignals } from './lib/signals.mjs';
import { readStartFlags, START_HELP } from './lib/startFlags.mjs';

/** An Electron that ends with a failure within this time never showed its window. */
const FAILED_START_MS = 10_000;

let child;
let stopping = false;
onSignals((signal, passesOn) => {
  stopping = true;
  if (passesOn) child?.kill(signal);
});

try {
  process.exitCode = await start(readStartFlags(process.argv.slice(2)));
} catch (error) {
  say(error instanceof NotReady ? error.message : `${error.message}\n\n${START_HELP}`);
  process.exitCode = 1;
}

async function start(flags) {
  if (flags.help) {
    console.log(START_HELP);
    return 0;
  }
  await ensureDependencies();
  await ensureBuild();
  if (!flags.browser && hasDisplay()) {
    const electron = await ensureElectron();
    if (electron) {
      const started = performance.now();
      const code = await runChild(electron, electronArguments());
      const failed = code !== 0 && performance.now() - started < FAILED_START_MS;
      if (!failed || stopping) return code;
      say('Electron does not start here; Pastiche opens in a browser window instead.');
      const hint = process.getuid?.() === 0 ? '' : sandboxHint();
      if (hint) say(hint);
      rememberFailure();
    }
  }
  if (stopping) return 1;
  const env = flags.open ? { PASTICHE_BROWSER: await ensureBrowser() } : {};
  const server = join(root, 'out', 'main', 'server.js');
  return runChild(process.execPath, ['--enable-source-maps', server, ...flags.forServer], env);
}

/** Chromium refuses to run as root with its sandbox. */
function electronArguments() {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return isRoot ? [root, '--no-sandbox'] : [root];
}

/** Runs a program in our place; resolves with its exit code. */
function runChild(command, args, env = {}) {
  return new Promise((resolve) => {
    child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', (error) => {
      say(`${command} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? (stopping ? 0 : 1)));
  });
}
