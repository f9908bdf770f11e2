/** Video frames are painted as what they show is in RGBA, in every layout, on every kind of device. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import type { Device, Session } from '../runtime/types.ts';
import type { Video } from '../studio/contract.ts';
import { modelsFolder } from '../studio/entries.ts';
import { openPainter } from './onnxPainter.ts';
import { frameBytes, type Frame, type StyleModel } from './painter.ts';
import { foreignBytes } from './testing/foreignModel.ts';
import { videoPixels } from './video.ts';
import { videoCrop } from './videoCrop.ts';

const bytes = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
/** Without blocks, in which video of the painting's own size is painted otherwise (`videoInBlocks.test.ts`). */
const plainly: Device = { id: bytes.id, name: bytes.name, load: bytes.load };
const words: Device = { ...bytes, pictures: 'words' };
const half: Device = { ...words, prefersFloat16: () => Promise.resolve(true) };
const style: StyleModel = { id: 'starry-night', bytes: readFileSync(`${modelsFolder()}/starry-night.onnx`) };
/** From elsewhere, in an operator set. */
const foreignOf = (opset: number): StyleModel => ({ id: `opset ${opset}`, bytes: foreignBytes({ input: [1, 3, 'h', 'w'], opset }) }); // prettier-ignore
const foreign = foreignOf(13);
const [WIDTH, HEIGHT] = [64, 48];
const [LUMA, QUARTER] = [WIDTH * HEIGHT, (WIDTH * HEIGHT) / 4];

const LAYOUTS = (['i420', 'nv12'] as const).flatMap((planes) =>
  (['bt601', 'bt709'] as const).flatMap((matrix) =>
    [true, false].map((full): Video => ({ planes, matrix, full, width: WIDTH, height: HEIGHT })),
  ),
);

/** Colours that are in every layout's range, chroma as smooth as luma. */
function videoFrame(video: Video): Frame {
  const pixels = new Uint8Array(frameBytes({ width: WIDTH, height: HEIGHT, video }));
  const wave = (x: number, y: number, phase: number): number =>
    Math.sin(x / 9 + phase) * Math.cos(y / 7 - phase);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      pixels[y * WIDTH + x] = 125 + 40 * wave(x, y, 0) + ((x * 7 + y * 3) % 11);
      if (x % 2 > 0 || y % 2 > 0) continue;
      const at = (y / 2) * (WIDTH / 2) + x / 2;
      const [blue, red] =
        video.planes === 'i420' ? [LUMA + at, LUMA + QUARTER + at] : [LUMA + 2 * at, LUMA + 2 * at + 1];
      pixels[blue] = 128 + 25 * wave(x, y, 1);
      pixels[red] = 128 + 25 * wave(x, y, 2);
    }
  }
  return { width: WIDTH, height: HEIGHT, video, pixels, strength: 1 };
}

/** The same frame with its planes as `i420`. */
function planar({ video, pixels }: Frame): Uint8Array {
  if (video!.planes === 'i420') return pixels;
  const luma = video!.width * video!.height;
  const chroma = [0, 1].map((kind) => pixels.subarray(luma).filter((_, i) => i % 2 === kind));
  return Uint8Array.from([...pixels.subarray(0, luma), ...chroma[0]!, ...chroma[1]!]);
}

/** What all of a video frame shows, in RGBA. Written for one pixel after the other, as standards are. */
function rgbaOf(frame: Frame): Frame {
  const { matrix, full, width, height } = frame.video!;
  const planes = planar(frame);
  const [r, b] = matrix === 'bt601' ? [0.299, 0.114] : [0.2126, 0.0722];
  const luma = width * height;
  const pixels = new Uint8ClampedArray(luma * 4);
  for (let i = 0; i < luma; i++) {
    const at = luma + Math.floor(i / width / 2) * (width / 2) + Math.floor((i % width) / 2);
    const y = full ? planes[i]! / 255 : (planes[i]! - 16) / 219;
    const [pb, pr] = [planes[at]!, planes[at + luma / 4]!].map((value) => (value - 128) / (full ? 255 : 224));
    const [red, blue] = [y + 2 * (1 - r) * pr!, y + 2 * (1 - b) * pb!];
    const green = (y - r * red - b * blue) / (1 - r - b);
    pixels.set([red * 255, green * 255, blue * 255, 255], i * 4);
  }
  return { ...frame, width, height, video: undefined, pixels: new Uint8Array(pixels) };
}

function worst(one: Uint8Array, other: Uint8Array): number {
  expect(one).toHaveLength(other.length);
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
}

async function paintOn(device: Device, frame: Frame, model = style): Promise<Uint8Array> {
  const painter = openPainter(device);
  const { pixels } = await painter.paint(model, frame);
  await painter.close();
  return pixels;
}

describe.each(LAYOUTS)('$planes, $matrix, full range: $full', (video) => {
  const frame = videoFrame(video);
  let painted: Uint8Array;
  let plain: Uint8Array;
  beforeAll(async () => {
    painted = await paintOn(bytes, frame);
    plain = await paintOn(plainly, frame);
  }, 60_000);

  it('without strength comes back as it was, as i420', async () => {
    expect(worst(await paintOn(bytes, { ...frame, strength: 0 }), planar(frame))).toBeLessThanOrEqual(1);
  });

  it('is painted as its picture in RGBA is', async () => {
    const wanted = await paintOn(bytes, rgbaOf(frame));
    // Colour has a quarter of the pixels: brightness is compared, and the colours' means over squares of four.
    const brightness = (of: Uint8Array): Float64Array => Float64Array.from({ length: LUMA }, (_, i) => 0.299 * of[4 * i]! + 0.587 * of[4 * i + 1]! + 0.114 * of[4 * i + 2]!); // prettier-ignore
    const mean = (of: Uint8Array, channel: number): number =>
      of.reduce((sum, value, i) => sum + (i % 4 === channel ? value : 0), 0) / LUMA;
    // In blocks the border's chroma is mirrored in another way, and so small a picture is a fifth border.
    for (const [pixels, most] of [
      [plain, 1.5],
      [painted, 2],
    ] as const) {
      const shown = rgbaOf({ ...frame, video: { ...video, planes: 'i420' }, pixels }).pixels;
      const [one, other] = [brightness(shown), brightness(wanted)];
      const off = one.map((value, i) => Math.abs(value - other[i]!));
      expect(off.reduce((sum, value) => sum + value, 0) / LUMA).toBeLessThan(
        video.matrix === 'bt601' ? most : 4,
      );
      for (const channel of [0, 1, 2])
        expect(Math.abs(mean(shown, channel) - mean(wanted, channel))).toBeLessThan(1.5);
      expect(worst(pixels, planar(frame)), 'it is painted').toBeGreaterThan(60);
    }
  });

  it('is painted the same in words, and in float16 but for rounding', async () => {
    expect(worst(await paintOn(words, frame), plain)).toBe(0);
    expect(worst(await paintOn(half, frame), plain)).toBeLessThanOrEqual(4);
  });
});

describe('two styles', () => {
  const frame = videoFrame({ planes: 'nv12', matrix: 'bt709', full: false, width: WIDTH, height: HEIGHT });

  it('whose weights cannot be mixed are mixed as pictures', async () => {
    const [one, other] = [await paintOn(bytes, frame), await paintOn(bytes, frame, foreign)];
    const mixed = await paintOn(bytes, { ...frame, blend: { style: foreign, amount: 0.25 } });
    expect(
      worst(
        mixed,
        one.map((value, i) => Math.round(value * 0.75 + other[i]! * 0.25)),
      ),
    ).toBeLessThanOrEqual(1);
    expect(worst(mixed, one)).toBeGreaterThan(5);
  });

  it('run once each where the frame lies as their paintings do', async () => {
    let runs = 0;
    const counted: Device = {
      ...plainly,
      load: async (...given) => {
        const session = await plainly.load(...given);
        const run: Session['run'] = (feeds) => {
          if ('pastiche_frame' in feeds) runs += 1;
          return session.run(feeds);
        };
        return { ...session, run };
      },
    };
    const painter = openPainter(counted);
    const shown = {
      ...videoFrame({ ...frame.video!, planes: 'i420' }),
      blend: { style: foreign, amount: 0.5 },
    };
    // The first also learns of which sizes the second's paintings are.
    await painter.paint(style, shown);
    runs = 0;
    expect((await painter.paint(style, { ...shown, strength: 0 })).pixels).toEqual(shown.pixels);
    expect(runs).toBe(2);
    await painter.close();
  });

  it('with the original’s colours keep its chroma', async () => {
    const kept = await paintOn(bytes, { ...frame, keepColours: true, strength: 0.5, blend: { style: foreign, amount: 0.5 } }); // prettier-ignore
    expect(worst(kept.subarray(LUMA), planar(frame).subarray(LUMA))).toBeLessThanOrEqual(1);
    expect(worst(kept.subarray(0, LUMA), frame.pixels.subarray(0, LUMA))).toBeGreaterThan(10);
  });
});

describe.each(['i420', 'nv12'] as const)('a frame of another size, as %s', (planes) => {
  const video: Video = { planes, matrix: 'bt601', full: false, width: WIDTH, height: HEIGHT };
  const large = videoFrame(video);
  const whole = rgbaOf(large).pixels;
  const shown = async (frame: Frame): Promise<Frame> => {
    const { width, height } = frame;
    const pixels = await paintOn(bytes, { ...frame, strength: 0 });
    return { ...frame, video: { ...video, planes: 'i420', width, height }, pixels };
  };
  /** The mean of a rectangle of the whole frame, in levels of one channel. */
  const mean = (channel: number, x: number, y: number, width: number, height: number): number => {
    let sum = 0;
    for (let i = 0; i < width * height; i++)
      sum += whole[((y + Math.floor(i / width)) * WIDTH + x + (i % width)) * 4 + channel]!;
    return sum / (width * height);
  };

  it('is painted smaller: each pixel is the mean of what it covers', async () => {
    const small = await shown({ ...large, width: WIDTH / 4, height: HEIGHT / 4 });
    const { pixels: luma } = small;
    for (let y = 0; y < HEIGHT / 4; y++) {
      for (let x = 0; x < WIDTH / 4; x++) {
        const [r, g2, b] = [0, 1, 2].map((channel) => mean(channel, 4 * x, 4 * y, 4, 4)) as [
          number,
          number,
          number,
        ];
        const wanted = 16 + (219 / 255) * (0.299 * r + 0.587 * g2 + 0.114 * b);
        expect(Math.abs(luma[(y * WIDTH) / 4 + x]! - wanted)).toBeLessThan(1.6);
      }
    }
  });

  it('is cut to the painting’s shape in the middle, at sizes that do not divide it', async () => {
    // 48 x 48 in the middle of 64 x 48, painted at 32 x 32: a pixel and a half each.
    const square = rgbaOf(await shown({ ...large, width: 32, height: 32 })).pixels;
    for (const channel of [0, 1, 2]) {
      const of = square.filter((_, i) => i % 4 === channel);
      const all = of.reduce((sum, value) => sum + value, 0) / of.length;
      expect(Math.abs(all - mean(channel, 8, 0, 48, 48)), 'on the whole').toBeLessThan(1);
      const left = of.filter((_, i) => i % 32 < 8);
      expect(Math.abs(left.reduce((sum, value) => sum + value, 0) / left.length - mean(channel, 8, 0, 12, 48)), 'at the left').toBeLessThan(1.5); // prettier-ignore
    }
  });

  it('is painted as a picture of the size is, with a model of an old operator set, too', async () => {
    const small = { ...large, width: 48, height: 36 };
    const wanted = await paintOn(bytes, { ...rgbaOf(await shown(small)), strength: 1 });
    const painted = rgbaOf({ ...(await shown(small)), pixels: await paintOn(bytes, small) }).pixels;
    const off = painted.map((value, i) => Math.abs(value - wanted[i]!));
    expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(6);
    const newer = await paintOn(bytes, small, foreign);
    for (const opset of [9, 11, 12]) {
      const off = worst(await paintOn(bytes, small, foreignOf(opset)), newer);
      expect(off, `opset ${opset}`).toBeLessThanOrEqual(opset < 11 ? 12 : 1);
    }
  });

  it('is in words, and in float16 but for rounding, the same', async () => {
    const small = { ...large, width: 24, height: 20 };
    const painted = await paintOn(bytes, small);
    expect(worst(await paintOn(words, small), painted)).toBe(0);
    expect(worst(await paintOn(half, small), painted)).toBeLessThanOrEqual(4);
  });
});

// Values of the standards' own tables.
it.each([
  ['white', [235, 128, 128], 'bt601', false, [255, 255, 255]],
  ['black', [16, 128, 128], 'bt709', false, [0, 0, 0]],
  ['red', [81, 90, 240], 'bt601', false, [255, 0, 0]],
  ['red', [63, 102, 240], 'bt709', false, [255, 0, 0]],
  ['blue', [41, 240, 110], 'bt601', false, [0, 0, 255]],
  ['green', [173, 42, 26], 'bt709', false, [0, 255, 0]],
  ['red, as in JPEG', [76, 85, 255], 'bt601', true, [255, 0, 0]],
] as const)('%s is %j in %s, full range: %s', async (_, [y, u, v], matrix, full, rgb) => {
  const size = { width: 4, height: 2 };
  const form = videoPixels({ planes: 'i420', matrix, full, ...size }, 'bytes');
  const session = await bytes.load(
    g.toOnnx({ planes: form.planes(g.input('frame', ...form.type(size)), size) }),
  );
  const pixels = Uint8Array.of(...Array<number>(8).fill(y), u, u, v, v);
  const { planes } = await session.run({ frame: form.value(pixels, size) });
  await session.release();
  const colours = [0, 8, 16].map((at) => planes!.data[at]!);
  colours.forEach((level, i) => expect(Math.abs(Number(level) - rgb[i]!)).toBeLessThan(2.5));
});

// The page's test has the same cases.
it.each([
  [1280, 720, 448, 252, [0, 0, 1280, 720]],
  [640, 480, 512, 288, [0, 60, 640, 360]],
  [1366, 768, 640, 480, [170, 0, 1024, 768]],
  [640, 480, 720, 720, [80, 0, 480, 480]],
  [1280, 720, 452, 252, [0, 4, 1280, 712]],
] as const)('of %i x %i, painted at %i x %i, the part %j is cut', (across, down, width, height, part) => {
  const { x, y, width: wide, height: high } = videoCrop({ width: across, height: down }, { width, height });
  expect([x, y, wide, high]).toEqual(part);
});
