/**
 * Running other programs from the scripts. Plain JavaScript: this must work on a bare checkout, before
 * any dependency is there.
 */
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Something the machine lacks; the message names the command that would get it. */
export class NotReady extends Error {
  /** @override */
  name = 'NotReady';
}

/** Says what is being done, on stderr: stdout belongs to the program that is being started. */
export function say(message) {
  process.stderr.write(`${message}\n`);
}

/**
 * Runs a program quietly and collects what it says.
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {Record<string, string | undefined>} [options.env] added to our own environment
 * @param {number} [options.stallMs] kill it when it has neither said anything nor grown `watch` for so long
 * @param {string[]} [options.watch] folders whose growth counts as progress
 * @param {boolean} [options.shell]
 * @returns {Promise<{ ok: boolean, stalled: boolean, output: string }>}
 */
export function run(command, args, { cwd, env, stallMs, watch = [], shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell,
    });
    const chunks = [];
    let lastProgress = Date.now();
    let lastSize = sizeOf(watch);
    let stalled = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        chunks.push(chunk);
        lastProgress = Date.now();
      });
    }
    const timer = stallMs
      ? setInterval(() => {
          const size = sizeOf(watch);
          if (size !== lastSize) {
            lastSize = size;
            lastProgress = Date.now();
          } else if (Date.now() - lastProgress > stallMs) {
            stalled = true;
            child.kill('SIGKILL');
          }
        }, 500)
      : undefined;
    const done = (ok, extra = '') => {
      clearInterval(timer);
      resolve({ ok, stalled, output: Buffer.concat(chunks).toString('utf8') + extra });
    };
    child.on('error', (error) => done(false, error.message));
    child.on('close', (code) => done(code === 0 && !stalled));
  });
}

/** Runs npm itself: by the npm that started us where there is one, else by the one on the path. */
export function runNpm(args, options = {}) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) return run(process.execPath, [npm, ...args], options);
  // On Windows npm is a batch file, which only a shell can start.
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** The last lines of a program's output, for an error message. */
export function tail(output, lines = 15) {
  return output.trim().split('\n').slice(-lines).join('\n');
}

/** Total size in bytes of everything in some folders; what cannot be read counts nothing. */
function sizeOf(folders) {
  let total = 0;
  for (const folder of folders) {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    } catch {
      continue;
    }
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      try {
        total += statSync(join(entry.parentPath, entry.name)).size;
      } catch {
        // Gone between listing and looking: it counts nothing.
      }
    }
  }
  return total;
}
