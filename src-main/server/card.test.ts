/** What a page sends is painted by a card: over the server, the lane and a paint process, as it happens live. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { forkPaint } from '../paint/child.ts';
import type { PortFrame } from '../paint/protocol.ts';
import { smallStyle } from '../paint/testing/smallStyle.ts';
import { look, styles, supervise } from '../paint/testing/supervised.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { listDevices } from '../runtime/devices.ts';
import { bundled } from '../process/testing/bundled.ts';
import { processEntry } from '../studio/entries.ts';
import { Connection } from './connection.ts';
import { decodeFrame, encodeFrame, totalOf } from './wire.ts';

const webgpu = (await listDevices()).find(({ id }) => id === 'webgpu')!;
const [WIDTH, HEIGHT] = [24, 16];

// A software device compiles the network's shaders for seconds.
it('a page’s frames are painted on WebGPU', { timeout: 240_000 }, async (ctx) => {
  if (!webgpu.available) ctx.skip(`${webgpu.name}: ${webgpu.reason ?? ''}`);
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-card-'));
  ctx.onTestFinished(() => removeFolder(folder));
  const file = join(folder, 'wave.onnx');
  await writeFile(file, smallStyle('wave', 1).bytes);
  const means = { devices: ['webgpu', 'cpu'], hangMs: 200_000 };
  const { supervisor, notices, until } = supervise(
    forkPaint(await bundled(processEntry('paint').file)),
    means,
  );
  supervisor.setStyles(styles.map((style) => ({ ...style, file })));
  await until('ready', 120_000);

  const answers: { header: unknown; bytes: number }[] = [];
  const studio = {
    request: () => Promise.reject(new Error('nothing is asked')),
    paint: (client: string, frame: PortFrame) => supervisor.paint(client, frame),
    forget: () => undefined,
  };
  const page = new Connection('page 1', studio, {
    bufferedBytes: 0,
    sendText: () => undefined,
    sendBinary: (parts) => {
      const { header, rest } = decodeFrame(parts);
      answers.push({ header, bytes: totalOf(rest) });
    },
  });
  // Headers of four lengths in a row: pixels begin at every distance from a word.
  const headers = ['wave', 'scream'].flatMap((styleId) =>
    ['live', 'still'].map((kind) => ({ ...look, styleId, kind, width: WIDTH, height: HEIGHT })),
  );
  for (const [id, header] of headers.entries()) {
    const pixels = new Uint8Array(WIDTH * HEIGHT * 4).fill(90);
    await page.binary([Buffer.concat(encodeFrame({ id, ...header }, pixels))]);
  }
  expect(answers).toMatchObject(
    headers.map((_, id) => ({ header: { id, ok: true }, bytes: WIDTH * HEIGHT * 4 })),
  );
  expect([supervisor.state.device, notices]).toEqual(['webgpu', []]);
});
