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

it.for([false, true])(
  'decodes pictures in a process that has the system’s GLib, which sharp alone mixes up with its own: %s',
  async (asItComes, { skip }) => {
    skip(process.platform !== 'linux' || gobject === undefined, 'there is no GLib of the system here');
    const { file } = await bundled(join(import.meta.dirname, 'testing', 'sharpBesideGlib.ts'));
    const args = [file, ...(asItComes ? ['--as-it-comes'] : [])];
    const env = { ...process.env, LD_PRELOAD: gobject };
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
    const mixedUp = stderr.includes('GLib-GObject-CRITICAL') || status !== 0;
    expect(mixedUp, stderr).toBe(asItComes);
    if (!asItComes) expect(stdout).toBe('4 x 3\n');
  },
);
