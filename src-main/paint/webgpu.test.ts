/** WebGPU paints what the processor paints, and where it fails the processor goes on with a notice. */
import { expect, it, type TestContext } from 'vitest';
import { listDevices, openDevice } from '../runtime/devices.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { RuntimeError } from '../runtime/types.ts';
import { FallbackPainter } from './fallback.ts';
import { openPainter } from './onnxPainter.ts';
import type { Frame } from './painter.ts';
import { foreignBytes } from './testing/foreignModel.ts';
import { smallStyle as style } from './testing/smallStyle.ts';

const webgpu = (await listDevices()).find(({ id }) => id === 'webgpu')!;
const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');

function skipWithout(ctx: TestContext): void {
  if (!webgpu.available) ctx.skip(`${webgpu.name}: ${webgpu.reason ?? ''}`);
}

const frame: Frame = {
  width: 20,
  height: 18,
  pixels: Uint8Array.from({ length: 20 * 18 * 4 }, (_, i) => (i * 37 + (i >> 5)) % 256),
  strength: 0.8,
};

/** As a camera gives it; painted in its own size, and smaller. */
const video: Frame = {
  ...{ width: 32, height: 24, strength: 1 },
  video: { planes: 'i420', matrix: 'bt709', full: false, width: 32, height: 24 },
  pixels: Uint8Array.from({ length: 32 * 24 * 1.5 }, (_, i) => 60 + ((i * 37 + (i >> 5)) % 120)),
};

// A software device compiles each network's shaders for seconds.
it(
  'paints the same picture: alone, with original colours, mixed, from elsewhere, and of video',
  { timeout: 240_000 },
  async (ctx) => {
    skipWithout(ctx);
    const painters = [openPainter(await openDevice('webgpu')), openPainter(cpu)];
    const foreign = { id: 'foreign', bytes: foreignBytes({ input: [1, 3, 24, 32], listWeights: true }) };
    const [one, other] = [style('one', 1), style('other', 2)];
    const frames: [typeof one, Frame][] = [
      [one, frame],
      [one, { ...frame, keepColours: true }],
      [one, { ...frame, blend: { style: other, amount: 0.4 } }],
      [foreign, frame],
      [one, video],
      [one, { ...video, ...frame, video: { ...video.video!, planes: 'nv12' }, pixels: video.pixels }],
    ];
    for (const [model, given] of frames) {
      const [shown, wanted] = [
        await painters[0]!.paint(model, given),
        await painters[1]!.paint(model, given),
      ];
      const worst = Math.max(...shown.pixels.map((value, i) => Math.abs(value - wanted.pixels[i]!)));
      expect(worst, model.id).toBeLessThanOrEqual(1);
      expect(new Set(wanted.pixels).size).toBeGreaterThan(30);
    }
    for (const painter of painters) await painter.close();
  },
);

it('leaves painting to the processor, with a notice, where the device really fails', async () => {
  // A real provider that this machine's ONNX Runtime cannot bring up.
  const broken = onnxRuntimeDevice('cuda', 'NVIDIA graphics card', 'cuda');
  await expect(broken.load(style('one', 1).bytes)).rejects.toThrow(RuntimeError);
  const told: string[] = [];
  const painter = new FallbackPainter(openPainter(broken), ['cpu'], {
    open: () => Promise.resolve(openPainter(cpu)),
    fellBack: (_from, _to, why) => told.push(why),
  });
  const alone = openPainter(cpu);
  const shown = await painter.paint(style('one', 1), frame);
  expect(shown.pixels).toEqual((await alone.paint(style('one', 1), frame)).pixels);
  expect(painter.device.id).toBe('cpu');
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('cuda');
  await painter.close();
  await alone.close();
});
