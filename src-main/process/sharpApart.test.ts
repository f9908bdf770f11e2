import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { bundled } from './testing/bundled.ts';

/** Where Debian and Fedora have the system's; Electron's program is linked with it. */
const gobject = ['/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu', '/usr/lib64']
  .map((folder) => join(folder, 'libgobject-2.0.so.0'))
  .find((file) => existsSync(file));

it('decodes pictures in a process that has the system’s GLib, which sharp alone mixes up with its own', async ({
  skip,
}) => {
  skip(process.platform !== 'linux' || gobject === undefined, 'there is no GLib of the system here');
  const { file } = await bundled(join(import.meta.dirname, 'testing', 'sharpBesideGlib.ts'));
  const env = { ...process.env, LD_PRELOAD: gobject };
  const decode = (...args: readonly string[]): { stdout: string; stderr: string; mixedUp: boolean } => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [file, ...args], {
      env,
      encoding: 'utf8',
    });
    return { stdout, stderr, mixedUp: stderr.includes('GLib-GObject-CRITICAL') || status !== 0 };
  };
  skip(!decode('--as-it-comes').mixedUp, 'sharp and the GLib of this system get along by themselves');
  const { stdout, stderr, mixedUp } = decode();
  expect(mixedUp, stderr).toBe(false);
  expect(stdout).toBe('4 x 3\n');
});
