/**
 * Fetching from a network that lets nobody out but by its proxy, as those of offices and schools do. Node's own
 * fetch knows of none; that of Electron goes by the system's settings.
 */
import process from 'node:process';
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
export function fetchByProxy(env: Variables, direct: Fetch): Fetch {
  const variable = proxyVariable(env);
  if (variable === undefined) return direct;
  const { [variable]: proxy = '', no_proxy, NO_PROXY } = env;
  let opened: Promise<Fetch> | undefined;
  return async (url, asked) =>
    (await (opened ??= open(proxy, variable, no_proxy || NO_PROXY || '')))(url, asked);
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The variable that names a proxy for what is safe, in the letters in which it is set; undefined where none does. */
export function proxyVariable(env: Variables = process.env): string | undefined {
  return ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].find((name) => env[name]);
}

/** What a proxy wants that asks who is there. Not every proxy says its name. */
export function wantsPassword(
  variable = proxyVariable() ?? 'HTTPS_PROXY',
  protocol = 'http:',
  host = 'proxy.example:8080',
): string {
  return `the proxy wants a name and a password: start Pastiche with ${variable} set to ${protocol}//name:password@${host}`;
}

/** @param variable names it: where the proxy cannot be used, that is what to look at. */
async function open(proxy: string, variable: string, noProxy: string): Promise<Fetch> {
  const { EnvHttpProxyAgent, fetch, Pool } = await loadUndici();
  const { address, credentials } = whatIsNamed(proxy, variable);
  const dispatcher = new EnvHttpProxyAgent({
    ...{ httpsProxy: address, httpProxy: address, noProxy, ...credentials },
    clientFactory: (origin, options) => {
      const pool = new Pool(origin, options);
      const connect: Connect = pool.connect.bind(pool);
      return Object.assign(pool, {
        connect: (asked: Dispatcher.ConnectOptions) => tunnel(connect, asked, origin.host, variable),
      });
    },
  });
  return async (url, asked) => {
    try {
      return await fetch(url, { ...asked, dispatcher });
    } catch (error) {
      throw ofSocks(error, new URL(address), variable) ?? error;
    }
  };
}

/** Says of what a SOCKS proxy would not do that it was the proxy, for which undici opens no tunnel of its own. */
function ofSocks(
  error: unknown,
  { protocol, host, hostname, port }: URL,
  variable: string,
): Error | undefined {
  if (!protocol.startsWith('socks')) return undefined;
  const { cause } = error as { cause?: SocketError };
  if (/^UND_ERR_SOCKS5_AUTH|^UND_ERR_INVALID_ARG/.test(cause?.code ?? '')) {
    return new Error(wantsPassword(variable, protocol, host));
  }
  // Where its name stands for several addresses, each has an error of its own.
  const { hostname: missed, port: shut } = cause?.errors?.[0] ?? cause ?? {};
  const isProxy = missed === hostname || shut === Number(port || SOCKS_PORT);
  return isProxy ? unreachable(host, variable) : undefined;
}

/** As much of an error of a socket as is looked at. */
interface SocketError {
  readonly code?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly errors?: readonly SocketError[];
}

const SOCKS_PORT = 1080;

/** Its address is told without the password in it. */
function unreachable(host: string, variable: string): Error {
  return new Error(`the proxy ${host} cannot be reached; is that what ${variable} should say?`);
}

type Connect = (asked: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

/** Says of what a proxy would not do that it was the proxy. */
async function tunnel(
  connect: Connect,
  asked: Dispatcher.ConnectOptions,
  host: string,
  variable: string,
): Promise<Dispatcher.ConnectData> {
  const answer = await connect(asked).catch(() => {
    throw unreachable(host, variable);
  });
  const { statusCode, socket } = answer;
  if (statusCode === 200) return answer;
  socket.on('error', () => undefined).destroy();
  if (statusCode === 407) throw new Error(wantsPassword(variable, 'http:', host));
  throw new Error(`the proxy ${host} answered ${statusCode}`);
}

/** Who is there: for an HTTP proxy, and for a SOCKS proxy. */
type Credentials = { readonly token?: string } | { readonly username: string; readonly password: string };

/** Curl and its like do without the first part of an address, and call a way of asking names by a letter more. */
function whatIsNamed(text: string, variable: string): { address: string; credentials: Credentials } {
  const address = (/^\w+:\/\//.test(text) ? text : `http://${text}`).replace(/^socks5h:/i, 'socks5:');
  try {
    const { protocol, username, password } = new URL(address);
    if (!/^(https?|socks5?):$/.test(protocol)) throw new Error('another protocol');
    const who = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
    if (username === '') return { address, credentials: {} };
    // Undici by itself says them to a SOCKS proxy as they are written in the address.
    if (protocol.startsWith('socks')) return { address, credentials: who };
    // And no name that has no password to another.
    const token = `Basic ${Buffer.from(`${who.username}:${who.password}`).toString('base64')}`;
    return { address, credentials: { token } };
  } catch {
    throw new Error(
      `${variable} is no address of a proxy, such as http://proxy.example:8080; a % in a password is written %25`,
    );
  }
}
