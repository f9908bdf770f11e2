/** Who may bring a key: nobody of another account, which may read one on the browser's command line. */
import type { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { invitedBy } from './already.ts';
import { isOfThisAccount } from './peer.ts';
import { type RunningServer, startServer } from './server.ts';
import { getFrom, noLog } from './testing/get.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const row = (from: string, to: string, uid: number): string =>
  `   1: ${from} ${to} 01 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 4711 1 0`;
const client = '0100007F:C350';
const server = '0100007F:A307';
const socket = { remotePort: 0xc350, localPort: 0xa307 };

it.each<[string, boolean, string[], string[]]>([
  ['ours', true, [row(client, server, 1000), row(server, client, 1000)], []],
  ['root’s', true, [row(client, server, 0)], []],
  ['another’s', false, [row(server, client, 1000), row(client, server, 1001)], []],
  [
    'another’s, by a socket for both kinds of address',
    false,
    [],
    [row(`0000000000000000FFFF0000${client}`, `0000000000000000FFFF0000${server}`, 1001)],
  ],
  [
    'ours, beside others of another’s',
    true,
    [row(client, server, 1000), row(server, '0100007F:C351', 7)],
    [],
  ],
  ['nobody’s that is told of', true, [], []],
])('a connection is %s', async (_whose, ours, ...tables) => {
  const read = (table: string): Promise<string> =>
    Promise.resolve([head, ...tables[table.endsWith('6') ? 1 : 0]].join('\n'));
  expect(await isOfThisAccount(socket, 1000, read)).toBe(ours);
  expect(await isOfThisAccount(socket, 0, read), 'root gives its address to whom it likes').toBe(true);
});

it('is anybody’s where nothing tells', async () => {
  const read = (): Promise<string> => Promise.reject(new Error('ENOENT'));
  expect(await isOfThisAccount(socket, 1000, read)).toBe(true);
});

/** A server with nothing behind it. */
const start = (mayEnter: (socket: Pick<Socket, 'localPort'>) => boolean): Promise<RunningServer> =>
  startServer({
    studio: {
      request: () => Promise.reject(new Error('nothing is asked here')),
      paint: () => Promise.reject(new Error('nothing is painted here')),
      forget: () => undefined,
      listen: () => () => undefined,
      media: () => Promise.reject(new Error('nothing is played here')),
      givenStyle: () => Promise.reject(new Error('there are no styles here')),
      pageGone: () => undefined,
    },
    log: noLog,
    pageFolder: 'none',
    port: 0,
    mayEnter: (socket) => Promise.resolve(mayEnter(socket)),
  });

it('gives the cookie to nobody who may not have it, and to who may', async () => {
  let ours = false;
  const running = await start(({ localPort }) => ours && localPort === running.port);
  const { search } = new URL(running.url);
  try {
    const refused = await getFrom(running, `/${search}`);
    expect(refused.status).toBe(403);
    expect(refused.headers['set-cookie']).toBeUndefined();
    ours = true;
    expect((await getFrom(running, `/${search}`)).status).toBe(303);
  } finally {
    await running.close();
  }
});

it('lets a browser in by an invitation, once and soon, and gives one only for the key', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let ours = false;
  const running = await start(() => ours);
  const enter = async (address: string): Promise<number> =>
    (await getFrom(running, `/${new URL(address).search}`)).status;
  try {
    const invitation = running.invite();
    expect(invitation).not.toBe(running.url);
    expect(await enter(invitation), 'who may not have the cookie').toBe(403);
    ours = true;
    expect(await enter(`${invitation}&invite`), 'it is no key').toBe(303);
    expect(await enter(invitation)).toBe(403);
    const asked = await invitedBy(running.url);
    expect(await enter(asked!)).toBe(303);
    expect(await enter(asked!)).toBe(403);
    const late = running.invite();
    vi.advanceTimersByTime(120_000);
    expect(await enter(late)).toBe(403);
    expect(await enter(running.url)).toBe(303);
  } finally {
    vi.useRealTimers();
    await running.close();
  }
});
