/** Two browser shells on one data folder, as two processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundled } from '../process/testing/bundled.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { invitedBy } from './already.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-already-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  removeFolder(folder);
});

/** Starts a server and gives the line that it prints. */
async function startShell(): Promise<{ child: ChildProcess; line: string }> {
  const { file, execArgv } = await bundled(join(import.meta.dirname, 'main.ts'));
  const child = spawn(process.execPath, [...execArgv, file, '--no-open', '--port', '0'], {
    env: { ...process.env, PASTICHE_DATA: join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, line };
}

describe('a second browser shell', () => {
  it('names the address of the first and ends; when the first is gone, it takes its place', async () => {
    const first = await startShell();
    expect(first.line).toMatch(/^Pastiche is at http:\/\/127\.0\.0\.1:\d+\/\?token=/);
    const second = await startShell();
    expect(second.line).toBe(first.line);
    if (second.child.exitCode === null) await once(second.child, 'exit');
    expect(second.child.exitCode).toBe(0);

    const ended = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await ended;
    const third = await startShell();
    expect(third.line).toMatch(/^Pastiche is at /);
    expect(third.line).not.toBe(first.line);
  });
});

describe('an address that was left behind', () => {
  it('counts when its server invites us, and never when it is not on loopback', async () => {
    let [status, said] = [200, ''];
    const server = createServer((_request, response) => response.writeHead(status).end(said));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?token=x`;
    try {
      said = `${address}yz\n`;
      expect(await invitedBy(address)).toBe(`${address}yz`);
      said = 'http://example.com/?token=yz';
      expect(await invitedBy(address), 'to somewhere else').toBeUndefined();
      status = 303;
      expect(await invitedBy(address), 'an earlier version').toBe(address);
      status = 403;
      expect(await invitedBy(address), 'another server has the port now').toBeUndefined();
    } finally {
      server.close();
      await once(server, 'close');
    }
    for (const nobody of [address, 'http://example.com/', 'file:///etc/passwd', 'no address']) {
      expect(await invitedBy(nobody)).toBeUndefined();
    }
  });

  /** Says something now and then, for ever; resolves when some of it has been said. */
  const dribbles = (response: ServerResponse, status = 200): Promise<void> =>
    new Promise((resolve) => {
      response.writeHead(status).write('a');
      let said = 0;
      const more = setInterval(() => {
        response.write('a');
        if (++said === 5) resolve();
      }, 20);
      response.on('close', () => {
        clearInterval(more);
        resolve();
      });
    });
  const pours = (response: ServerResponse): void => {
    const more = (): void => {
      while (response.write('a'.repeat(10_000)) && !response.destroyed);
    };
    response.on('drain', more);
    more();
  };
  it.each<[string, (response: ServerResponse) => unknown]>([
    ['and refuses us', (response) => dribbles(response, 403)],
    ['and sends us on', (response) => dribbles(response, 303)],
    ['of which there is soon too much', pours],
    ['and too slowly', dribbles],
    ['nothing', () => undefined],
  ])('does not keep us where who has it now says without an end: %s', async (how, answer) => {
    // The server's own timers, and Node's of its sockets, go on.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = createServer();
    try {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?token=x`;
      const invited = invitedBy(address);
      const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
      const left = once(response, 'close');
      await answer(response);
      if (how.endsWith('slowly') || how === 'nothing') vi.advanceTimersByTime(2000);
      expect(await invited).toBe(how.endsWith('on') ? address : undefined);
      await left;
    } finally {
      vi.useRealTimers();
      server.closeAllConnections();
      server.close();
    }
  });
});
