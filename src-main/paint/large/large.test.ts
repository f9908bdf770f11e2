/** Pictures in tiles: every pixel once, and no seam, with a style as it is shipped. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeModel, encodeModel } from '../../graph/index.ts';
import { modelsFolder } from '../../studio/entries.ts';
import { onnxRuntimeDevice } from '../../runtime/onnxruntime.ts';
import { colourMatrix } from '../colours.ts';
import { readEnds } from '../ends.ts';
import { openPainter } from '../onnxPainter.ts';
import type { FrameSize } from '../painter.ts';
import { foreignModel, node } from '../testing/foreignModel.ts';
import { WRAPPED, wrapStyle } from '../wrap.ts';
import { forTiles, isLocal, measure, measuring, placeAxes, pooled, tileFeeds } from './parts.ts';
import { sampled } from './paint.ts';
import { crop, planSamplings, planTiles } from './tiles.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const style = { id: 'starry-night', bytes: readFileSync(`${modelsFolder()}/starry-night.onnx`) };

/** Something with soft and hard places, and a tone that changes from one end to the other. */
function picture({ width, height }: FrameSize): Uint8Array {
  return Uint8Array.from({ length: width * height * 4 }, (_, at) => {
    const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)];
    const wave = 60 * Math.sin(x / 9 + y / 17) + 40 * Math.cos(x / 41 - y / 5);
    return at % 4 === 3 ? 255 : 30 + (160 * x) / width + ((at % 4) - 1) * 20 + wave * (y % 50 > 25 ? 1 : 0.2);
  });
}

function worst(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}

describe('the plan', () => {
  it.each([
    [6000, 4000],
    [4000, 6000],
    [1664, 1700],
    [833, 20_000],
    [12_000, 300],
    [640, 480],
  ])('of %d x %d keeps every pixel once, far enough from what is cut off', (width, height) => {
    const tiles = planTiles({ width, height });
    expect(tiles.reduce((sum, { core }) => sum + core.width * core.height, 0)).toBe(width * height);
    for (const { window, core } of tiles) {
      expect([window.x % 32, window.y % 32]).toEqual([0, 0]);
      const before = (own: number, cut: number): boolean => cut === 0 || own - cut >= 128;
      expect(before(core.x, window.x) && before(core.y, window.y)).toBe(true);
      const after = (end: number, cut: number, all: number): boolean => cut === all || cut - end >= 128;
      expect(after(core.x + core.width, window.x + window.width, width)).toBe(true);
      expect(after(core.y + core.height, window.y + window.height, height)).toBe(true);
      expect(window.width * window.height).toBeLessThanOrEqual(1_400_000);
    }
    expect(new Set(tiles.map(({ window }) => `${window.width}x${window.height}`)).size).toBeLessThan(5);
  });

  it('takes samples from within the picture, as many as it is large', () => {
    for (const [width, height, count] of [[2000, 1500, 1], [6000, 4000, 4], [9000, 100, 1]] as const) {
      const samplings = planSamplings({ width, height });
      expect(samplings).toHaveLength(count);
      for (const { from } of samplings.flatMap(({ samples }) => samples)) {
        expect(Math.min(from.x, from.y)).toBeGreaterThanOrEqual(0);
        expect(from.x + from.width).toBeLessThanOrEqual(width);
        expect(from.y + from.height).toBeLessThanOrEqual(height);
      }
    }
  }); // prettier-ignore
});

it('puts means and variances together', () => {
  const halves = [
    { mean: Float32Array.of(1), variance: Float32Array.of(0) },
    { mean: Float32Array.of(3), variance: Float32Array.of(2) },
  ];
  const { mean, variance } = pooled(halves);
  expect([...mean, ...variance]).toEqual([2, 2]);
});

describe('a shipped style', () => {
  const size = { width: 1248, height: 144 };
  const pixels = picture(size);
  let tiled: Uint8Array;
  beforeAll(async () => {
    const painter = openPainter(device, undefined, 100_000);
    const parts: number[] = [];
    const progress = (part: number): number => parts.push(part);
    ({ pixels: tiled } = await painter.paint(style, { ...size, pixels, strength: 1, progress }));
    // The engine gives it time, then, whenever it paints so.
    expect(painter.isPrepared(style.id, size)).toBe(false);
    await painter.close();
    expect(parts).toEqual([0.5, 1]);
  }, 60_000);

  it('paints in tiles what it would paint at once with the same statistics', async () => {
    const model = decodeModel(style.bytes);
    const ends = readEnds(model);
    const wrapped = (of: FrameSize): Uint8Array => wrapStyle(model, ends, { width: 0, height: 0 }, of);
    const feeds = (of: FrameSize, data: Uint8Array) => ({
      [WRAPPED.frame]: { dtype: 'uint8', dims: [of.height, of.width, 4], data },
      [WRAPPED.colours]: { dtype: 'float32', dims: [3, 3], data: colourMatrix(1, false) },
    }) as const; // prettier-ignore
    const [sampling] = planSamplings(size) as [ReturnType<typeof planSamplings>[0]];
    const measuringSession = await device.load(measuring(wrapped(sampling)));
    const samples = sampled({ ...size, pixels, strength: 1 }, sampling);
    const measured = await measure(
      measuringSession,
      [feeds(sampling, samples)],
      sampling.width,
      placeAxes(model),
    );
    expect(measured.places).toEqual([
      { axis: 'x', stride: 4 },
      { axis: 'y', stride: 4 },
      { axis: 'x', stride: 2 },
      { axis: 'y', stride: 2 },
    ]);
    const session = await device.load(forTiles(wrapped(size)));
    const whole = await session.run({ ...feeds(size, pixels), ...tileFeeds(measured, { x: 0, y: 0 }) });
    expect(worst(tiled, whole[WRAPPED.painted]!.data as Uint8Array)).toBeLessThanOrEqual(2);
  });

  it('would show a seam if each tile were painted for itself', async () => {
    const painter = openPainter(device);
    const apart = await Promise.all(
      planTiles(size).map(async ({ window, core }) => {
        const { width, height } = window;
        const painted = await painter.paint(style, { width, height, pixels: crop({ pixels, ...size }, window), strength: 1 }); // prettier-ignore
        const kept = crop({ pixels: painted.pixels, width }, { ...core, x: core.x - window.x, y: core.y - window.y }); // prettier-ignore
        return worst(kept, crop({ pixels: tiled, ...size }, core));
      }),
    );
    await painter.close();
    expect(Math.max(...apart)).toBeGreaterThan(20);
  });
});

it('paints smaller, and enlarges, what must see the whole picture', async () => {
  const bytes = encodeModel(foreignModel({ input: [1, 3, 48, 64] }));
  expect(isLocal(decodeModel(style.bytes))).toBe(true);
  const painter = openPainter(device, undefined, 4000);
  const size = { width: 128, height: 96 };
  const pixels = picture(size);
  const frame = { ...size, pixels, strength: 1 };
  const painted = await painter.paint({ id: 'fixed', bytes }, frame);
  expect(painted.pixels).toHaveLength(pixels.length);
  expect(worst(painted.pixels, pixels)).toBeGreaterThan(5);
  const unpainted = await painter.paint({ id: 'fixed', bytes }, { ...frame, strength: 0 });
  expect(worst(unpainted.pixels, pixels)).toBe(0);
  await painter.close();
});

it('paints a network in tiles though its paddings are computed, as PyTorch writes them', async () => {
  const plain = foreignModel({ opset: 17, irVersion: 8, input: [1, 3, 'h', 'w'] });
  const { graph } = plain;
  const [pads] = graph.initializer.filter(({ name }) => name === 'padded1.pads');
  const table = { ...pads!, name: 'table', dims: [2, 4] };
  const flat = { name: 'flat', dims: [1], dataType: 7, int64Data: [-1] };
  const computed = {
    ...plain,
    graph: {
      ...graph,
      node: [node('Reshape', ['table', 'flat'], 'padded1.pads'), ...graph.node],
      initializer: [...graph.initializer.filter((each) => each !== pads), table, flat],
    },
  };
  expect(isLocal(computed)).toBe(true);
  const reshaped = node('Reshape', [graph.input[0]!.name, 'flat'], 'row');
  expect(isLocal({ ...plain, graph: { ...graph, node: [reshaped, ...graph.node] } })).toBe(false);

  const painter = openPainter(device, undefined, 60_000);
  const size = { width: 1248, height: 96 };
  const frame = { ...size, pixels: picture(size), strength: 1 };
  const [one, other] = [
    await painter.paint({ id: 'plain', bytes: encodeModel(plain) }, frame),
    await painter.paint({ id: 'computed', bytes: encodeModel(computed) }, frame),
  ];
  await painter.close();
  expect(worst(one.pixels, other.pixels)).toBe(0);
});
