/** Two that fetch one file: the one whose turn it is, and one that had stood still and has not noticed yet. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { download } from './download.ts';

const content = randomBytes(300_000);
const checksum = { algorithm: 'md5', hex: createHash('md5').update(content).digest('hex') } as const;
const FIRST_PART = 100_000;
const PIECE = 20_000;

let folder: string;
let file: string;
let server: Server;
/** The parts that were asked for, in turn. */
let asked: (string | undefined)[];

beforeEach(() => {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) vi.stubEnv(name, '');
  folder = mkdtempSync(join(tmpdir(), 'pastiche-download-'));
  file = join(folder, 'part');
  writeFileSync(file, content.subarray(0, FIRST_PART));
  asked = [];
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  removeFolder(folder);
});

/** A server that answers each request by a way of its own, told by how many there were before. */
async function serve(
  send: (index: number, from: number, response: ServerResponse) => Promise<void>,
): Promise<string> {
  server = createServer((request, response) => {
    const index = asked.push(request.headers.range) - 1;
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(206, { 'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}` });
    send(index, from, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

/** Sends in pieces, so that two take turns. */
async function sendPieces(response: ServerResponse, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += PIECE) {
    response.write(content.subarray(at, Math.min(at + PIECE, to)));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const get = (mirror: string): Promise<void> =>
  download(
    { mirrors: [mirror], checksum, bytes: content.length },
    { file, signal: new AbortController().signal, onProgress: () => undefined },
  );

/** Waits for what the other one does. */
const until = (isSo: () => boolean): Promise<void> => vi.waitUntil(isSo, { timeout: 10_000, interval: 5 }).then(() => undefined); // prettier-ignore

it('write the same to the same place, and nothing is fetched again', async () => {
  const mirror = await serve(async (_index, from, response) => {
    await until(() => asked.length === 2);
    await sendPieces(response, from, content.length);
    response.end();
  });
  await Promise.all([get(mirror), get(mirror)]);
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(asked).toEqual(['bytes=100000-', 'bytes=100000-']);
});

it('take nothing from each other: one that ends short leaves what the other wrote behind its own', async () => {
  const mirror = await serve(async (index, from, response) => {
    await until(() => asked.length >= 2);
    if (index === 0) {
      await sendPieces(response, from, from + PIECE);
      await until(() => statSync(file).size === 200_000);
    } else if (index === 1) {
      await sendPieces(response, from, 200_000);
      await until(() => asked.length === 3);
      await sendPieces(response, 200_000, content.length);
    } else {
      await sendPieces(response, from, content.length);
    }
    response.end();
  });
  await Promise.all([get(mirror), get(mirror)]);
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(asked).toEqual(['bytes=100000-', 'bytes=100000-', 'bytes=200000-']);
});
