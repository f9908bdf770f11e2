/** The same training on every device: from one seed, the losses of the first steps are the same. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lossNetwork } from '../nets/index.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { listDevices, openDevice } from '../runtime/devices.ts';
import type { Device } from '../runtime/types.ts';
import { TrainingOptions, type LossRecord } from './options.ts';
import { openPhotos } from './photos.ts';
import { readPixels, toPlanes } from './pictures.ts';
import { randomStream } from './random.ts';
import { fillTrainingFolder } from './testing/trainingFolder.ts';
import { freshState, TrainingRun } from './trainer.ts';

const STEPS = 20;
/** On a processor that pretends to be a graphics card a step takes seconds: fewer have to do there. */
const SOFTWARE_STEPS = 4;
/** In small, for a software device compiles a shader for each shape; the rate rises as in a real training. */
const options = TrainingOptions.parse({
  ...{ network: 'lite 4x1', steps: 2000, size: 48, paintingSize: 64, styleScales: [0] },
  ...{ styleLayers: ['relu1_1', 'relu2_1'], contentLayers: ['relu2_1'] },
});
const DEVICES = ['tensorflow-cpu', 'webgpu', 'cuda', 'tensorflow-gpu'];
const statuses = await listDevices({ testing: true });
let folder: string;
let reference: LossRecord[];

/**
 * A loss network of the right depth with a few random channels. As many as a multiple of four, as VGG-19 has: from
 * six, ONNX Runtime 1.30 convolves wrongly on WebGPU.
 */
function smallLossNetwork(): ReturnType<typeof lossNetwork> {
  const widths = [3, 4, 4, 8, 8, 8, 8, 8, 8];
  const random = randomStream(11);
  let layer = 0;
  return lossNetwork((name) => {
    if (name.endsWith('/bias')) return { shape: [widths[layer]!], data: new Float32Array(widths[layer]!) };
    const [from, to] = [widths[layer]!, widths[++layer]!];
    const scale = Math.sqrt(24 / (9 * from));
    const data = Float32Array.from({ length: 9 * from * to }, () => (random() - 0.5) * scale);
    return { shape: [3, 3, from, to], data };
  });
}

async function trainOn(device: Device, steps = STEPS): Promise<LossRecord[]> {
  const photos = await openPhotos({ folder: join(folder, 'photos'), ...options });
  const painting = toPlanes(await readPixels(join(folder, 'painting.png'), options.paintingSize));
  const paintingFile = await readFile(join(folder, 'painting.png'));
  const parts = { device, lossNetwork: smallLossNetwork(), painting, paintingFile, photos };
  const run = await TrainingRun.open(freshState(options), parts);
  const losses: LossRecord[] = [];
  for (let step = 0; step < steps; step++) losses.push(await run.advance());
  await run.close();
  return losses;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-agreement-'));
  await fillTrainingFolder(folder);
  reference = await trainOn(await openDevice('cpu'));
});
afterAll(() => removeFolder(folder));

// A software device for WebGPU compiles each network's shaders for seconds.
describe('the losses of the first steps', { timeout: 300_000 }, () => {
  it.for(DEVICES)('on %s are the processor’s', async (id, ctx) => {
    const status = statuses.find((other) => other.id === id);
    if (!status?.available) return ctx.skip(`${status?.name ?? id}: ${status?.reason ?? ''}`);
    const pretended = id === 'webgpu' && process.env['VK_DRIVER_FILES'] !== undefined;
    const given = await trainOn(await openDevice(id), pretended ? SOFTWARE_STEPS : STEPS);
    for (const [i, { step, ...losses }] of given.entries()) {
      for (const name of ['total', 'content', 'style', 'tv'] as const) {
        const [wanted, error] = [reference[i]![name], Math.abs(losses[name] - reference[i]![name])];
        expect(error / Math.abs(wanted), `${name} at step ${step}: ${losses[name]}, not ${wanted}`).toBeLessThan(0.01); // prettier-ignore
      }
    }
    // Something was learned, or agreeing would mean nothing.
    const mean = (from: number): number =>
      reference.slice(from, from + 5).reduce((sum, { total }) => sum + total, 0);
    expect(mean(STEPS - 5)).toBeLessThan(0.95 * mean(0));
  });
});
