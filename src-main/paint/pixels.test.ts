/** However a device is given its pictures, and in whichever precision it paints, the painting is the same. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import type { Device } from '../runtime/types.ts';
import { modelsFolder } from '../studio/entries.ts';
import { openPainter } from './onnxPainter.ts';
import type { Frame, StyleModel } from './painter.ts';
import { bytesOf } from './pixels.ts';
import { levelsApart } from './testing/levels.ts';
import { pixelsFor } from './video.ts';

const bytes = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const words: Device = { ...bytes, pictures: 'words' };
const half: Device = { ...words, prefersFloat16: () => Promise.resolve(true) };
const shipped = (id: string): StyleModel => ({ id, bytes: readFileSync(`${modelsFolder()}/${id}.onnx`) });
const style = shipped('starry-night');

/** Every channel takes every value, alpha too, which must not matter. */
function picture(width: number, height: number, offset = 0): Frame {
  const memory = new Uint8Array(width * height * 4 + offset);
  const pixels = memory.subarray(offset);
  pixels.forEach(
    (_, i) => (pixels[i] = 128 + 127 * Math.sin(i / 53 + (i % 4) + Math.floor(i / width / 4) / 7)),
  );
  return { width, height, pixels, strength: 1 };
}

/** The same pixels as they lie behind a header of any length, in the kind of array that Node's IPC makes. */
function fromBrowser(frame: Frame): Frame {
  return { ...frame, pixels: Buffer.concat([Buffer.alloc(3), frame.pixels]).subarray(3) };
}

const FRAMES: [name: string, frame: Frame, wholePixels?: number][] = [
  ['a picture', picture(100, 60)],
  ['memory that begins between words', picture(64, 48, 3)],
  ['a Buffer that begins between words, as it comes from a browser', fromBrowser(picture(64, 48))],
  ['original colours, not at full strength', { ...picture(64, 48), strength: 0.7, keepColours: true }],
  ['two styles', { ...picture(64, 48), blend: { style: shipped('the-scream'), amount: 0.4 } }],
  ['a picture in tiles', picture(1248, 80), 70_000],
];

describe.each(FRAMES)('%s', (_, frame, wholePixels) => {
  let wanted: Uint8Array;
  const paintedOn = async (device: Device): Promise<Uint8Array> => {
    const painter = openPainter(device, undefined, wholePixels);
    const { pixels } = await painter.paint(style, frame);
    await painter.close();
    return pixels;
  };
  beforeAll(async () => {
    wanted = await paintedOn(bytes);
    expect(new Set(wanted).size).toBeGreaterThan(50);
  }, 60_000);

  it('is painted the same when a pixel is one word', async () => {
    // Bytes are painted in blocks, where there are such, and rounding may take one in a thousand to its neighbour.
    const { most, mean } = levelsApart(await paintedOn(words), wanted);
    expect(most).toBeLessThanOrEqual(1);
    expect(mean).toBeLessThan(1e-3);
  });

  it('is painted the same in float16, but for rounding', async () => {
    const { most, mean } = levelsApart(await paintedOn(half), wanted);
    expect(most).toBeLessThanOrEqual(4);
    expect(mean).toBeLessThan(0.5);
  });
});

describe('a network in float16', () => {
  it('computes what follows from the picture so, and where a pixel is not', async () => {
    const seen: Uint8Array[] = [];
    const painter = openPainter({ ...half, load: (model, options) => (seen.push(model), bytes.load(model, options)) });
    await painter.paint(style, picture(32, 32));
    await painter.close();
    const { graph } = g.decodeModel(seen.at(-1)!);
    const casts = graph.node.filter(({ opType, attribute }) => opType === 'Cast' && attribute[0]?.i === 10);
    const halves = new Set(casts.flatMap(({ output }) => output));
    for (const { opType, input, output } of graph.node) {
      if (!['Cast', 'Shape'].includes(opType) && input.some((value) => halves.has(value))) output.forEach((value) => halves.add(value));
    }
    const isHalf = (opType: string): boolean[] =>
      graph.node.filter((node) => node.opType === opType).map(({ input }) => halves.has(input[0]!));
    expect(new Set(isHalf('InstanceNormalization'))).toEqual(new Set([true]));
    expect(isHalf('Conv').filter(Boolean).length).toBeGreaterThan(20);
    // Grain counts further than float16 can.
    expect(new Set([...isHalf('CumSum'), ...isHalf('Sin')])).toEqual(new Set([false]));
  }); // prettier-ignore

  it('stays as it is with an operator that is not known in float16, or without a picture of bytes', () => {
    const floats = g.toOnnx({ y: g.relu(g.input('x', [1, 3, 4, 4])) });
    expect(g.toFloat16(floats)).toBe(floats);
    const root = g.sqrt(g.cast(g.input('x', [1, 3, 4, 4], 'uint8'), 'float32'));
    expect(g.inFloat16(g.toModel({ y: root }))).toBeNull();
  });
});

it('a picture of words is the same memory where that begins at a word', () => {
  const size = { width: 2, height: 1 };
  const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 255);
  const value = pixelsFor('words', size).value(pixels, size);
  expect(value).toEqual({ dtype: 'uint32', dims: [1, 2], data: Uint32Array.of(0x04030201, 0xff070605) });
  expect(value.data.buffer).toBe(pixels.buffer);
  expect(bytesOf(value)).toEqual(pixels);
});
