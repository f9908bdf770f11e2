/**
 * Serves the built page as `app://pastiche/…`: a standard, secure origin of our own, where `file://` would
 * give every file on the disk the same one.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { CustomScheme } from 'electron';
import { pageHeaders } from '../studio/pagePolicy.ts';
import { MEDIA_PATH, type MediaAnswer, noMedia } from '../studio/recordings/media.ts';
import { APP_SCHEME, APP_URL, isOurUrl } from './security.ts';

/** To be registered before the app is ready. */
export const appScheme: CustomScheme = {
  scheme: APP_SCHEME,
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    corsEnabled: true,
    codeCache: true,
    stream: true,
  },
};

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.map', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.webp', 'image/webp'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
]);

/** The file a URL stands for, or null when it is not ours or points outside the folder. */
export function fileOf(root: string, url: string): string | null {
  if (!isOurUrl(url)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const file = resolve(root, `.${path === '/' ? '/index.html' : path}`);
  const inside = relative(root, file);
  // On Windows a decoded backslash climbs as well as a slash, and a drive letter makes it absolute.
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)
    ? null
    : file;
}

/** Answers the page's requests from the folder `root`; everything else is "not found". */
export function serveFolder(root: string): (request: Pick<Request, 'url' | 'method'>) => Promise<Response> {
  return async ({ url, method }) => {
    const file = fileOf(root, url);
    const type = file && types.get(extname(file));
    if (!file || !type || (method !== 'GET' && method !== 'HEAD')) return notFound();
    try {
      const bytes = await readFile(file);
      return new Response(method === 'HEAD' ? null : bytes, {
        headers: { ...pageHeaders(), 'Content-Type': type },
      });
    } catch {
      return notFound();
    }
  };
}

/** The studio's answer to a request for a recording. */
export type FindMedia = (id: string, range: string | null) => Promise<MediaAnswer>;

/** Answers from the folder, and under {@link MEDIA_PATH} with recordings. */
export function serveApp(
  root: string,
  findMedia: FindMedia,
): (request: Pick<Request, 'url' | 'method' | 'headers'>) => Promise<Response> {
  const serveFile = serveFolder(root);
  return async (request) => {
    const path = isOurUrl(request.url) ? new URL(request.url, APP_URL).pathname : '';
    if (!path.startsWith(MEDIA_PATH)) return serveFile(request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return notFound();
    const answer = await findMedia(path.slice(MEDIA_PATH.length), request.headers.get('range'));
    return answer.status === noMedia.status ? notFound() : mediaResponse(answer, request.method);
  };
}

function mediaResponse({ status, headers, body }: MediaAnswer, method: string): Response {
  const stream = body && method === 'GET' ? createReadStream(body.path, body) : null;
  return new Response(stream && (Readable.toWeb(stream) as ReadableStream<Uint8Array>), {
    status,
    headers: { ...pageHeaders(), ...headers },
  });
}

function notFound(): Response {
  return new Response('Not found', {
    status: 404,
    headers: { ...pageHeaders(), 'Content-Type': 'text/plain' },
  });
}
