/** What the log is told of a server's troubles. */
import { Server } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RunningServer, startServer } from './server.ts';
import { getFrom } from './testing/get.ts';

let written: string[];
let server: RunningServer;
let listening: Server;
let cookie: string;
let failure: Error;

beforeEach(async () => {
  written = [];
  failure = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
  const listen = vi.spyOn(Server.prototype, 'listen');
  server = await startServer({
    studio: {
      request: () => Promise.reject(failure),
      paint: () => Promise.reject(failure),
      forget: () => undefined,
      listen: () => () => undefined,
      media: () => Promise.reject(failure),
      givenStyle: () => Promise.reject(failure),
      pageGone: () => undefined,
    },
    log: { write: (level, source, message) => written.push(`${level} ${source}: ${message}`) },
    pageFolder: 'none',
    port: 0,
  });
  listening = listen.mock.contexts[0] as Server;
  const { pathname, search } = new URL(server.url);
  const entered = await getFrom(server, pathname + search);
  cookie = String(entered.headers['set-cookie']?.[0]).split(';')[0] ?? '';
});
afterEach(() => server.close());

it('is a line for what could not be answered, without what only the browser should know', async () => {
  const answer = await getFrom(server, '/recordings/abc?v=1&token=secret', { cookie });
  expect([answer.status, answer.body]).toEqual([500, '']);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(
    /^error main: GET \/recordings\/abc could not be answered: Error: EIO: i\/o error/,
  );
  expect(written[0]).not.toMatch(/secret|v=1/);
  expect(written[0]).not.toContain(cookie.split('=')[1]);
});

it('is nothing of who went away before the end', async () => {
  failure = Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  await getFrom(server, '/recordings/abc', { cookie });
  expect(written).toEqual([]);
});

it('is a line now and then for connections that cannot be taken, and the next ones are', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1000);
  const full = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
  for (let times = 0; times < 100; times++) listening.emit('error', full);
  expect(written).toEqual(['error main: A connection could not be taken: accept EMFILE']);
  clock.mockReturnValue(62_000);
  listening.emit('error', full);
  expect(written).toHaveLength(2);
  clock.mockRestore();
  expect(await getFrom(server, '/', { cookie })).toMatchObject({ status: 404 });
});
