/** Fetching by way of real proxies, on this machine. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reasonOf } from './lossNetwork/download.ts';
import { type Fetch, fetchByProxy, ownFetch } from './proxy.ts';
import { TrainingStudio } from './trainings/testing/trainingStudio.ts';

let servers: { close(done: (error?: Error) => void): unknown; closeAllConnections?(): void }[];
/** What the proxy was asked for, and as whom. */
let asked: string[];
let sockets: Set<Socket>;
beforeEach(() => {
  [servers, asked, sockets] = [[], [], new Set()];
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) {
    server.closeAllConnections?.();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A server that says `hello`, and its address. */
const serve = async (
  answer: RequestListener = (_request, response) => response.end('hello'),
): Promise<string> => `http://127.0.0.1:${await listen(createServer(answer))}/file`;

/** A proxy that lets through whoever it is not told to refuse. */
function makeProxy(refusal?: string): Promise<number> {
  const proxy = createServer((_request, response) => response.writeHead(400).end());
  proxy.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    if (refusal) return socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
    const [host = '', port] = (request.url ?? '').split(':');
    // Names that only the proxy knows.
    const there = connect(Number(port), host.endsWith('.example') ? '127.0.0.1' : host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      there.write(head);
      there.pipe(socket).pipe(there);
    });
    for (const end of [there, socket]) end.on('error', () => undefined);
    sockets.add(there);
    return undefined;
  });
  return listen(proxy);
}

const get = async (fetch: Fetch, url: string): Promise<string> => {
  const answer = await fetch(url, { signal: new AbortController().signal });
  const pieces = [];
  for await (const piece of answer.body!) pieces.push(piece);
  return Buffer.concat(pieces).toString();
};
const problem = (fetch: Fetch, url: string): Promise<string> => get(fetch, url).then(() => 'none', reasonOf);

it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])(
  'goes by way of the proxy that %s names, which alone knows where that is',
  async (name) => {
    const port = await makeProxy();
    const url = (await serve()).replace('127.0.0.1', 'far.example');
    expect(await get(fetchByProxy({ [name]: `127.0.0.1:${port}` }, ownFetch), url)).toBe('hello');
    expect(asked).toEqual([new URL(url).host]);
  },
);

it.each([{ HTTPS_PROXY: 1 }, { https_proxy: 1, ALL_PROXY: 0 }, { ALL_PROXY: 1, HTTP_PROXY: 0 }])(
  'goes by way of the first of them for what is safe: %j',
  async (named) => {
    const port = await makeProxy('403 Forbidden');
    const env: Record<string, string> = {};
    for (const [name, it] of Object.entries(named)) env[name] = `http://127.0.0.1:${it ? port : 1}`;
    expect(await problem(fetchByProxy(env, ownFetch), 'https://far.example/')).toMatch(/403/);
    expect(asked).toEqual(['far.example:443']);
  },
);

it.each([
  ['anna:p%40ss', 'anna:p@ss'],
  ['an%2Fna', 'an/na:'],
  ['anna:', 'anna:'],
])('says its name and password where they are in the address: %s', async (written, said) => {
  const port = await makeProxy();
  const url = await serve();
  const fetch = fetchByProxy({ ALL_PROXY: `http://${written}@127.0.0.1:${port}` }, ownFetch);
  await get(fetch, url);
  expect(asked).toEqual([`${new URL(url).host} Basic ${Buffer.from(said).toString('base64')}`]);
});

/** A SOCKS proxy that wants this name and password, or takes everybody. */
function makeSocks(wants?: string): Promise<number> {
  const proxy = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    const auth = (greeting: Buffer): unknown => {
      const method = wants === undefined ? 0 : greeting.includes(2, 2) ? 2 : 255;
      socket.once('data', method === 2 ? enter : lead);
      return socket.write(Uint8Array.of(5, method));
    };
    const enter = (said: Buffer): unknown => {
      const at = 2 + said[1]!;
      const who = `${said.subarray(2, at).toString()}:${said.subarray(at + 1).toString()}`;
      asked.push(who);
      socket.once('data', lead);
      return socket.write(Uint8Array.of(1, who === wants ? 0 : 1));
    };
    const lead = (request: Buffer): void => {
      asked.push(request.subarray(5, -2).toString());
      const there = connect(request.readUInt16BE(request.length - 2), '127.0.0.1', () => {
        socket.write(Uint8Array.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
        there.pipe(socket).pipe(there);
      });
      sockets.add(there.on('error', () => undefined));
    };
    socket.once('data', auth);
  });
  return listen(proxy);
}

it('goes by way of a SOCKS proxy, and says its name and password there as they are', async () => {
  const url = (await serve()).replace('127.0.0.1', 'far.example');
  const by = (address: string): Fetch => fetchByProxy({ ALL_PROXY: address }, ownFetch);
  expect(await get(by(`socks5h://127.0.0.1:${await makeSocks()}`), url)).toBe('hello');
  const wants = await makeSocks('anna:p@ss/');
  expect(await get(by(`socks5://anna:p%40ss%2F@127.0.0.1:${wants}`), url)).toBe('hello');
  expect(asked).toEqual(['far.example', 'anna:p@ss/', 'far.example']);
  const told = `the proxy wants a name and a password: start Pastiche with ALL_PROXY set to socks5://name:password@127.0.0.1:${wants}`;
  expect(await problem(by(`socks5://127.0.0.1:${wants}`), url)).toBe(told);
  expect(await problem(by(`socks5://anna:wrong@127.0.0.1:${wants}`), url)).toBe(told);
  const [gone] = servers.splice(-1);
  await new Promise((resolve) => gone!.close(resolve));
  expect(await problem(by(`socks5://127.0.0.1:${wants}`), url)).toMatch(
    /^the proxy 127.* cannot be reached.*ALL_PROXY/,
  );
});

it('goes straight to what NO_PROXY names, and everywhere where no proxy is named for what is safe', async () => {
  const port = await makeProxy();
  const url = await serve();
  const excused = { ALL_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: 'example.com, 127.0.0.1' };
  expect(await get(fetchByProxy(excused, ownFetch), url)).toBe('hello');
  const direct = vi.fn(ownFetch);
  expect(
    await get(fetchByProxy({ HTTPS_PROXY: '', HTTP_PROXY: `http://127.0.0.1:${port}` }, direct), url),
  ).toBe('hello');
  expect(direct).toHaveBeenCalledOnce();
  expect(asked).toEqual([]);
});

it('passes on what was asked for, and what a server answers', async () => {
  const port = await makeProxy();
  const url = await serve((request, response) => {
    response.writeHead(206, { 'X-Range': request.headers.range ?? '' }).end('lo');
  });
  const answer = await fetchByProxy({ ALL_PROXY: `http://127.0.0.1:${port}` }, ownFetch)(url, {
    headers: { Range: 'bytes=3-' },
    signal: new AbortController().signal,
  });
  expect(answer).toMatchObject({ ok: true, status: 206 });
  expect(answer.headers.get('X-Range')).toBe('bytes=3-');
  await answer.body?.cancel();
});

it('is cancelled while a proxy keeps silent', async () => {
  const silent = createTcpServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const fetch = fetchByProxy(
    { ALL_PROXY: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` },
    ownFetch,
  );
  const signal = AbortSignal.timeout(50);
  await expect(fetch('http://far.example/', { signal })).rejects.toThrow(/timeout/);
  silent.close();
});

it('says of a proxy that refuses, or is not there, that it was the proxy, and what to do', async () => {
  const url = await serve();
  const by = (address: string): Promise<string> =>
    problem(fetchByProxy({ ALL_PROXY: address }, ownFetch), url);
  const wants = await makeProxy('407 Proxy Authentication Required');
  expect(await by(`http://anna:secret@127.0.0.1:${wants}`)).toBe(
    `the proxy wants a name and a password: start Pastiche with ALL_PROXY set to http://name:password@127.0.0.1:${wants}`,
  );
  const small = fetchByProxy({ https_proxy: `http://127.0.0.1:${wants}` }, ownFetch);
  expect(await problem(small, url), 'in the letters in which it is set').toContain('with https_proxy set to');
  const forbids = await makeProxy('403 Forbidden');
  expect(await by(`http://127.0.0.1:${forbids}`)).toBe(`the proxy 127.0.0.1:${forbids} answered 403`);
  const [gone] = servers.splice(-1);
  await new Promise((resolve) => gone!.close(resolve));
  expect(await by(`http://127.0.0.1:${forbids}`)).toMatch(/^the proxy 127.* cannot be reached.*ALL_PROXY/);
  expect(await by('ftp://proxy.example')).toMatch(/is no address of a proxy, such as/);
  expect(await by('http://:secret@')).not.toContain('secret');
  expect(await by('http://anna:100%@proxy.example')).toMatch(
    /is no address .*% in a password is written %25$/,
  );
});

it('is how the loss network is fetched, and a proxy that refuses is told of with what to do', async () => {
  const port = await makeProxy('407 Proxy Authentication Required');
  const studio = await TrainingStudio.create();
  try {
    await studio.open({ PASTICHE_LOSS_NETWORK: '', HTTPS_PROXY: `http://127.0.0.1:${port}` });
    await studio.ask('lossNetwork.fetch', {});
    await vi.waitFor(
      async () => {
        expect((await studio.ask('lossNetwork.state', {})).message).toMatch(
          /start Pastiche with HTTPS_PROXY/,
        );
      },
      { timeout: 30_000 },
    );
    expect(asked[0]).toBe('storage.googleapis.com:443');
  } finally {
    await studio.remove();
  }
});
