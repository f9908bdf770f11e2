/**
 * `node scripts/run.mjs NAME …`: runs `scripts/NAME.ts` with the arguments that follow, after making sure
 * that the dependencies are there. stdin, stdout, stderr and the exit code are the script's own.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, NotReady, root } from './lib/ready.mjs';
import { say } from './lib/run.mjs';

const [name = '', ...args] = process.argv.slice(2);

try {
  // A name, not a path: it comes from package.json.
  if (!/^[a-z]+$/.test(name) || !existsSync(join(root, 'scripts', `${name}.ts`)))
    throw new NotReady('Name a script: npm run stylize, train, sketch, bench or devices');
  await ensureDependencies();
  const tsx = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs'));
  const child = spawn(
    process.execPath,
    ['--import', tsx.href, join(root, 'scripts', `${name}.ts`), ...args],
    {
      stdio: 'inherit',
    },
  );
  // The script hears of Ctrl+C and of its closing from the terminal itself, and decides what to do; we wait for its end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  }
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
} catch (error) {
  fail(error instanceof NotReady ? error.message : error.stack);
}

function fail(message) {
  say(message);
  process.exit(1);
}
