/** Video frames of a painting's own size are painted in blocks as they are without. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import type { Device } from '../runtime/types.ts';
import type { Video } from '../studio/contract.ts';
import { readEnds } from './ends.ts';
import { wrapInBlocks } from './inBlocks.ts';
import { openPainter } from './onnxPainter.ts';
import { frameBytes, type Frame, type StyleModel } from './painter.ts';
import { levelsApart } from './testing/levels.ts';
import { planesOf, videoPixels } from './video.ts';
import { readAsVideo } from './videoInBlocks.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const plainly: Device = { id: device.id, name: device.name, load: device.load };
const shipped = (id: string): StyleModel => ({ id, bytes: readFileSync(`models/${id}.onnx`) });

const videoOf = (width: number, height: number, more: Partial<Video> = {}): Video => ({
  ...{ planes: 'i420', matrix: 'bt601', full: false, width, height },
  ...more,
});

/** Smooth, and of colours that every layout has. */
function bytesOf(video: Video): Uint8Array {
  const { width, height, planes } = video;
  const pixels = new Uint8Array(frameBytes({ width, height, video }));
  const [luma, quarter] = [width * height, (width * height) / 4];
  const wave = (x: number, y: number, phase: number): number =>
    Math.sin(x / 17 + phase) * Math.cos(y / 13 - phase);
  for (let at = 0; at < luma; at++)
    pixels[at] = 125 + 45 * wave(at % width, Math.floor(at / width), 0) + ((at * 7) % 11);
  for (let at = 0; at < quarter; at++) {
    for (const kind of [0, 1]) {
      const value = 128 + 22 * wave(2 * (at % (width / 2)), 2 * Math.floor(at / (width / 2)), kind + 1);
      pixels[luma + (planes === 'i420' ? kind * quarter + at : 2 * at + kind)] = value;
    }
  }
  return pixels;
}

function frameOf(video: Video, how: Partial<Frame> = {}): Frame {
  const { width, height } = video;
  return { width, height, video, pixels: bytesOf(video), strength: 1, ...how };
}

/** Painted in blocks and without: how far they are apart. */
async function apart(style: string | StyleModel, frame: Frame): Promise<{ most: number; mean: number }> {
  const [quick, usual] = [openPainter(device), openPainter(plainly)];
  const model = typeof style === 'string' ? shipped(style) : style;
  const [given, wanted] = [await quick.paint(model, frame), await usual.paint(model, frame)];
  await Promise.all([quick.close(), usual.close()]);
  return levelsApart(given.pixels, wanted.pixels);
}

const LAYOUTS = (['i420', 'nv12'] as const).flatMap((planes) =>
  (['bt601', 'bt709'] as const).flatMap((matrix) => [true, false].map((full) => ({ planes, matrix, full }))),
);

describe('a video frame in blocks', () => {
  it.each(LAYOUTS)('is painted as it is without: $planes, $matrix, full range: $full', async (layout) => {
    // Borders, whose chroma is mirrored in another way, are a tenth of so small a picture.
    expect((await apart('great-wave', frameOf(videoOf(320, 240, layout)))).mean).toBeLessThan(0.35);
  });

  it.each([['a part of the strength', { strength: 0.4 }], ['the colours of the frame', { keepColours: true }]] as const)(
    'is painted with %s', async (_, how) => {
    // A painting beyond black or white is cut off before it is mixed, not after.
    expect((await apart('udnie', frameOf(videoOf(320, 240), how))).mean).toBeLessThan(0.5);
  }); // prettier-ignore

  it('without strength comes back as it was', async () => {
    const frame = frameOf(videoOf(320, 240), { strength: 0 });
    const painter = openPainter(device);
    expect((await painter.paint(shipped('udnie'), frame)).pixels).toEqual(frame.pixels);
    await painter.close();
  });

  it('is painted in two styles whose weights are mixed, and at sizes that no network takes', async () => {
    const blend = { style: shipped('the-scream'), amount: 0.4 };
    for (const [width, height] of [
      [320, 240],
      [324, 180],
      [200, 356],
    ] as const)
      expect((await apart('starry-night', frameOf(videoOf(width, height), { blend }))).mean).toBeLessThan(
        0.5,
      );
  });
});

const [WIDTH, HEIGHT] = [160, 120];

/** A network that makes four pixels at a place, by `last` of 16 channels (1, 16, h, w) to 12. */
function networkOf(last: (x: g.Tensor, picture: g.Tensor) => g.Tensor): StyleModel {
  const picture = g.input('picture', [1, 3, g.free('h', 2), g.free('w', 2)]);
  const x = g.relu(g.conv(picture, wavy(16, 3, 2, 2), null, { strides: [2, 2] }));
  const bytes = g.encodeModel(g.toModel({ painting: g.depthToSpace(last(x, picture), 2) }));
  return { id: 'made-here', bytes };
}
const wavy = (...shape: number[]): g.Tensor =>
  g.constant(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7) / 8), shape); // prettier-ignore

describe('a network that ends otherwise than ours', () => {
  const dense = (x: g.Tensor, size: 1 | 3, by = 1): g.Tensor => g.conv(x, g.mul(wavy(12, 16, size, size), by), wavy(12), { pads: size === 1 ? [0, 0, 0, 0] : [1, 1, 1, 1] }); // prettier-ignore
  it.each([
    ['with a convolution', (x: g.Tensor) => dense(x, 3, 100)],
    ['with far too bright a one', (x: g.Tensor) => g.mul(dense(x, 1), 30)],
    ['with a product', (x: g.Tensor) => g.mul(dense(x, 1), dense(x, 3))],
    [
      'with colours enlarged and gains that are not alike',
      (x: g.Tensor, picture: g.Tensor) =>
        g.add(
          g.conv(g.conv(x, wavy(3, 16, 1, 1), wavy(3)), wavy(12, 3, 3, 3), null, { pads: [1, 1, 1, 1] }),
          g.mul(dense(x, 1), g.conv(picture, wavy(12, 3, 2, 2), null, { strides: [2, 2] })),
        ),
    ],
  ])('%s is painted', async (_, last) => {
    const [style, video] = [networkOf(last), videoOf(WIDTH, HEIGHT)];
    const model = g.decodeModel(style.bytes);
    const size = { width: WIDTH, height: HEIGHT, video };
    expect(wrapInBlocks(model, readEnds(model), { width: 0, height: 0 }, size, 16)).not.toBeNull();
    expect((await apart(style, frameOf(video))).mean).toBeLessThan(0.35);
  });
});

const model = g.decodeModel(shipped('udnie').bytes);
const wrap = (video: Video, block: number): g.Split | null =>
  wrapInBlocks(
    model,
    readEnds(model),
    { width: 0, height: 0 },
    { width: WIDTH, height: HEIGHT, video },
    block,
  );

it.each([8, 16])(
  'in blocks of %i no colours are made, and nothing leaves the blocks before it is painted',
  (block) => {
    const { graph } = wrap(videoOf(WIDTH, HEIGHT), block)!.main;
    const live = new Set(['pastiche_frame']);
    const nodes = graph.node.filter(({ input, output }) => {
      const isLive = input.some((name) => live.has(name));
      if (isLive) for (const name of output) live.add(name);
      return isLive;
    });
    const moved = nodes.filter(({ opType }) => opType.startsWith('Reorder'));
    // Four lumas and two kinds of chroma.
    expect(moved.map(({ attribute }) => attribute.find(({ name }) => name === 'channels')?.i)).toEqual([6]);
    expect(nodes.map(({ opType }) => opType)).not.toContain('MatMul');
    // Luma and chroma, each once.
    expect(nodes.filter(({ opType }) => opType === 'Cast')).toHaveLength(2);
  },
);

it('video of another size than its painting is left as it is', () => {
  expect(wrap(videoOf(WIDTH, HEIGHT + 8), 16)).toBeNull();
});

describe('a convolution of a picture with a border', () => {
  const RED = 3;
  it.each([
    { window: 6, step: 4, border: 9 },
    { window: 4, step: 2, border: 9 },
    { window: 3, step: 2, border: 1 },
    { window: 3, step: 2, border: 4 },
    { window: 5, step: 4, border: 2 },
  ])('of $window pixels, each $step, border $border, is one of luma and one of chroma', async (of) => {
    const { window, step, border } = of;
    const video = videoOf(48, 32, { planes: 'nv12', matrix: 'bt709' });
    const [frame, size] = [g.input('frame', [48 * 32 * 1.5], 'uint8'), { width: 48, height: 32 }];
    const picture = videoPixels(video, 'bytes').planes(frame, size);
    const weights = Float32Array.from({ length: RED * 3 * window ** 2 }, (_, i) => Math.sin(i * 1.7) / window ** 2); // prettier-ignore
    const bordered = g.pad2d(picture, [border, border, border, border], 'reflect');
    const seen = g.conv(bordered, g.constant(weights, [RED, 3, window, window]), null, {
      strides: [step, step],
    });
    const rule = readAsVideo(picture, planesOf(frame, video), video);
    const [read] = g.rewrite([seen], rule) as [g.Tensor];
    expect(g.reach([read])).not.toContain(picture);
    const session = await device.load(g.encodeModel(g.toModel({ seen, read })));
    const values = await session.run({ frame: { dtype: 'uint8', dims: [48 * 32 * 1.5], data: bytesOf(video) } }); // prettier-ignore
    await session.release();
    const [one, other] = [values['seen']!, values['read']!];
    const [, , rows, columns] = one.dims as [number, number, number, number];
    // Windows that see nothing of what is mirrored.
    const inside = (at: number, edge: number): boolean => at * step >= border && at * step + window <= border + edge; // prettier-ignore
    let compared = 0;
    one.data.forEach((value, i) => {
      if (!inside(i % columns, 48) || !inside(Math.floor(i / columns) % rows, 32)) return;
      compared++;
      expect(Math.abs(Number(value) - Number(other.data[i]))).toBeLessThan(1e-3);
    });
    expect(compared).toBeGreaterThan(100);
  });
});
