/**
 * The build: `out/main` (ES modules for Node and Electron's main side), `out/preload` (one CommonJS file,
 * since a sandboxed preload can load nothing else) and `out/renderer` (the page).
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { markdownPages } from './scripts/lib/markdownPages.ts';
import { shortClasses } from './scripts/lib/shortClasses.ts';
import { withoutHydration } from './scripts/lib/withoutHydration.ts';
import { withoutPreloading } from './scripts/lib/withoutPreloading.ts';

/** Entries by name; one whose source is not in the tree is left out, so that a partial tree builds. */
function entries(sources: Record<string, string>): Record<string, string> {
  const found = Object.entries(sources)
    .map(([name, source]) => [name, resolve(import.meta.dirname, source)] as const)
    .filter(([, source]) => existsSync(source));
  return Object.fromEntries(found);
}

const main = entries({
  electron: 'src-main/electron/main.ts',
  server: 'src-main/server/main.ts',
  paint: 'src-main/paint/process.ts',
  train: 'src-main/train/process.ts',
  measure: 'src-main/measure/process.ts',
});
const preload = entries({ preload: 'src-main/electron/preload.ts' });
const renderer = entries({ index: 'src-renderer/index.html' });

/**
 * Takes electron-vite's CommonJS shim out. It declares `require`, `__filename` and `__dirname` in every
 * module that so much as mentions one of them, which clashes with a module that declares its own.
 */
const withoutShim: Plugin = {
  name: 'pastiche:without-commonjs-shim',
  configResolved(config) {
    const shim = config.plugins.find(({ name }) => name === 'vite:esm-shim');
    if (!shim) throw new Error('electron-vite has no vite:esm-shim any more: this plugin can go');
    delete shim.renderChunk;
  },
};

/**
 * Each of Mediabunny's files has this notice; two dozen of them are a hundredth of what the page is sent, so they are
 * left out, and the licence is named once.
 */
const notice = ({ name }: { readonly name: string }): string =>
  name.startsWith('media')
    ? '/*! Contains Mediabunny, (c) Vanilagy and contributors, MPL-2.0: https://github.com/Vanilagy/mediabunny */'
    : '';

/** A constant's value wherever it is used: the page is sent the less. */
const inlined = { inlineConst: { mode: 'all', pass: 3 } } as const;

const has = (found: Record<string, string>): boolean => Object.keys(found).length > 0;

export default defineConfig({
  ...(has(main) && {
    main: {
      plugins: [withoutShim],
      build: {
        outDir: 'out/main',
        // The browser shell runs on the user's Node; Electron's own is newer than any Node we allow.
        target: 'node20.19',
        sourcemap: true,
        // Dependencies stay in node_modules: some are native, one is optional. These two are needed at every start,
        // and of many small files; as part of ours they load in a fraction of the time.
        externalizeDeps: { include: ['@tensorflow/tfjs-node-gpu', 'bufferutil'], exclude: ['zod', 'ws'] },
        rolldownOptions: {
          input: main,
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
  }),
  ...(has(preload) && {
    preload: {
      build: {
        outDir: 'out/preload',
        externalizeDeps: false,
        rolldownOptions: {
          input: preload,
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  }),
  ...(has(renderer) && {
    renderer: {
      root: 'src-renderer',
      plugins: [
        svelte({
          configFile: false,
          preprocess: vitePreprocess(),
          compilerOptions: { cssHash: shortClasses(), discloseVersion: false },
        }),
        markdownPages,
        withoutHydration,
        withoutPreloading,
      ],
      worker: {
        format: 'es',
        rolldownOptions: {
          optimization: inlined,
          output: { comments: { legal: false }, postBanner: notice },
        },
      },
      build: {
        outDir: resolve(import.meta.dirname, 'out/renderer'),
        emptyOutDir: true,
        // Electron's Chromium and any installed Chrome, Chromium or Edge of the last two years.
        target: 'chrome120',
        sourcemap: true,
        minify: true,
        // The content security policy allows no data: scripts or styles; assets are files.
        assetsInlineLimit: 0,
        rolldownOptions: { input: renderer, optimization: inlined },
      },
    },
  }),
});
