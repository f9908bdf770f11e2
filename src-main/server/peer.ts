/**
 * Whose a connection on this machine is. The address that a browser is started with stands on its command line, where
 * other accounts may read the invitation in it. Linux also tells whose each connection is.
 */
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import process from 'node:process';

/** The kernel's connections; a socket for both kinds of address stands in the second. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;

/**
 * Whether the other end of a connection is this account's, or root's, who may anything; also where nothing tells. Root's
 * own server is for whom it is given to.
 */
export async function isOfThisAccount(
  { remotePort = 0, localPort = 0 }: Pick<Socket, 'remotePort' | 'localPort'>,
  me = process.getuid?.() ?? 0,
  read: (table: string) => Promise<string> = (table) => readFile(table, 'utf8'),
): Promise<boolean> {
  if (me === 0) return true;
  const tables = await Promise.all(TABLES.map((table) => read(table).catch(() => '')));
  const owners = tables.flatMap((table) => ownersIn(table, remotePort, localPort));
  return owners.every((owner) => owner === me || owner === 0);
}

/** The accounts that have a connection from one port to another, in a table of the kernel's. */
function ownersIn(table: string, from: number, to: number): number[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', remote = '', , , , , owner] = line.trim().split(/\s+/);
    return portOf(local) === from && portOf(remote) === to ? [Number(owner)] : [];
  });
}

/** Of `0100007F:A307`. */
function portOf(address: string): number {
  return Number.parseInt(address.split(':')[1] ?? '', 16);
}
