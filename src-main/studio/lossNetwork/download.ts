/**
 * Fetching one large file over a line that may be slow, break or lie: it goes on where it stopped, asks the
 * next mirror when one fails, and believes nothing before the checksum fits.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { Silence } from '../../process/wakefulTimeout.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import { writeAll } from '../recordings/writeAll.ts';
import { type Answer, type Fetch, ownFetch, proxyVariable, wantsPassword } from '../proxy.ts';

/** What a whole file comes to, in hexadecimal. */
export interface Checksum {
  readonly algorithm: 'md5' | 'sha512';
  readonly hex: string;
}

/** A file to fetch. */
export interface RemoteFile {
  readonly mirrors: readonly string[];
  readonly checksum: Checksum;
  /** Its size in bytes; more is never taken. */
  readonly bytes: number;
}

/** How to fetch it. */
export interface DownloadOptions {
  /** Where it is put; what is there already is gone on from. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** How servers are asked; Node's own way by default. */
  readonly fetch?: Fetch | undefined;
  /** Bytes there so far. */
  onProgress(bytes: number): void;
  /** A server that says nothing for so long is given up. */
  readonly stallMs?: number;
  /** How often each mirror is asked while it still brings something new. */
  readonly attempts?: number;
}

/** The file cannot be had; the message says why. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

const STALL_MS = 20_000;
const ATTEMPTS = 5;

/**
 * Fetches a file.
 * @throws {DownloadError} when no mirror has it; what arrived stays for the next try, unless it was wrong.
 * @throws the signal's reason when it is cancelled.
 */
export async function download(remote: RemoteFile, options: DownloadOptions): Promise<void> {
  const { file, signal } = options;
  await makeFolder(dirname(file));
  const problems: string[] = [];
  for (const url of remote.mirrors) {
    const { host } = new URL(url);
    try {
      const left = await sizeOf(file);
      await fetchFrom(url, remote, options);
      if (await isRight(file, remote)) return;
      await rm(file, { force: true });
      if (left > 0) {
        // What an earlier try left may have been wrong, not what this mirror added.
        await fetchFrom(url, remote, options);
        if (await isRight(file, remote)) return;
        await rm(file, { force: true });
      }
      throw new Error('what it sent is not the file: the checksum differs');
    } catch (error) {
      signal.throwIfAborted();
      if (isLocal(error)) throw new DownloadError(`it cannot be kept: ${error.message}`);
      problems.push(`${host}: ${reasonOf(error)}`);
    }
  }
  throw new DownloadError(problems.join('; '));
}

/**
 * Asks one mirror, again and again as long as it brings something. What was on its way when a connection breaks
 * is lost, so one break that brought nothing says little of the mirror; a second one in a row is enough.
 */
async function fetchFrom(url: string, remote: RemoteFile, options: DownloadOptions): Promise<void> {
  let problem: unknown = new Error('it sent nothing');
  let barren = 0;
  for (let attempt = 0; attempt < (options.attempts ?? ATTEMPTS); attempt++) {
    let before = await sizeOf(options.file);
    if (before === remote.bytes) return;
    if (before > remote.bytes) {
      // Left of another file: no server has a part of ours that begins there.
      await rm(options.file, { force: true });
      before = 0;
    }
    try {
      await append(url, remote, options, before);
    } catch (error) {
      options.signal.throwIfAborted();
      if (isLocal(error)) throw error;
      problem = error;
    }
    const after = await sizeOf(options.file);
    if (after === remote.bytes) return;
    barren = after > before ? 0 : barren + 1;
    if (barren > (isBroken(problem) ? 1 : 0)) throw problem;
  }
  throw problem;
}

/** One request: from where the file ends to its end. */
async function append(
  url: string,
  remote: RemoteFile,
  options: DownloadOptions,
  from: number,
): Promise<void> {
  const stall = new AbortController();
  const stallMs = options.stallMs ?? STALL_MS;
  const silence = new Silence(stallMs, () => stall.abort());
  try {
    const response = await (options.fetch ?? ownFetch)(url, {
      headers: from > 0 ? { Range: `bytes=${from}-` } : {},
      signal: AbortSignal.any([options.signal, stall.signal]),
    });
    if (!response.ok || !response.body) {
      // It has no part that begins there: what was left is of no use, and the next try begins anew.
      if (response.status === 416) await rm(options.file, { force: true });
      throw refused(response);
    }
    const goesOn = from > 0 && response.status === 206 && startOf(response) === from;
    if (response.status === 206 && !goesOn) throw new Error('it sent another part than was asked for');
    if (!goesOn) refuseOther(response, remote);
    // A server that cannot go on sends the whole file again. Each piece is put where it belongs: a download that had stalled, and
    // whose turn another has taken, may still write for a moment; it writes the same bytes.
    const handle = await open(options.file, goesOn ? 'r+' : 'w');
    try {
      let bytes = goesOn ? from : 0;
      for await (const chunk of response.body) {
        silence.broken();
        if (bytes + chunk.length > remote.bytes) {
          await takeBack(handle, bytes, 0);
          throw new Error('it sent more than the file has');
        }
        await writeAll(handle, chunk, bytes);
        bytes += chunk.length;
        options.onProgress(bytes);
      }
      if (bytes < remote.bytes) {
        // It ended in good order: to this server that is the whole, so it is another file.
        await takeBack(handle, bytes, goesOn ? from : 0);
        throw new Error(`it stopped after ${bytes} of ${remote.bytes} bytes`);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (stall.signal.aborted && !options.signal.aborted) throw new Error('it stopped sending');
    throw error;
  } finally {
    silence.end();
  }
}

/** Cuts off what this download has written; not where another has written more, for it would go on behind a hole. */
async function takeBack(handle: FileHandle, written: number, to: number): Promise<void> {
  if ((await handle.stat()).size === written) await handle.truncate(to);
}

/** Progress is told at most so often. */
const TELL_MS = 200;

/** Tells how far a download is, not with every piece that comes. */
export function nowAndThen(tell: (bytes: number) => void): (bytes: number) => void {
  let told = 0;
  return (bytes) => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    tell(bytes);
  };
}

/** What is said of an answer that is a refusal. */
export function refused({ status, statusText }: Answer): Error {
  return new Error(status === 407 ? wantsPassword() : `it answered ${status} ${statusText}`);
}

/** A log-in page, for instance, is refused before what is there makes way for it. */
function refuseOther({ headers, body }: Answer, remote: RemoteFile): void {
  const length = headers.get('Content-Length');
  const isPage = headers.get('Content-Type')?.startsWith('text/html') === true;
  const isOther = length !== null && !headers.has('Content-Encoding') && Number(length) !== remote.bytes;
  if (!isPage && !isOther) return;
  void body?.cancel().catch(() => undefined);
  throw new Error('it sent something else than the file; does this network want you to log in first?');
}

/** Where an answered part starts. */
function startOf(response: Answer): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? NaN);
}

/** Whether the checksum fits. */
async function isRight(file: string, remote: RemoteFile): Promise<boolean> {
  const hash = createHash(remote.checksum.algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex') === remote.checksum.hex;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

/** A problem of this machine's disk: no mirror can help. */
function isLocal(error: unknown): error is NodeJS.ErrnoException {
  const { code } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EPERM'].includes(code ?? '');
}

/** What Chromium, by which Electron asks, calls it; in the words that Node has for it where there are any. */
const CHROMIUM: readonly (readonly [RegExp, string])[] = [
  [/NAME_NOT_RESOLVED|INTERNET_DISCONNECTED/, 'ENOTFOUND'],
  [/CONNECTION_REFUSED/, 'ECONNREFUSED'],
  [
    /CONNECTION_(RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|LENGTH_MISMATCH|INCOMPLETE|NETWORK_CHANGED/,
    'ECONNRESET',
  ],
  [/PROXY_(CONNECTION|CONFIGURATION)_FAILED/, 'the proxy'],
  [/TUNNEL_CONNECTION_FAILED/, 'the tunnel'],
  [/PROXY_AUTH/, 'the password'],
  [/CERT_AUTHORITY_INVALID/, 'UNABLE_TO_GET_ISSUER_CERT'],
];

/** What is wrong with a request, by a code; undici hides it in the cause. */
function codeOf(error: unknown): string | undefined {
  const { cause, message = '' } = error as { cause?: { code?: string }; message?: string };
  if (message === 'terminated') return 'UND_ERR_SOCKET';
  const chromium = /^net::ERR_(\w+)/.exec(message)?.[1];
  return chromium === undefined ? cause?.code : CHROMIUM.find(([name]) => name.test(chromium))?.[1];
}

/** The connection was there, and broke. */
function isBroken(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET'].includes(codeOf(error) ?? '');
}

/** What went wrong with a request, in a few words. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { message?: string }; message?: string };
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'it was not found; is this machine online?';
  if (code === 'ECONNREFUSED') return 'it refused the connection';
  if (code === 'the proxy') return "the proxy cannot be reached; are the system's settings of it right?";
  if (code === 'the tunnel') return 'the proxy does not let it through';
  if (code === 'the password') return wantsPassword();
  if (isBroken(error)) return 'the connection broke';
  // Networks that look into what passes put certificates of their own in its place.
  if (/^(UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)_/.test(code ?? '')) {
    // The packaged app passes over Node's variables, and goes by the system's certificates where it names no proxy.
    const variable = proxyVariable();
    if (!('electron' in process.versions)) {
      return 'its certificate is not trusted here: start Pastiche with NODE_EXTRA_CA_CERTS set to the file of your network';
    }
    return variable === undefined
      ? 'its certificate is not trusted here: have your system trust that of your network'
      : `its certificate is not trusted here: have your system trust that of your network, and start Pastiche without ${variable}`;
  }
  return cause?.message || message || String(error);
}
