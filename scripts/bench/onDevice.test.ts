import { expect, it } from 'vitest';
import { openPainter } from '../../src-main/paint/onnxPainter.ts';
import { smallStyle } from '../../src-main/paint/testing/smallStyle.ts';
import { listDevices, openDevice } from '../../src-main/runtime/devices.ts';
import { measureOnDevice } from './onDevice.ts';

const webgpu = (await listDevices()).find(({ id }) => id === 'webgpu')!;

// A software device compiles shaders for seconds.
it("frames that stay in the card's memory are painted as others are", { timeout: 240_000 }, async (ctx) => {
  if (!webgpu.available) ctx.skip(`${webgpu.name}: ${webgpu.reason ?? ''}`);
  const style = smallStyle('small', 0);
  const pixels = Uint8Array.from({ length: 64 * 48 * 4 }, (_, i) => (i * 29 + (i >> 6)) % 256);
  const frame = { width: 64, height: 48, pixels };
  const device = await openDevice('webgpu');
  const { median, p95, painted } = await measureOnDevice(device, style, frame, { frames: 2, repeats: 1 });
  expect(median).toBeGreaterThan(0);
  expect(p95).toBeGreaterThanOrEqual(median);
  const painter = openPainter(device);
  const wanted = await painter.paint(style, { ...frame, strength: 1 });
  await painter.close();
  expect(Buffer.compare(painted, wanted.pixels)).toBe(0);
});
