import { expect, it } from 'vitest';
import * as g from '../../src-main/graph/index.ts';
import { openPainter } from '../../src-main/paint/onnxPainter.ts';
import { listDevices, openDevice } from '../../src-main/runtime/devices.ts';
import { measureOnDevice } from './onDevice.ts';

const webgpu = (await listDevices()).find(({ id }) => id === 'webgpu')!;

/** A picture is weighed with its neighbours, in a network that says which it is, as ours do. */
function smallStyle(): Uint8Array {
  const picture = g.pad2d(g.input('x', [1, 3, g.free('h'), g.free('w')]), [1, 1, 1, 1], 'reflect');
  const weight = g.constant(
    Float32Array.from({ length: 81 }, (_, i) => Math.sin(i) / 6),
    [3, 3, 3, 3],
  );
  return g.toOnnx({ y: g.add(g.conv(picture, weight), 128) }, { metadata: { network: 'small' } });
}

// A software device compiles shaders for seconds.
it("frames that stay in the card's memory are painted as others are", { timeout: 240_000 }, async (ctx) => {
  if (!webgpu.available) ctx.skip(`${webgpu.name}: ${webgpu.reason ?? ''}`);
  const style = { id: 'small', bytes: smallStyle() };
  const rgba = Uint8Array.from({ length: 64 * 48 * 4 }, (_, i) => (i * 29 + (i >> 6)) % 256);
  const frame = { width: 64, height: 48, rgba };
  const device = await openDevice('webgpu');
  const { median, p95, painted } = await measureOnDevice(device, style, frame, { frames: 2, repeats: 1 });
  expect(median).toBeGreaterThan(0);
  expect(p95).toBeGreaterThanOrEqual(median);
  const painter = openPainter(device);
  const wanted = await painter.paint(style, { ...frame, strength: 1 });
  await painter.close();
  expect(Buffer.compare(painted, wanted.rgba)).toBe(0);
});
