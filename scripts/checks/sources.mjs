/** The project's own sources, for the checks of house rules. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const FOLDERS = ['src-main', 'src-renderer', 'scripts', 'e2e'];
const SOURCE = /\.(ts|mts|mjs|js|svelte|css)$/;

/**
 * Reads every source file.
 * @param {string} root the checkout
 * @returns {{ path: string, text: string }[]} paths relative to it, with forward slashes
 */
export function readSources(root) {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  )
    .sort()
    .map((file) => ({
      path: relative(root, file).replaceAll('\\', '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

/** The room of a file, `src-main/<room>/…`, or null. */
export function roomOf(path) {
  return /^src-main\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** Whether a file is a test. */
export function isTest(path) {
  return /\.(test|spec)\.[a-z]+$/.test(path);
}
