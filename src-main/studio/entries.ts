/**
 * Where our own files are: the same code runs from source (under tsx, for commands) and from the build, where
 * everything lies flat in `out/main`.
 */
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ProcessEntry } from '../process/child.ts';

const here = fileURLToPath(import.meta.url);
const fromSource = here.endsWith('.ts');

/** The folder of package.json, `models` and `out`. */
export const appRoot = fromSource ? join(dirname(here), '..', '..') : join(builtFolder(), '..', '..');

/**
 * The folder of the shipped styles: in an installed app beside its archive, as files that can be read, copied
 * and dragged out like any other; else in the checkout.
 */
export function modelsFolder(root: string = appRoot): string {
  return join(isArchive(root) ? dirname(root) : root, 'models');
}

/** The app's icon as a PNG. */
export function appIcon(root: string = appRoot): string {
  return isArchive(root)
    ? join(dirname(root), 'icon.png')
    : join(root, 'src-main', 'electron', 'resources', 'icon.png');
}

function isArchive(root: string): boolean {
  return basename(root) === 'app.asar';
}

/** The file of a process of ours, and how Node runs it. */
export function processEntry(name: 'paint' | 'train' | 'measure'): ProcessEntry {
  if (!fromSource) return { file: join(builtFolder(), `${name}.js`), execArgv: [] };
  return sourceEntry(join(appRoot, 'src-main', name, 'process.ts'));
}

/** How Node runs a TypeScript file from source. */
export function sourceEntry(file: string): ProcessEntry {
  // By its full path: the current folder may be anywhere.
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return { file, execArgv: ['--import', pathToFileURL(tsx).href] };
}

/** `out/main`; shared code lies in `out/main/chunks`. */
function builtFolder(): string {
  const folder = dirname(here);
  return folder.endsWith('chunks') ? dirname(folder) : folder;
}
