/** Original colours, strength and two styles at once, against JPEG's own way of saying colours. */
import { afterAll, describe, expect, it } from 'vitest';
import { add, constant, conv, decodeModel, free, input, mul, relu, sub, toOnnx, type Tensor } from '../graph/index.ts'; // prettier-ignore
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import type { Device } from '../runtime/types.ts';
import { mixWeights } from './mixedWeights.ts';
import { openPainter } from './onnxPainter.ts';
import type { Frame, StyleModel } from './painter.ts';

/** The processor, counting what is loaded on it. */
const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
let loads = 0;
const device: Device = { ...cpu, load: (model) => (loads++, cpu.load(model)) };
const painter = openPainter(device);
afterAll(() => painter.close());

const picture = (): Tensor => input('picture', [1, 3, free('h'), free('w')]);
const style = (id: string, output: Tensor): StyleModel => ({ id, bytes: toOnnx({ out: output }, { metadata: { 'pastiche.multiple': '4' } }) }); // prettier-ignore

/** Two styles that change colours a lot and stay within 0 to 255, and one that does not. */
const negative = style('negative', sub(255, picture()));
const sepia = style('sepia', add(mul(picture(), 0.5), constant(Float32Array.of(110, 60, 10), [1, 3, 1, 1])));
const glaring = style('glaring', mul(picture(), 3));
type Paint = (rgb: number[]) => number[];
const paintNegative: Paint = (rgb) => rgb.map((value) => 255 - value);
const paintSepia: Paint = (rgb) => rgb.map((value, c) => value / 2 + [110, 60, 10][c]!);
const paintGlaring: Paint = (rgb) => rgb.map((value) => value * 3);

const [width, height] = [28, 20];
const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 53 + (i >> 6) * 29) % 256);
const frame = (more: Partial<Frame>): Frame => ({ width, height, pixels, strength: 1, ...more });

// JFIF 1.02, section 7.
const toYcc = ([r, g, b]: number[]): number[] => [
  0.299 * r! + 0.587 * g! + 0.114 * b!,
  -0.168736 * r! - 0.331264 * g! + 0.5 * b!,
  0.5 * r! - 0.418688 * g! - 0.081312 * b!,
];
const toRgb = ([y, cb, cr]: number[]): number[] => [
  y! + 1.402 * cr!,
  y! - 0.344136 * cb! - 0.714136 * cr!,
  y! + 1.772 * cb!,
];

/** The whole picture, pixel by pixel. */
function expected(paint: Paint, strength: number, keepColours: boolean): number[] {
  const out: number[] = [];
  for (let i = 0; i < pixels.length; i += 4) {
    const camera = [...pixels.subarray(i, i + 3)];
    let painted = paint(camera);
    if (keepColours) painted = toRgb([toYcc(painted)[0]!, ...toYcc(camera).slice(1)]);
    const shown = camera.map((value, c) => value + strength * (painted[c]! - value));
    out.push(...shown.map((value) => Math.min(255, Math.max(0, value))), 255);
  }
  return out;
}

const farthest = (given: Uint8Array, wanted: readonly number[]): number =>
  Math.max(...wanted.map((value, i) => Math.abs(value - given[i]!)));

describe('original colours', () => {
  it('are the frame’s, under the luminance of the painting', async () => {
    for (const [model, paint] of [[negative, paintNegative], [sepia, paintSepia], [glaring, paintGlaring]] as const) {
      for (const strength of [0, 0.3, 1]) {
        const painted = await painter.paint(model, frame({ strength, keepColours: true }));
        // Half a level from rounding, and what JPEG's own constants are rounded to.
        expect(farthest(painted.pixels, expected(paint, strength, true))).toBeLessThan(0.52);
      }
    } // prettier-ignore
  });

  it('are switched, as strength is moved, without loading anything', async () => {
    await painter.prepare(sepia, { width, height });
    const before = loads;
    for (const keepColours of [true, false, true]) {
      for (const strength of [0.2, 0.9]) {
        const painted = await painter.paint(sepia, frame({ strength, keepColours }));
        expect(farthest(painted.pixels, expected(paintSepia, strength, keepColours))).toBeLessThan(0.52);
      }
    }
    expect(loads).toBe(before);
  });
});

describe('two networks of one origin', () => {
  /** Two layers whose weights are a start and a way from there. */
  const network = (seed: number, way: number): { id: string; bytes: Uint8Array } => {
    const weight = (name: string, dims: number[], from: number): Tensor =>
      constant(
        Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * 7.3 + from) * 0.2 + way * Math.sin(i * 3.1)),
        dims,
        name,
      ); // prettier-ignore
    const inner = relu(conv(picture(), weight('a', [6, 3, 3, 3], seed), null, { pads: [1, 1, 1, 1] }));
    const output = add(conv(inner, weight('b', [3, 6, 3, 3], seed + 1), null, { pads: [1, 1, 1, 1] }), 90);
    return style(`network-${seed}-${way}`, output);
  };
  const close = [network(1, -0.05), network(1, 0.05)] as const;

  it('are mixed by their weights: halfway is the network halfway', async () => {
    const [one, other] = close;
    const loaded = loads;
    for (const amount of [0.25, 0.5, 0.75]) {
      const mixed = await painter.paint(one, frame({ blend: { style: other, amount } }));
      const between = await painter.paint(network(1, -0.05 + amount * 0.1), frame({}));
      expect(farthest(mixed.pixels, [...between.pixels])).toBeLessThanOrEqual(1);
    }
    // One session that paints with them, before it (in blocks) one that mixes their weights, and one for each in between.
    expect(loads - loaded).toBe(((await device.block?.()) ? 2 : 1) + 3);
  });

  it('differ from the pictures mixed, or the test before proved nothing', async () => {
    const [one, other] = close;
    const mixed = await painter.paint(one, frame({ blend: { style: other, amount: 0.5 } }));
    const [a, b] = [await painter.paint(one, frame({})), await painter.paint(other, frame({}))];
    const pictures = [...a.pixels].map((value, i) => (value + b.pixels[i]!) / 2);
    expect(farthest(mixed.pixels, pictures)).toBeGreaterThan(3);
  });

  it('show original colours, too', async () => {
    const blend = { style: close[1], amount: 0.5 };
    const plain = await painter.paint(close[0], frame({ blend }));
    const kept = await painter.paint(close[0], frame({ blend, keepColours: true }));
    const wanted = [...pixels].map((_, i) => {
      if (i % 4 === 3) return 255;
      const at = i - (i % 4);
      const [camera, painted] = [[...pixels.subarray(at, at + 3)], [...plain.pixels.subarray(at, at + 3)]];
      const shown = toRgb([toYcc(painted)[0]!, ...toYcc(camera).slice(1)])[i % 4]!;
      return plain.pixels.subarray(at, at + 3).some((value) => value === 0 || value === 255) ? kept.pixels[i]! : Math.min(255, Math.max(0, shown)); // prettier-ignore
    });
    expect(farthest(kept.pixels, wanted)).toBeLessThan(1.1);
  });

  it('are told from others by their weights', () => {
    const models = [close[0], close[1], network(40, 0.05), negative].map(({ bytes }) => decodeModel(bytes));
    expect(mixWeights(models[0]!, models[1]!)).not.toBeNull();
    expect(mixWeights(models[0]!, models[2]!)).toBeNull();
    expect(mixWeights(models[0]!, models[3]!)).toBeNull();
  });

  it('are mixed without a pause once both are prepared', async () => {
    const fresh = openPainter(device);
    await fresh.prepare(close[0], { width, height }, close[1]);
    const before = loads;
    await fresh.prepare(close[0], { width, height }, close[1]);
    await fresh.paint(close[0], frame({ blend: { style: close[1], amount: 0.4 } }));
    expect(loads).toBe(before);
    await fresh.close();
  });
});

describe('two other styles', () => {
  const mixed = (amount: number): Paint => (rgb) =>
    paintNegative(rgb).map((value, c) => value + amount * (paintSepia(rgb)[c]! - value)); // prettier-ignore

  it('are mixed by amount, with strength and original colours', async () => {
    for (const amount of [0, 0.25, 0.5, 1]) {
      for (const [strength, keepColours] of [[1, false], [0.5, false], [0.7, true]] as const) {
        const painted = await painter.paint(negative, frame({ strength, keepColours, blend: { style: sepia, amount } })); // prettier-ignore
        // Each of the two is rounded before they are mixed.
        expect(farthest(painted.pixels, expected(mixed(amount), strength, keepColours))).toBeLessThan(1.03);
        expect(painted.paintMs).toBeGreaterThan(0);
      }
    } // prettier-ignore
  });

  it('cost one run at either end, and sliding between them loads nothing', async () => {
    const before = loads;
    for (let i = 0; i <= 20; i++) {
      await painter.paint(negative, frame({ blend: { style: sepia, amount: i / 20 } }));
    }
    expect(loads).toBe(before);
    const alone = openPainter(device);
    await alone.paint(negative, frame({ blend: { style: sepia, amount: 0 } }));
    expect(alone.isPrepared('sepia', { width, height })).toBe(false);
    await alone.paint(sepia, frame({ blend: { style: sepia, amount: 0.5 } }));
    await alone.paint(negative, frame({ blend: { style: sepia, amount: 1 } }));
    expect(loads).toBe(before + 2);
    await alone.close();
  });

  it('stay loaded side by side where there is room for one only', async () => {
    const narrow = openPainter(device, width * height);
    const blend = { style: sepia, amount: 0.5 };
    await narrow.paint(negative, frame({ blend }));
    const before = loads;
    await narrow.paint(negative, frame({ blend }));
    await narrow.paint(negative, frame({ blend }));
    expect(loads).toBe(before);
    await narrow.paint(glaring, frame({}));
    expect(narrow.isPrepared('negative', { width, height })).toBe(false);
    await narrow.close();
  });
});
