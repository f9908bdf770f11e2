/** The files of the page. */
import { extname, resolve, sep } from 'node:path';

/** The kinds of file the page consists of; others are not served. */
const contentTypes = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.webmanifest', 'application/manifest+json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.webp', 'image/webp'],
  ['.avif', 'image/avif'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
  ['.map', 'application/json'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

/** A file to send. */
export interface PageFile {
  readonly file: string;
  readonly contentType: string;
  /** Files under `assets/` carry a hash in their name and never change. */
  readonly immutable: boolean;
}

/**
 * The file that a request's path means, or undefined. Nothing outside of the folder can be named: not by
 * `..`, however it is encoded, nor by a backslash, a drive, a NUL, or a name that starts with a dot.
 */
export function pageFile(folder: string, path: string): PageFile | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (!decoded.startsWith('/') || /[\\\0:]/.test(decoded)) return undefined;
  const names = decoded === '/' ? ['index.html'] : decoded.slice(1).split('/');
  if (names.some((name) => name === '' || name.startsWith('.'))) return undefined;
  const root = resolve(folder);
  const file = resolve(root, ...names);
  if (!file.startsWith(root + sep)) return undefined;
  const contentType = contentTypes.get(extname(file).toLowerCase());
  if (contentType === undefined) return undefined;
  return { file, contentType, immutable: names[0] === 'assets' };
}
