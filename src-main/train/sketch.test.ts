/** The slow method: its gradient to the picture's pixels, and what a still goes through. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_LOSS, lossNetwork, type LossNetwork } from '../nets/index.ts';
import { removeFolder } from '../process/testing/removeFolder.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import type { Device } from '../runtime/types.ts';
import { randomStream } from './random.ts';
import { openMeasure, Sketch } from './sketch.ts';
import { paintStill, stagesOf, type StillProgress } from './still.ts';
import type { Planes } from './step.ts';
import { oddDevice } from './testing/oddDevice.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pastiche-sketch-'));
});
afterAll(() => removeFolder(folder));

/** A loss network of the right depth with a few random channels. */
const network: LossNetwork = (() => {
  const widths = [3, 6, 6, 8, 8, 10, 10, 10, 10];
  const random = randomStream(5);
  let layer = 0;
  return lossNetwork((name) => {
    if (name.endsWith('/bias')) return { shape: [widths[layer]!], data: new Float32Array(widths[layer]!) };
    const from = widths[layer]!;
    const to = widths[++layer]!;
    const data = Float32Array.from({ length: 9 * from * to }, () => (random() - 0.5) * Math.sqrt(24 / (9 * from))); // prettier-ignore
    return { shape: [3, 3, from, to], data };
  });
})();

function noise(seed: number, width: number, height: number, tint: readonly number[]): Planes {
  const random = randomStream(seed);
  const area = width * height;
  const data = Float32Array.from({ length: 3 * area }, (_, i) => {
    const [colour, x] = [Math.floor(i / area), i % width];
    return tint[colour]! * (0.6 + 0.3 * Math.sin(x / 4)) + 40 * random();
  });
  return { width, height, data };
}

const content = noise(1, 66, 52, [200, 150, 120]);
const painting = noise(2, 64, 64, [40, 90, 210]);
const parts = { device, lossNetwork: network, content, painting, loss: { ...DEFAULT_LOSS, tvWeight: 0.02 } };

describe('the gradient of the losses to a picture', () => {
  it('is what finite differences say, also where no size is even', async () => {
    const odd = noise(3, 67, 53, [180, 140, 90]);
    const measure = await openMeasure({ ...parts, content: odd });
    const start = noise(4, 67, 53, [120, 120, 140]).data;
    const { losses, gradient } = await measure.at(start);
    expect(losses.total).toBeGreaterThan(0.1);
    const random = randomStream(9);
    // Along the gradient, and along directions of chance that lean towards it.
    for (const lean of [1, 0.3, 0.1]) {
      const along = gradient.map((value) => lean * value);
      const size = Math.hypot(...gradient) / Math.sqrt(gradient.length);
      for (let i = 0; i < along.length; i++) along[i] = along[i]! + (1 - lean) * size * (random() - 0.5);
      const norm = Math.hypot(...along);
      const slope = gradient.reduce((sum, value, i) => sum + (value * along[i]!) / norm, 0);
      const errors: number[] = [];
      // A large step meets kinks of ReLU, a small one the loss's rounding: the best of some counts.
      for (const step of [60, 25, 10]) {
        const at = async (sign: number): Promise<number> =>
          (await measure.at(start.map((value, i) => value + (sign * step * along[i]!) / norm))).losses.total;
        errors.push(Math.abs(((await at(1)) - (await at(-1))) / (2 * step) - slope) / Math.abs(slope));
      }
      expect(Math.min(...errors), `lean ${lean}: off by ${errors.join(', ')}`).toBeLessThan(0.02);
    }
    await measure.release();
  });
});

describe('a sketch', () => {
  it('makes every loss but the content’s fall, and stays a picture', async () => {
    const sketch = await Sketch.open(parts);
    const first = await sketch.advance();
    let last = first;
    for (let i = 0; i < 24; i++) last = (await sketch.advance()) ?? last;
    expect(last!.style).toBeLessThan(0.4 * first!.style);
    expect(last!.total).toBeLessThan(0.5 * first!.total);
    expect(sketch.iteration).toBe(25);
    const { data } = sketch.picture;
    expect([...data].every((value) => value >= 0 && value <= 255)).toBe(true);
    // The photo is still under it.
    expect(last!.content).toBeLessThan(2);
    await sketch.close();
  });
});

describe('a still', () => {
  const file = async (name: string, { width, height, data }: Planes): Promise<string> => {
    const rgb = Uint8Array.from({ length: data.length }, (_, i) => data[(i % 3) * width * height + Math.floor(i / 3)]!); // prettier-ignore
    await sharp(rgb, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(join(folder, name));
    return join(folder, name);
  };
  const paint = async (change: object, from?: Parameters<typeof paintStill>[2]): Promise<StillProgress[]> => {
    const files = { photo: await file('photo.png', noise(6, 400, 104, [200, 150, 120])), painting: await file('painting.png', painting) }; // prettier-ignore
    const settings = { edge: 192, iterations: 4, styleWeight: 12, brush: 200, colours: 'painting' as const };
    const given = { device, lossNetwork: network, ...files, ...settings, ...change };
    const all: StillProgress[] = [];
    for await (const progress of paintStill(given, given, from)) all.push(progress);
    return all;
  };

  it('is laid out small and enlarged, each size with half of the iterations', () => {
    expect(stagesOf({ edge: 320, iterations: 60 })).toEqual([{ edge: 320, iterations: 60 }]);
    expect(stagesOf({ edge: 320, coarsest: 160, iterations: 24 })).toEqual([
      { edge: 160, iterations: 24 },
      { edge: 320, iterations: 12 },
    ]);
    expect(stagesOf({ edge: 1024, iterations: 81 })).toEqual([
      { edge: 256, iterations: 81 },
      { edge: 512, iterations: 41 },
      { edge: 1024, iterations: 20 },
    ]);
    expect(stagesOf({ edge: 1024, iterations: 1 }).every(({ iterations }) => iterations === 1)).toBe(true);
  });

  it('tells each iteration with the picture, its losses and the time left', async () => {
    const all = await paint({});
    expect(all.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4]);
    expect(all.every(({ iterations }) => iterations === 4)).toBe(true);
    expect(all.at(-1)).toMatchObject({ picture: { width: 192, height: 50 }, secondsLeft: 0 });
    expect(all[0]!.secondsLeft).toBeGreaterThan(0);
  });

  it('tells no other time because the machine slept meanwhile', async () => {
    const now = performance.now.bind(performance);
    let [slept, runs] = [0, 0];
    vi.spyOn(performance, 'now').mockImplementation(() => now() + slept);
    const sleepy = oddDevice('cpu', 0, (results) => {
      if (++runs === 12) slept = 8 * 3600_000;
      return Promise.resolve(results);
    });
    const all = await paint({ device: sleepy, iterations: 20 });
    expect(runs).toBeGreaterThan(20);
    expect(Math.max(...all.map(({ secondsLeft }) => secondsLeft))).toBeLessThan(600);
  });

  it('tells no other time because it took long to begin', async () => {
    const now = performance.now.bind(performance);
    let loading = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now() + loading);
    const slow: Device = {
      ...device,
      load: (...given) => {
        loading += 600_000;
        return device.load(...given);
      },
    };
    const [first] = await paint({ device: slow, iterations: 20 });
    expect(first!.secondsLeft).toBeLessThan(600);
  });

  it('goes through its sizes, and from where it was left', async () => {
    const all = await paint({ edge: 400, iterations: 2 });
    expect(all.map(({ picture: { width } }) => width)).toEqual([200, 200, 400]);
    const rest = await paint({ edge: 400, iterations: 2 }, all[1]);
    expect(rest.map(({ iteration }) => iteration)).toEqual([3]);
  });

  it('of a photo that is smaller than what is asked for goes through no size twice', async () => {
    const all = await paint({ edge: 1024, iterations: 2 });
    expect(all.map(({ picture: { width } }) => width)).toEqual([200, 200, 400]);
  });

  it('in the photo’s own colours keeps them', async () => {
    const blueness = ({ picture: { data } }: StillProgress): number => {
      const third = data.length / 3;
      const mean = (from: number): number => data.subarray(from, from + third).reduce((a, b) => a + b) / third; // prettier-ignore
      return mean(2 * third) - mean(0);
    };
    const own = await paint({ iterations: 12, colours: 'own' });
    const painted = await paint({ iterations: 12 });
    expect(blueness(own.at(-1)!)).toBeLessThan(blueness(painted.at(-1)!) - 10);
  });

  it('leaves out the sizes at which a long and narrow photo or painting has no room', async () => {
    const narrow = await file('strip.png', noise(7, 400, 80, [200, 200, 200]));
    // 48 pixels high at 240; at 120 there would be 24.
    const photo = await paint({ photo: narrow, edge: 240, coarsest: 100, iterations: 2 });
    expect(photo.map(({ picture: { width } }) => width)).toEqual([240, 240]);
    expect(photo.every(({ iterations }) => iterations === 2)).toBe(true);
    const strip = await file('scroll.png', noise(8, 256, 96, [40, 90, 210]));
    // At 400 the painting is 125x47 pixels, at 200 it would be 64x24.
    const painted = await paint({ painting: strip, edge: 400, iterations: 1 });
    expect(painted.map(({ picture: { width } }) => width)).toEqual([400]);
  });

  it('of a photo or a painting without room is refused, and says which', async () => {
    const narrow = await file('narrow.png', noise(7, 96, 20, [200, 200, 200]));
    await expect(paint({ photo: narrow })).rejects.toMatchObject({
      message: expect.stringMatching(/^The photo is 96x20 pixels.*choose one that is larger/) as string,
      file: narrow,
    });
    await expect(paint({ painting: narrow })).rejects.toMatchObject({
      message: expect.stringMatching(/^The painting is 64x13 pixels.*larger brush/) as string,
      file: narrow,
    });
  });
});
