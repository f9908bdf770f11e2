/** Who may bring the key: nobody of another account, which reads it on the browser's command line. */
import { expect, it } from 'vitest';
import { isOfThisAccount } from './peer.ts';
import { startServer } from './server.ts';
import { getFrom } from './testing/get.ts';

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

it('gives the cookie to nobody who may not have it, and to who may', async () => {
  let ours = false;
  const running = await startServer({
    studio: {
      request: () => Promise.reject(new Error('nothing is asked here')),
      paint: () => Promise.reject(new Error('nothing is painted here')),
      forget: () => undefined,
      listen: () => () => undefined,
      media: () => Promise.reject(new Error('nothing is played here')),
      givenStyle: () => Promise.reject(new Error('there are no styles here')),
      pageGone: () => undefined,
    },
    pageFolder: 'none',
    port: 0,
    mayEnter: ({ localPort }) => Promise.resolve(ours && localPort === running.port),
  });
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
