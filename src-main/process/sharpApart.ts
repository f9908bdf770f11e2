/**
 * sharp beside the GLib of the system. Electron's program on Linux is linked with the system's, and sharp brings one of
 * its own in libvips: what sharp calls of it by name is found in the system's first, which then is given objects that
 * it did not make. That ends the process at the first picture, or floods it with warnings, as versions have it
 * (lovell/sharp#4522, electron/electron#46323).
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

/**
 * Loads sharp's library so that it looks in libvips first, to be called before sharp itself is loaded. libvips, and what
 * it needs, is loaded before that as usual: Electron has a heap of its own, and whatever looks elsewhere first for memory
 * would free there what it was given here. Where the packages lie differently, nothing is done.
 */
export function loadSharpApart(arch: string = process.arch): void {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('sharp'));
    loadLibrary(require.resolve(`@img/sharp-libvips-linux-${arch}/binary`));
    const folder = join(dirname(require.resolve(`@img/sharp-linux-${arch}/package`)), 'lib');
    const file = readdirSync(folder).find((name) => name.endsWith('.node'));
    const { RTLD_DEEPBIND, RTLD_LAZY } = constants.dlopen;
    if (file !== undefined) process.dlopen({ exports: {} }, join(folder, file), RTLD_LAZY | RTLD_DEEPBIND);
  } catch {
    // sharp says itself what is wrong with it.
  }
}

/** Node takes it for an addon, which it is not, and refuses it; but it stays where it was loaded. */
function loadLibrary(file: string): void {
  try {
    process.dlopen({ exports: {} }, file);
  } catch {
    // See above.
  }
}
