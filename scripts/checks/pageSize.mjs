/** The page's size: what a person waits for before the first picture. Looks at the build, not the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** All JavaScript of the page, its workers and what it loads later, as gzip sends it. */
const MOST_BYTES = 250_000;

export const name = `the page's JavaScript is under ${MOST_BYTES / 1000} kB gzipped`;

/**
 * @param {string} root the checkout
 * @returns {string[]} problems
 */
export function checkPageSize(root) {
  const folder = join(root, 'out', 'renderer');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?js$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return judgeSizes(files.map((file) => ({ file, bytes: gzipSync(readFileSync(file)).length })));
}

/**
 * @param {{ file: string, bytes: number }[]} scripts
 * @returns {string[]} problems
 */
export function judgeSizes(scripts) {
  if (scripts.length === 0) return ['there is no JavaScript in out/renderer: build first'];
  const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= MOST_BYTES) return [];
  const largest = [...scripts].sort((a, b) => b.bytes - a.bytes).slice(0, 5);
  const list = largest.map(({ file, bytes }) => `  ${(bytes / 1000).toFixed(1)} kB  ${file}`);
  return [`it has ${(total / 1000).toFixed(1)} kB; the largest:\n${list.join('\n')}`];
}
