/** Debian's and Ubuntu's packages, for what the machine lacks and root may install. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { run, say, tail } from './run.mjs';

/** True where `apt-get install` can work: Debian or Ubuntu, as root. */
export function canInstallPackages() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs a package. Resolves to null, or to the end of what apt-get said when it failed. */
export async function installPackage(name) {
  say(`Installing ${name} (once)…`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stallMs: 300_000 };
  // A failed update is no reason to stop: the lists may be good enough already.
  await run('apt-get', ['update', '-qq'], options);
  const result = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options);
  return result.ok ? null : tail(result.output, 5);
}
