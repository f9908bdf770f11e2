/** A style's file going out and coming in, over a real server. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { removeFolder } from '../process/testing/removeFolder.ts';
import type { Reply } from '../studio/contract.ts';
import { Refusal } from '../paint/refusal.ts';
import { noMedia } from '../studio/recordings/media.ts';
import { type RunningServer, startServer } from './server.ts';
import { getFrom, noLog } from './testing/get.ts';
import { encodeFrame } from './wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'pastiche-download-'));
const asked = vi.fn<(name: string, args: unknown) => Promise<Reply<unknown>>>();
let server: RunningServer;
let cookie: string;

beforeAll(async () => {
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  asked.mockImplementation((name) => Promise.resolve({ ok: true, value: name }));
  const studio = {
    request: asked,
    paint: () => Promise.reject(new Error('nothing is painted here')),
    forget: () => undefined,
    pageGone: () => undefined,
    listen: () => () => undefined,
    media: () => Promise.resolve(noMedia),
    givenStyle: (id: string) => {
      if (id === 'wave')
        return Promise.resolve({ name: 'Die "Große" 波.onnx', bytes: Buffer.from('a model') });
      const why = `"${id}.onnx" cannot be had, for a reason.`;
      return Promise.reject(id === 'broken' ? new Error(why) : new Refusal('unusable-style', why));
    },
  };
  server = await startServer({ studio, log: noLog, pageFolder: join(folder, 'page'), port: 0 });
  const { pathname, search } = new URL(server.url);
  cookie = String((await get(pathname + search)).headers['set-cookie']?.[0]).split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  removeFolder(folder);
});

const get = (path: string, headers?: Record<string, string>, method?: string) =>
  getFrom(server, path, headers, method);

it('is a download, under an address that names no path', async () => {
  const { status, headers, body } = await get('/styles/wave.onnx', { Cookie: cookie });
  expect([status, body]).toEqual([200, 'a model']);
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="Die _Gro_e_ _.onnx"; filename*=UTF-8''Die%20%22Gro%C3%9Fe%22%20%E6%B3%A2.onnx`,
    'content-length': '7',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(await get('/styles/wave.onnx', { Cookie: cookie }, 'HEAD')).toMatchObject({ status: 200, body: '' });
});

it('is for our page only', async () => {
  expect((await get('/styles/wave.onnx')).status).toBe(403);
  const foreign = { Cookie: cookie, Host: `evil.example:${server.port}` };
  expect((await get('/styles/wave.onnx', foreign)).status).toBe(403);
});

it.each([
  'nope.onnx',
  'gone.onnx',
  '..%2fsecret.txt',
  '../secret.txt',
  'wave',
  'a/wave.onnx',
  'constructor.onnx',
])('is not found as /styles/%s', async (path) => {
  const { status, body } = await get(`/styles/${path}`, { Cookie: cookie });
  expect(status).toBe(404);
  expect(body).not.toContain('secret');
});

it('is refused with the reason', async () => {
  const { status, body } = await get('/styles/gone.onnx', { Cookie: cookie });
  expect([status, body.trim()]).toEqual([404, '"gone.onnx" cannot be had, for a reason.']);
});

it('that breaks the server is not told as one that is not there', async () => {
  const { status, body } = await get('/styles/broken.onnx', { Cookie: cookie });
  expect([status, body]).toEqual([500, '']);
});

it('comes in by the socket, whose binary messages may be requests', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, {
    headers: { Origin: `http://127.0.0.1:${server.port}`, Cookie: cookie },
  });
  await new Promise((resolve) => socket.on('open', resolve));
  const answer = new Promise<unknown>((resolve) =>
    socket.on('message', (data) => resolve(JSON.parse((data as Buffer).toString('utf8')))),
  );
  const header = { type: 'request', id: 5, name: 'library.importChunk', args: { offset: 0 } };
  socket.send(Buffer.concat(encodeFrame(header, Buffer.from('a piece'))));
  expect(await answer).toEqual({ type: 'reply', id: 5, reply: { ok: true, value: 'library.importChunk' } });
  const [name, args] = asked.mock.lastCall as [string, { offset: number; bytes: Uint8Array }];
  expect([name, args.offset, Buffer.from(args.bytes).toString()]).toEqual([
    'library.importChunk',
    0,
    'a piece',
  ]);
  socket.close();
});
