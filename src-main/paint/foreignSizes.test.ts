/** Models from elsewhere are given pictures of the size they have, as far as the network takes it. */
import { afterAll, describe, expect, it } from 'vitest';
import * as g from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import type { Device } from '../runtime/types.ts';
import { adoptModel } from './adopt.ts';
import { readEnds } from './ends.ts';
import { examine } from './examine.ts';
import { openPainter } from './onnxPainter.ts';
import type { FrameSize } from './painter.ts';
import { foreignBytes } from './testing/foreignModel.ts';

const cpu = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
/** The same without blocks. */
const plain: Device = { id: 'plain', name: 'Plain', load: (model, options) => cpu.load(model, options) };
const painters = { cpu: openPainter(cpu), plain: openPainter(plain) };
afterAll(() => Promise.all(Object.values(painters).map((painter) => painter.close())));

const noise = (seed: number) => (_: unknown, i: number): number => Math.sin(i * 12.9898 + seed) * 0.2; // prettier-ignore
function weight(seed: number, outputs: number, inputs: number, kernel: number): g.Tensor {
  const length = outputs * inputs * kernel * kernel;
  return g.constant(Float32Array.from({ length }, noise(seed)), [outputs, inputs, kernel, kernel]);
}
const norm = (x: g.Tensor): g.Tensor => g.instanceNorm(x, g.full([4], 1), g.full([4], 0.1));

/** Down by strided convolutions and up again by repeating pixels, as Johnson's network goes. */
function hourglass(picture: g.Tensor, halvings: number): g.Tensor {
  let [x, channels] = [picture, 3];
  for (let i = 0; i < halvings; i++, channels = 4) {
    const padded = g.pad2d(x, [1, 1, 1, 1], 'reflect');
    x = g.relu(norm(g.conv(padded, weight(i, 4, channels, 3), null, { strides: [2, 2] })));
  }
  for (let i = 0; i < halvings; i++) x = g.conv(g.resizeNearest(x, 2), weight(9 + i, 4, 4, 3), null, { pads: [1, 1, 1, 1] }); // prettier-ignore
  return x;
}
const toColours = (x: g.Tensor): g.Tensor => g.add(g.mul(g.conv(x, weight(5, 3, 4, 1)), 60), 120);

/** What a network is like, and what is to be found out of it. */
const networks: Record<string, { bytes: Uint8Array; multiple: number; takesAny: boolean }> = {
  'that keeps every size': { bytes: made(1, (x) => toColours(norm(g.conv(x, weight(1, 4, 3, 3), null, { pads: [1, 1, 1, 1] })))), multiple: 1, takesAny: true },
  'that goes down twice': { bytes: made(1, (x) => toColours(hourglass(x, 2))), multiple: 4, takesAny: true },
  'of another exporter': { bytes: foreignBytes({ opset: 11, irVersion: 6, input: [1, 3, 'h', 'w'], computedScales: true }), multiple: 2, takesAny: true },
  'that adds what it left above': { bytes: made(8, (x) => g.add(toColours(hourglass(x, 3)), x)), multiple: 8, takesAny: false },
  'that cuts off a rest': { bytes: made(1, (x) => g.mul(g.resizeNearest(g.averagePool(x, 2), 2), 0.97)), multiple: 2, takesAny: false },
  'that goes down five times': { bytes: made(32, (x) => g.add(toColours(hourglass(x, 5)), x)), multiple: 32, takesAny: false },
}; // prettier-ignore

function made(scale: number, network: (picture: g.Tensor) => g.Tensor): Uint8Array {
  return g.toOnnx({ painting: network(g.input('picture', [1, 3, g.free('h', scale), g.free('w', scale)])) });
}

describe('a network', () => {
  for (const [name, { bytes, multiple, takesAny }] of Object.entries(networks)) {
    it(`${name} is given pictures as large as they are, or a little larger where it must be`, async () => {
      const { model } = await adoptModel(bytes);
      expect(readEnds(g.decodeModel(model))).toMatchObject({ multiple, takesAny, gain: { width: 0, height: 0 } }); // prettier-ignore
      const step = takesAny ? 1 : multiple;
      for (const size of [{ width: 64 + step, height: 64 + 3 * step }, { width: 91 * step, height: 50 * step }].slice(0, multiple > 4 ? 1 : 2)) {
        const [pixels, expected] = await directly(bytes, size);
        for (const [device, painter] of Object.entries(painters)) {
          const frame = { ...size, pixels, strength: 1 };
          const [adopted, raw] = [
            await painter.paint({ id: name.replaceAll(' ', '-'), bytes: model }, frame),
            await painter.paint({ id: `${name.replaceAll(' ', '-')}-raw`, bytes }, frame),
          ];
          expect(raw.pixels).toEqual(adopted.pixels);
          // One: float sums of another order round to the other side, how often is the processor's.
          const worst = adopted.pixels.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0); // prettier-ignore
          expect(worst, `${device} ${size.width}x${size.height}`).toBeLessThanOrEqual(1);
        }
      } // prettier-ignore
    });
  }
});

it('one that was taken in when its sizes were guessed is looked at again, and one of ours is not', async () => {
  const size = { width: 67, height: 71 };
  const { bytes } = networks['that goes down twice']!;
  const said = { 'pastiche.multiple': '16', 'pastiche.gain': '0,0' };
  const saying = (more: Readonly<Record<string, string>>): Uint8Array => Uint8Array.from(Buffer.concat([bytes, g.encodeMetadata(more)])); // prettier-ignore
  const before = saying(said);
  const [pixels, expected] = await directly(bytes, size);
  const { pixels: painted } = await painters.cpu.paint({ id: 'guessed', bytes: before }, { ...size, pixels, strength: 1 }); // prettier-ignore
  expect(painted.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)).toBeLessThanOrEqual(1); // prettier-ignore

  const again = g.decodeModel((await adoptModel(before)).model);
  expect(readEnds(again)).toMatchObject({ multiple: 4, takesAny: true, sizesKnown: true, gain: { width: 0, height: 0 } }); // prettier-ignore
  expect(readEnds(g.decodeModel(before))).toMatchObject({ sizesKnown: false, gain: null });
  const ours = readEnds(g.decodeModel(saying({ ...said, network: 'swift' })));
  expect(ours).toMatchObject({ multiple: 16, takesAny: false, sizesKnown: true, gain: { width: 0, height: 0 } }); // prettier-ignore
});

it('few pictures tell which sizes a network takes, and a slow one is left with a guess', async () => {
  let runs = 0;
  const counting: Device = {
    ...plain,
    load: async (...args) => {
      const session = await cpu.load(...args);
      return { ...session, run: (feeds) => (runs++, session.run(feeds)), release: () => session.release() };
    },
  };
  const bytes = made(1, (x) => toColours(hourglass(x, 4)));
  const model = g.decodeModel(bytes);
  const ends = readEnds(model);
  expect(await examine(counting, model, ends, Infinity)).toMatchObject({ multiple: 16, takesAny: true });
  expect(runs).toBeLessThanOrEqual(10);
  expect(await examine(plain, model, ends, -1)).toMatchObject({ multiple: 32, takesAny: false });
});

/** A picture, and what ONNX Runtime by itself makes of it, cut to its size: RGBA. */
async function directly(bytes: Uint8Array, { width, height }: FrameSize): Promise<[Uint8Array, Uint8Array]> {
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : (Math.floor(i / 4) * (3 + (i % 4)) + Math.floor(i / (4 * width)) ** 2) % 256,
  );
  const session = await cpu.load(bytes);
  const area = width * height;
  const data = Float32Array.from({ length: 3 * area }, (_, i) => pixels[(i % area) * 4 + Math.floor(i / area)]!); // prettier-ignore
  const results = await session.run({ [session.inputs[0]!.name]: { dtype: 'float32', dims: [1, 3, height, width], data } }); // prettier-ignore
  await session.release();
  const { data: painted, dims } = Object.values(results)[0]!;
  const [, , rows, columns] = dims as [number, number, number, number];
  const expected = pixels.map((alpha, i) => {
    const [at, channel] = [Math.floor(i / 4), i % 4];
    if (channel === 3) return alpha;
    const place = channel * rows * columns + Math.floor(at / width) * columns + (at % width);
    return Math.min(255, Math.max(0, Math.floor(Number(painted[place]) + 0.5)));
  });
  return [pixels, expected];
}
