/**
 * For tests: a program of ours as one file of JavaScript. Started from source, Node and tsx take a second of a core to
 * read its hundreds of files and those of its packages, and tests start a hundred processes.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { ProcessEntry } from '../child.ts';

const made = new Map<string, Promise<ProcessEntry>>();

/** The program that a TypeScript file begins, to be started by Node alone. */
export function bundled(file: string): Promise<ProcessEntry> {
  const entry = made.get(file) ?? bundle(file);
  made.set(file, entry);
  return entry;
}

async function bundle(file: string): Promise<ProcessEntry> {
  // The folder goes with the run: `scripts/vitest.config.ts` makes it. Several processes run tests.
  const folder = process.env['PASTICHE_BUNDLES'] ?? '';
  const outfile = join(folder, `${process.pid}-${made.size}-${basename(file, '.ts')}.mjs`);
  await build({
    ...{ entryPoints: [file], outfile, plugins: [asFromSource], logLevel: 'error' },
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', keepNames: true },
  });
  return { file: outfile, execArgv: [] };
}

/** Each file finds what lies beside it, and packages, as it does from its own place. */
const asFromSource: Plugin = {
  name: 'as from source',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return undefined;
      const isNodes = path.startsWith('node:');
      return { external: true, path: isNodes ? path : import.meta.resolve(path) };
    });
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
      const places = {
        dirname: dirname(path),
        filename: path,
        url: pathToFileURL(path).href,
      };
      let contents = await readFile(path, 'utf8');
      for (const [name, place] of Object.entries(places)) {
        contents = contents.replaceAll(`import.meta.${name}`, JSON.stringify(place));
      }
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};
