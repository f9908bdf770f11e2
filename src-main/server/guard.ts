/**
 * Who may talk to the server: pure decisions, one for each threat. The server listens on the loopback
 * address, so what is kept out here is other programs and web pages on the same machine:
 *
 * - Somebody who guesses the address: a token of 32 random bytes, compared in constant time, is exchanged
 *   for a cookie that scripts cannot read and other sites' requests do not carry (HttpOnly, SameSite=Strict).
 * - Another account that reads the command line of the browser that we start: what stands there is an invitation, good
 *   for one entry and some minutes. Where the system tells whose a connection is, only our own is given the cookie
 *   (peer.ts).
 * - A hostile name that resolves to 127.0.0.1 (DNS rebinding): the Host header must name us.
 * - A foreign page that opens a WebSocket to us (which no same-origin policy prevents): the Origin header
 *   must be ours, and the cookie must be there.
 *
 * Cookies do not know ports: other servers on 127.0.0.1 that the same browser visits get to see ours. The
 * app window's browser profile is Pastiche's own, so it visits none.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The secrets of a server. */
export interface Secrets {
  /** In the URL that is printed. */
  readonly token: string;
  /** In the cookie, kept for a while (session.ts); not the token, so that a cookie that leaks does not give the URL away. */
  readonly session: string;
  /** Each is a token for one entry. */
  readonly invitations: Set<string>;
}

/** Beside the token in an address: asks for an invitation. */
export const INVITE = 'invite';

/** Makes new secrets; a session that is kept goes on. */
export function makeSecrets(session = makeSecret()): Secrets {
  return { token: makeSecret(), session, invitations: new Set() };
}

/** 32 random bytes as text. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares without telling by its time how much of a guess was right, or how long the secret is. */
export function isSecret(guess: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(guess), digest(secret));
}

/** The hosts under which a browser may know us; it leaves the usual port of the web out. */
export function hostsOf(port: number): readonly string[] {
  const names = ['127.0.0.1', 'localhost'];
  return [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])];
}

/** The parts of a request that the guard looks at. */
export interface Visitor {
  readonly method: string;
  /** Path and query, as the request line has them. */
  readonly url: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly cookie: string | undefined;
}

/** What becomes of a request. */
export type Verdict =
  | { readonly allow: 'page'; readonly path: string }
  /** The token was right: give the cookie and go on to the page without the token in its address. */
  | { readonly allow: 'enter'; readonly cookie: string; readonly invitation?: string }
  /** The token was right, and is asked for an invitation. */
  | { readonly allow: 'invite' }
  | { readonly allow: 'socket' }
  | { readonly allow: false; readonly status: 400 | 403 | 404 | 405; readonly message: string };

/** What is said to who has no key. */
export const noEntry = 'Open the address that Pastiche printed when it started; it carries the key.';

/** Judges an ordinary request. */
export function judgeRequest(visitor: Visitor, port: number, secrets: Secrets): Verdict {
  if (!isOurHost(visitor, port)) return refuse(403, 'This server is not known by that name.');
  if (visitor.method !== 'GET' && visitor.method !== 'HEAD') {
    return refuse(405, 'Only GET and HEAD are understood.');
  }
  const url = parseUrl(visitor.url);
  if (!url) return refuse(400, 'The address makes no sense.');
  const token = url.pathname === '/' ? url.searchParams.get('token') : null;
  if (token !== null) {
    const isKey = isSecret(token, secrets.token);
    const invitation = [...secrets.invitations].find((one) => isSecret(token, one));
    if (!isKey && invitation === undefined) return refuse(403, noEntry);
    if (isKey && url.searchParams.has(INVITE)) return { allow: 'invite' };
    const cookie = `${cookieName(port)}=${secrets.session}; Path=/; HttpOnly; SameSite=Strict`;
    return { allow: 'enter', cookie, ...(invitation !== undefined && { invitation }) };
  }
  if (!hasSession(visitor, port, secrets)) return refuse(403, noEntry);
  return { allow: 'page', path: url.pathname };
}

/** Judges a request to become a WebSocket. */
export function judgeUpgrade(visitor: Visitor, port: number, secrets: Secrets): Verdict {
  if (!isOurHost(visitor, port)) return refuse(403, 'This server is not known by that name.');
  // Browsers always send an Origin with a WebSocket; whatever does not is no page of ours.
  if (visitor.origin !== `http://${visitor.host}`) return refuse(403, 'Only our own page may connect.');
  if (!hasSession(visitor, port, secrets)) return refuse(403, noEntry);
  const url = parseUrl(visitor.url);
  if (url?.pathname !== '/ws') return refuse(404, 'There is no such socket.');
  return { allow: 'socket' };
}

function refuse(status: 400 | 403 | 404 | 405, message: string): Verdict {
  return { allow: false, status, message };
}

function isOurHost(visitor: Visitor, port: number): boolean {
  return visitor.host !== undefined && hostsOf(port).includes(visitor.host);
}

function hasSession(visitor: Visitor, port: number, secrets: Secrets): boolean {
  const name = `${cookieName(port)}=`;
  return (visitor.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .some((part) => part.startsWith(name) && isSecret(part.slice(name.length), secrets.session));
}

/** Two instances on two ports share the browser's cookies, so each has a name of its own. */
function cookieName(port: number): string {
  return `pastiche-${port}`;
}

/** Parses a request's path; `//elsewhere` must not be taken for another host. */
function parseUrl(url: string): URL | undefined {
  if (!url.startsWith('/') || url.startsWith('//')) return undefined;
  try {
    return new URL(url, 'http://pastiche.invalid');
  } catch {
    return undefined;
  }
}
