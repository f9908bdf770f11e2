/**
 * The browser shell's server: HTTP for the page's files, one WebSocket for everything else. Thin: guard.ts
 * decides who may talk, files.ts what is served, connection.ts what a message means.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_FRAME_BYTES } from '../studio/contract.ts';
import { Refusal } from '../paint/refusal.ts';
import type { GivenStyle } from '../studio/library/giving.ts';
import type { EventListener } from '../studio/events.ts';
import type { Log } from '../studio/log.ts';
import { MEDIA_PATH, type MediaAnswer } from '../studio/recordings/media.ts';
import { Connection, type PageStudio } from './connection.ts';
import { pageFile } from './files.ts';
import {
  judgeRequest,
  judgeUpgrade,
  makeSecret,
  makeSecrets,
  noEntry,
  type Secrets,
  type Verdict,
  type Visitor,
} from './guard.ts';
import { securityHeaders } from './headers.ts';
import { sendStyle, styleOfPath } from './styleDownload.ts';
import { Troubles } from './trouble.ts';

/** What a server works with. */
export interface ServerOptions {
  studio: PageStudio & {
    listen(listener: EventListener): () => void;
    media(id: string, range: string | null): Promise<MediaAnswer>;
    /** A style to be given away; rejects with a sentence for the person where there is none, or it cannot be read. */
    givenStyle(styleId: string): Promise<GivenStyle>;
    /** The last page is gone. */
    pageGone(): void;
  };
  log: Pick<Log, 'write'>;
  /** The folder of the built page. */
  pageFolder: string;
  /** 0 for any free one. */
  port: number;
  /** The secret of sessions that go on; a new one where there is none. */
  session?: string;
  /** Whether who is at the other end may have a cookie for the key; left out, whoever brings it. */
  mayEnter?: (socket: Socket) => Promise<boolean>;
  /** Told how many pages are connected whenever that changes. */
  onPages?: (count: number) => void;
}

/** A server that runs. */
export interface RunningServer {
  readonly port: number;
  /** The address that lets a browser in. */
  readonly url: string;
  /** An address that lets one browser in, once and soon: others may read with what a browser is started. */
  invite(): string;
  close(): Promise<void>;
}

/** A browser that has not come by then does not come. */
const INVITATION_MS = 120_000;
/** Room for a frame's header beside its pixels. What is larger ends its connection (code 1009). */
const MAX_MESSAGE_BYTES = MAX_FRAME_BYTES + 8192;

/** Starts the server on the loopback address; rejects when the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const secrets = makeSecrets(options.session);
  const troubles = new Troubles(options.log);
  const http = createServer((request, response) => {
    const verdict = judgeRequest(visitorOf(request), port, secrets);
    answer(request, response, verdict, options, door).catch((error: unknown) => {
      troubles.answering(request, error);
      fail(response);
    });
  });
  const port = await listen(http, options.port);
  // Those that are there already go on; without a listener it would end us.
  http.on('error', (error) => troubles.accepting(error));
  const addressWith = (token: string): string => `http://127.0.0.1:${port}/?token=${token}`;
  const invite = (): string => {
    const invitation = makeSecret();
    secrets.invitations.add(invitation);
    setTimeout(() => secrets.invitations.delete(invitation), INVITATION_MS).unref();
    return addressWith(invitation);
  };
  const door = { port, secrets, invite };

  // Compression would cost more time than loopback ever saves.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  http.on('upgrade', (request, socket, head) => {
    const verdict = judgeUpgrade(visitorOf(request), port, secrets);
    if (verdict.allow !== 'socket') return refuseUpgrade(socket, verdict);
    sockets.handleUpgrade(request, socket, head, (ws) => connect(ws));
  });

  const connections = new Set<Connection>();
  let count = 0;
  const connect = (ws: WebSocket): void => {
    const connection = new Connection(`page ${++count}`, options.studio, wireOf(ws));
    connections.add(connection);
    options.onPages?.(connections.size);
    // In the pieces in which a browser sends them: putting those together is left to who knows what for.
    ws.binaryType = 'fragments';
    ws.on('message', (data, isBinary) => {
      void (isBinary
        ? connection.binary(data as Buffer[])
        : connection.text((data as Buffer).toString('utf8')));
    });
    ws.on('close', () => {
      connections.delete(connection);
      connection.close();
      if (connections.size === 0) options.studio.pageGone();
      options.onPages?.(connections.size);
    });
    // A broken message ends its connection by itself; without a listener it would end us.
    ws.on('error', () => undefined);
  };
  const stopListening = options.studio.listen((name, data) => {
    for (const connection of connections) connection.event(name, data);
  });

  return {
    port,
    url: addressWith(secrets.token),
    invite,
    close: async () => {
      stopListening();
      for (const ws of sockets.clients) ws.terminate();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** Loopback only: nobody on the network can reach it. */
function listen(http: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      http.off('error', reject);
      const address = http.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function visitorOf(request: IncomingMessage): Visitor {
  const { host, origin, cookie } = request.headers;
  return { method: request.method ?? '', url: request.url ?? '', host, origin, cookie };
}

/** Where visitors come in. */
interface Door {
  readonly port: number;
  readonly secrets: Secrets;
  invite(): string;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  verdict: Verdict,
  { pageFolder, studio, mayEnter }: ServerOptions,
  { port, secrets, invite }: Door,
): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders(port))) response.setHeader(name, value);
  // The page must not outlive its session in a cache; hashed assets may.
  response.setHeader('Cache-Control', 'no-store');
  if (verdict.allow === 'enter' || verdict.allow === 'invite') {
    if (mayEnter && !(await mayEnter(request.socket))) {
      return sendText(response, 403, 'Only the account that started Pastiche may open it.');
    }
    if (verdict.allow === 'invite') return sendText(response, 200, invite());
    const { invitation } = verdict;
    if (invitation !== undefined && !secrets.invitations.delete(invitation)) {
      return sendText(response, 403, noEntry);
    }
    response.writeHead(303, { Location: '/', 'Set-Cookie': verdict.cookie }).end();
    return;
  }
  if (verdict.allow !== 'page') {
    const refusal = verdict.allow === false ? verdict : { status: 404, message: 'Not found.' };
    return sendText(response, refusal.status, refusal.message);
  }
  if (verdict.path.startsWith(MEDIA_PATH)) {
    const media = await studio.media(verdict.path.slice(MEDIA_PATH.length), request.headers.range ?? null);
    return sendMedia(request, response, media);
  }
  const styleId = styleOfPath(verdict.path);
  if (styleId !== undefined) {
    const given = await studio.givenStyle(styleId).catch(onlyRefusal);
    if (given instanceof Refusal) return sendText(response, 404, given.message);
    return sendStyle(request, response, given);
  }
  const found = pageFile(pageFolder, verdict.path);
  const size = found ? await sizeOf(found.file) : undefined;
  if (!found || size === undefined) return sendText(response, 404, 'There is no such file.');
  if (found.immutable) response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  response.writeHead(200, { 'Content-Type': found.contentType, 'Content-Length': size });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(found.file), response);
}

async function sendMedia(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: MediaAnswer,
): Promise<void> {
  if (status === 404) return sendText(response, 404, 'There is no such recording.');
  response.writeHead(status, headers);
  if (request.method === 'HEAD' || !body) response.end();
  else await pipeline(createReadStream(body.path, { start: body.start, end: body.end }), response);
}

/** A file's size; undefined for what is not there or no file. */
async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const stats = await stat(file);
    return stats.isFile() ? stats.size : undefined;
  } catch {
    return undefined;
  }
}

function sendText(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

/** A refusal has a sentence for the person; whatever else went wrong has none. */
function onlyRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

/** Something broke: where the answer has begun, it breaks off. */
function fail(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500).end();
}

function refuseUpgrade(socket: Duplex, verdict: Verdict): void {
  const { status, message } = verdict.allow === false ? verdict : { status: 404, message: 'Not found.' };
  socket.on('error', () => undefined);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\n\r\n${message}\n`,
  );
}

function wireOf(ws: WebSocket): ConstructorParameters<typeof Connection>[2] {
  return {
    sendText: (text) => ws.send(text, () => undefined),
    sendBinary: (parts, sent = () => undefined) =>
      // Fragments of one message: the pixels are not copied into one buffer with their header.
      parts.forEach((part, index) => {
        const last = index === parts.length - 1;
        ws.send(part, { binary: true, fin: last }, last ? sent : () => undefined);
      }),
    get bufferedBytes() {
      return ws.bufferedAmount;
    },
  };
}
