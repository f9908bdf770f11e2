/** The page's size: what a person waits for before the first picture. Looks at the build, not the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** JavaScript that is loaded before the page shows anything, as gzip sends it. */
const FIRST_BYTES = 120_000;
/** All of it, with the workers and what is loaded later: 121 kB of that come only to who records or repaints. */
const ALL_BYTES = 260_000;

export const name = `the page's JavaScript is under ${FIRST_BYTES / 1000} kB gzipped at first, ${ALL_BYTES / 1000} kB in all`;

/**
 * @param {string} root the checkout
 * @returns {string[]} problems
 */
export function checkPageSize(root) {
  const folder = join(root, 'out', 'renderer');
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?js$/.test(entry.name))
    .map((entry) => ({ file: join(entry.parentPath, entry.name), first: index.includes(entry.name) }));
  return judgeSizes(
    files.map(({ file, first }) => ({ file, first, bytes: gzipSync(readFileSync(file)).length })),
  );
}

/**
 * @param {{ file: string, first: boolean, bytes: number }[]} scripts
 * @returns {string[]} problems
 */
export function judgeSizes(scripts) {
  const first = scripts.filter((script) => script.first);
  if (first.length === 0) return ['index.html loads no JavaScript of out/renderer: build first'];
  return [...tooLarge('at first', first, FIRST_BYTES), ...tooLarge('in all', scripts, ALL_BYTES)];
}

function tooLarge(when, scripts, most) {
  const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= most) return [];
  const largest = [...scripts].sort((a, b) => b.bytes - a.bytes).slice(0, 5);
  const list = largest.map(({ file, bytes }) => `  ${(bytes / 1000).toFixed(1)} kB  ${file}`);
  return [`${when} it has ${(total / 1000).toFixed(1)} kB; the largest:\n${list.join('\n')}`];
}
