/**
 * Fetching from a network that lets nobody out but by its proxy, as those of offices and schools do. Node's own
 * fetch knows of none; that of Electron goes by the system's settings.
 */
import type { Dispatcher } from 'undici';
import { loadUndici } from '../process/lazy.ts';

/** As much of an answer as is used here: Node's, Electron's and undici's differ in their types. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null; has(name: string): boolean };
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
  json(): Promise<unknown>;
}

/** Asks a server for something. */
export type Fetch = (
  url: string,
  asked: { readonly headers?: Record<string, string>; readonly signal: AbortSignal },
) => Promise<Answer>;

/** Node's own. */
export const ownFetch: Fetch = (url, asked) => fetch(url, asked);

/**
 * Fetches by way of the proxy that the environment names for what is safe, as git and curl do: HTTPS_PROXY or else
 * ALL_PROXY, in letters of either size, but for what NO_PROXY names. Where it names none, `direct` does it.
 */
export function fetchByProxy(env: Readonly<Record<string, string | undefined>>, direct: Fetch): Fetch {
  const named = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const proxy = named('HTTPS_PROXY') || named('ALL_PROXY');
  if (proxy === '') return direct;
  let opened: Promise<Fetch> | undefined;
  return async (url, asked) => (await (opened ??= open(proxy, named('NO_PROXY'))))(url, asked);
}

/** What a proxy wants that asks who is there. Not every proxy says its name. */
export function wantsPassword(host = 'host:port'): string {
  return `the proxy wants a name and a password: start Pastiche with HTTPS_PROXY set to http://name:password@${host}`;
}

async function open(proxy: string, noProxy: string): Promise<Fetch> {
  const { EnvHttpProxyAgent, fetch, Pool } = await loadUndici();
  const { address, credentials } = whatIsNamed(proxy);
  const dispatcher = new EnvHttpProxyAgent({
    ...{ httpsProxy: address, httpProxy: address, noProxy, ...credentials },
    clientFactory: (origin, options) => {
      const pool = new Pool(origin, options);
      const connect: Connect = pool.connect.bind(pool);
      return Object.assign(pool, {
        connect: (asked: Dispatcher.ConnectOptions) => tunnel(connect, asked, origin.host),
      });
    },
  });
  return (url, asked) => fetch(url, { ...asked, dispatcher });
}

type Connect = (asked: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

/** Says of what a proxy would not do that it was the proxy. Its address is told without the password in it. */
async function tunnel(
  connect: Connect,
  asked: Dispatcher.ConnectOptions,
  host: string,
): Promise<Dispatcher.ConnectData> {
  const answer = await connect(asked).catch(() => {
    throw new Error(`the proxy ${host} cannot be reached; is that what HTTPS_PROXY should say?`);
  });
  const { statusCode, socket } = answer;
  if (statusCode === 200) return answer;
  socket.on('error', () => undefined).destroy();
  throw new Error(statusCode === 407 ? wantsPassword(host) : `the proxy ${host} answered ${statusCode}`);
}

/** Curl and its like do without the first part of an address, and call a way of asking names by a letter more. */
function whatIsNamed(text: string): { address: string; credentials: { token?: string } } {
  const address = (/^\w+:\/\//.test(text) ? text : `http://${text}`).replace(/^socks5h:/i, 'socks5:');
  try {
    const { protocol, username, password } = new URL(address);
    if (!/^(https?|socks5?):$/.test(protocol)) throw new Error('another protocol');
    const who = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    // Undici by itself says no name that has no password.
    const token = `Basic ${Buffer.from(who).toString('base64')}`;
    return { address, credentials: username && !protocol.startsWith('socks') ? { token } : {} };
  } catch {
    throw new Error(
      'HTTPS_PROXY is no address of a proxy, such as http://proxy.example:8080; a % in a password is written %25',
    );
  }
}
