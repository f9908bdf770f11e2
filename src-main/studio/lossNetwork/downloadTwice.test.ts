/** Two that fetch one file: the one whose turn it is, and one that had stood still and has not noticed yet. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { download } from './download.ts';

it('write the same to the same place, and nothing is fetched again', async () => {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) vi.stubEnv(name, '');
  const content = randomBytes(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'pastiche-download-'));
  const file = join(folder, 'part');
  writeFileSync(file, content.subarray(0, 100_000));
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.range);
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(206, { 'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}` });
    // In pieces, so that they take turns.
    const send = (at: number): void => {
      if (at >= content.length) return void response.end();
      response.write(content.subarray(at, at + 20_000));
      setTimeout(send, 5, at + 20_000);
    };
    send(from);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
  const checksum = { algorithm: 'md5', hex: createHash('md5').update(content).digest('hex') } as const;
  const get = (): Promise<void> =>
    download(
      { mirrors: [mirror], checksum, bytes: content.length },
      { file, signal: new AbortController().signal, onProgress: () => undefined },
    );
  try {
    await Promise.all([get(), get()]);
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(asked).toEqual(['bytes=100000-', 'bytes=100000-']);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  }
});
