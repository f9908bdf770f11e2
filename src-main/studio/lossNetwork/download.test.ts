/** Fetching from servers of every bad kind, on this machine. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outlastsSleep } from '../../process/testing/afterSleep.ts';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { ownFetch } from '../proxy.ts';
import { download, DownloadError, type DownloadOptions, reasonOf, type RemoteFile } from './download.ts';
import { cutOff } from './testing/cutOff.ts';

const content = randomBytes(300_000);
const checksum = { algorithm: 'md5', hex: createHash('md5').update(content).digest('hex') } as const;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let folder: string;
let file: string;
let servers: Server[] = [];
let asked: (string | undefined)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-download-'));
  file = join(folder, 'part');
  asked = [];
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) vi.stubEnv(name, '');
});
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  servers = [];
  removeFolder(folder);
});

/** A server on this machine; its address. Notes what part was asked for. */
async function serve(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    asked.push(request.headers.range);
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/vgg19.h5`;
}

/** Where the asked part starts. */
const startOf = (request: IncomingMessage): number =>
  Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);

/** A good server: whole files and parts. */
const good: Answer = (request, response) => {
  const from = startOf(request);
  const part = content.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    'Content-Length': part.length,
    ...(from > 0 && { 'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}` }),
  });
  response.end(part);
};

/** Sends some of what was asked for, then breaks the connection. */
const cutsOff =
  (after: number): Answer =>
  (request, response) =>
    cutOff(response, content, startOf(request), after, file);

const garbage: Answer = (_request, response) => response.end(randomBytes(content.length));
const short: Answer = (_request, response) => {
  response.write(content.subarray(0, 40));
  response.end(content.subarray(40, 42));
};
const page: Answer = (_request, response) => response.end('<html>Please log in to this network</html>');

function get(mirrors: string[], more: Partial<DownloadOptions> = {}): Promise<void> {
  const remote: RemoteFile = { mirrors, checksum, bytes: content.length };
  const signal = new AbortController().signal;
  return download(remote, { file, signal, onProgress: () => undefined, stallMs: 2000, ...more });
}

it.each([
  ['NAME_NOT_RESOLVED', /machine online/],
  ['CONNECTION_REFUSED', /refused the connection/],
  ['CONTENT_LENGTH_MISMATCH', /connection broke/],
  ['PROXY_CONNECTION_FAILED', /proxy cannot be reached.*system/],
  ['TUNNEL_CONNECTION_FAILED', /proxy does not let it through/],
  ['PROXY_AUTH_UNSUPPORTED', /name and a password.*HTTPS_PROXY/],
  ['CERT_DATE_INVALID', /^net::ERR_CERT_DATE_INVALID$/],
])('a failure of Electron’s is told as one of Node’s: %s', (name, reason) => {
  expect(reasonOf(new Error(`net::ERR_${name}`))).toMatch(reason);
});

it('of a network that puts its own certificate in place of a server’s, what to do is told', () => {
  const cause = Object.assign(new Error('self-signed'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
  const failed = new TypeError('fetch failed', { cause });
  expect(reasonOf(failed)).toMatch(/not trusted here.*NODE_EXTRA_CA_CERTS/);
  const versions = Object.getOwnPropertyDescriptor(process, 'versions')!;
  const value = { ...process.versions, electron: '1' };
  Object.defineProperty(process, 'versions', { ...versions, value });
  try {
    expect(reasonOf(failed)).toMatch(/not trusted here.*your system trust that of your network$/);
    expect(reasonOf(new Error('net::ERR_CERT_AUTHORITY_INVALID'))).toBe(reasonOf(failed));
    vi.stubEnv('all_proxy', 'http://proxy.example:8080');
    expect(reasonOf(failed)).toMatch(/your system trust.*without all_proxy$/);
  } finally {
    Object.defineProperty(process, 'versions', versions);
  }
});

describe('a download', () => {
  it('comes whole, and tells how far it is', async () => {
    const told: number[] = [];
    await get([await serve(good)], { onProgress: (bytes) => told.push(bytes) });
    expect((await readFile(file)).equals(content)).toBe(true);
    expect(told.at(-1)).toBe(content.length);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it('goes on where a server cut it off, as often as something new arrives', async () => {
    await get([await serve(cutsOff(110_000))]);
    expect((await readFile(file)).equals(content)).toBe(true);
    expect(asked).toEqual([undefined, 'bytes=110000-', 'bytes=220000-']);
  });

  it('asks once more where the connection broke before anything came, and no more than that', async () => {
    const breaks: Answer = (_request, response) => void response.destroy();
    let answer = breaks;
    const url = await serve((request, response) => {
      answer(request, response);
      answer = good;
    });
    await get([url]);
    expect((await readFile(file)).equals(content)).toBe(true);
    await rm(file);
    asked = [];
    await expect(get([await serve(breaks)])).rejects.toThrow(/connection broke/);
    expect(asked).toHaveLength(2);
  });

  it('asks in the way that it is given', async () => {
    const fetch = vi.fn(ownFetch);
    fetch.mockRejectedValueOnce(new Error('net::ERR_CONNECTION_RESET'));
    await get([await serve(good)], { fetch });
    expect((await readFile(file)).equals(content)).toBe(true);
    expect(fetch).toHaveBeenCalledTimes(2);
    await rm(file);
    // Electron's tells of a proxy's question, which nobody answered; Node's hides it.
    fetch.mockResolvedValueOnce(new Response('', { status: 407 }));
    await expect(get(['http://far.example/'], { fetch })).rejects.toThrow(/HTTPS_PROXY set to/);
  });

  it('goes on from what an earlier try left', async () => {
    await writeFile(file, content.subarray(0, 1000));
    await get([await serve(good)]);
    expect(asked).toEqual(['bytes=1000-']);
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  it('starts over with a server that knows no parts', async () => {
    await writeFile(file, content.subarray(0, 1000));
    await get([await serve((_request, response) => response.end(content))]);
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  it.each([
    ['of another length', { 'Content-Length': 42 }],
    ['of unknown length', { 'Content-Type': 'text/html; charset=utf-8' }],
  ])('keeps what an earlier try left where a page %s comes instead', async (_what, headers) => {
    await writeFile(file, content.subarray(0, 1000));
    const wall = await serve((_request, response) => {
      response.writeHead(200, headers);
      response.end('<html>Please log in to this network</html>');
    });
    await expect(get([wall])).rejects.toThrow(/log in/);
    expect((await readFile(file)).equals(content.subarray(0, 1000))).toBe(true);
  });

  it('starts over where what an earlier try left turns out to be wrong', async () => {
    await writeFile(file, randomBytes(1000));
    await get([await serve(good)]);
    expect(asked).toEqual(['bytes=1000-', undefined]);
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  it('starts over where what an earlier try left is longer than the file', async () => {
    await writeFile(file, randomBytes(content.length + 1));
    await get([await serve(good)]);
    expect(asked).toEqual([undefined]);
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  it('gives up what was left where a server has no such part, so that the next try begins anew', async () => {
    await writeFile(file, content.subarray(0, 1000));
    const partless = await serve((_request, response) => response.writeHead(416).end());
    await expect(get([partless])).rejects.toThrow(/416/);
    await get([await serve(good)]);
    expect(asked.at(-1)).toBeUndefined();
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  it('takes no other part than it asked for', async () => {
    await writeFile(file, content.subarray(0, 1000));
    const liar = await serve((_request, response) => {
      response.writeHead(206, { 'Content-Range': `bytes 5-${content.length - 1}/${content.length}` });
      response.end(content.subarray(5));
    });
    await expect(get([liar])).rejects.toThrow(/another part/);
    expect((await stat(file)).size).toBe(1000);
  });

  it.each([
    ['refuses', (_request, response) => response.writeHead(503).end(), /503/],
    ['sends garbage of the right length', garbage, /checksum/],
    ['sends a page instead', page, /log in/],
    ['sends less and calls it the whole', short, /stopped after 42 of/],
    ['never answers', () => undefined, /stopped sending/],
    [
      'sends more than the file has',
      (_request, response) => {
        response.write(content);
        response.end(content);
      },
      /more than/,
    ],
    [
      'promises more than it sends',
      (_request, response) => {
        response.writeHead(200, { 'Content-Length': content.length });
        response.write(content.subarray(0, 10));
        setTimeout(() => response.destroy(), 20);
      },
      /connection broke|stopped after/,
    ],
  ])('tries the next mirror where one %s, and tells why when it was the last', async (_what, bad, why) => {
    const mirror = await serve(bad);
    await get([mirror, await serve(good)]);
    expect((await readFile(file)).equals(content)).toBe(true);
    await rm(file);
    const failure = get([mirror], { attempts: 1 });
    await expect(failure).rejects.toThrow(DownloadError);
    await expect(failure).rejects.toThrow(why);
  });

  it('gives up a server that sends a byte now and then no sooner than it stalls', async () => {
    const slow = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': content.length });
      let at = 0;
      const timer = setInterval(() => {
        response.write(content.subarray(at, at + 20_000));
        at += 20_000;
        if (at >= content.length) {
          clearInterval(timer);
          response.end();
        }
      }, 30);
      response.on('close', () => clearInterval(timer));
    });
    await get([slow], { stallMs: 5000 });
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  it('has its time once more where the machine slept', async () => {
    let hear = (): void => undefined;
    const heard = new Promise<void>((resolve) => (hear = resolve));
    const silent = await serve(() => hear());
    const waits = (): Promise<void> => get([silent], { stallMs: 500 });
    await expect(outlastsSleep(500, waits, heard)).rejects.toThrow(/it stopped sending/);
  });

  it('is cancelled at once, and keeps what has arrived', async () => {
    const cancel = new AbortController();
    const slow = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': content.length });
      response.write(content.subarray(0, 5000));
    });
    const going = get([slow], { signal: cancel.signal, stallMs: 60_000, onProgress: () => cancel.abort() });
    await expect(going).rejects.toThrow(/abort/i);
    expect((await stat(file)).size).toBe(5000);
  });

  it('says so when nobody is there', async () => {
    const address = await serve(good);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server!.close(resolve));
    await expect(get([address])).rejects.toThrow(/refused the connection/);
  });
});
