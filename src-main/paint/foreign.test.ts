/** Models from elsewhere paint: whatever they are called, however old their words, whatever their size. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { decodeModel, encodeModel, input, mul, toOnnx } from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { adoptModel } from './adopt.ts';
import type { Found } from './found.ts';
import { openPainter } from './onnxPainter.ts';
import type { Frame } from './painter.ts';
import {
  foreignBytes,
  foreignModel,
  functionBytes,
  node,
  type ForeignOptions,
} from './testing/foreignModel.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const painter = openPainter(device);
afterAll(() => painter.close());

function frame(width: number, height: number): Frame {
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : (Math.floor(i / 4) * (3 + (i % 4)) + Math.floor(i / (4 * width)) * 5) % 256,
  );
  return { width, height, pixels, strength: 1 };
}

/** What the model itself makes of a picture, without any wrapping: RGB rows, rounded and clamped. */
async function directly(bytes: Uint8Array, { width, height, pixels }: Frame): Promise<number[]> {
  const session = await device.load(bytes);
  const [name] = decodeModel(bytes).graph.input.map((edge) => edge.name);
  const planes = Float32Array.from(
    { length: 3 * width * height },
    (_, i) => pixels[(i % (width * height)) * 4 + Math.floor(i / (width * height))]!,
  );
  const result = await session.run({
    [name!]: { dtype: 'float32', dims: [1, 3, height, width], data: planes },
  });
  await session.release();
  const [painting] = Object.values(result);
  const [, , h, w] = painting!.dims as [number, number, number, number];
  return Array.from({ length: w * h * 3 }, (_, i) => {
    const value = Number(painting!.data[(i % 3) * w * h + Math.floor(i / 3)]!);
    return Math.min(255, Math.max(0, Math.floor(value + 0.5)));
  });
}

const rgbOf = (pixels: Uint8Array): number[] => [...pixels].filter((_, i) => i % 4 !== 3);

let ids = 0;
/** Adopts a model, paints with what was adopted and with the file as it came. */
async function paintBoth(bytes: Uint8Array, given: Frame): Promise<[number[], number[]]> {
  const { model } = await adoptModel(bytes);
  const adopted = await painter.paint({ id: `adopted-${ids++}`, bytes: model }, given);
  const raw = await painter.paint({ id: `raw-${ids++}`, bytes }, given);
  return [rgbOf(adopted.pixels), rgbOf(raw.pixels)];
}

const free = (h: string, w: string): readonly (string | number)[] => [1, 3, h, w];

describe('a model paints what it painted where it came from', () => {
  const cases: Record<string, ForeignOptions> = {
    'of the model zoo: opset 9, Upsample, fixed size, weights among the inputs': { listWeights: true },
    'of the model zoo, older: opset 8, whose scales are no input': { opset: 8, listWeights: true },
    'of opset 8 and any size': { opset: 8, input: free('h', 'w') },
    'with sizes computed as it runs': { listWeights: true, computedScales: true },
    'with a batch of any size': { input: ['batch', 3, 64, 96] },
    'with every size free, under any names': { input: ['n', 'c', 'in h', 'ein_w'], output: ['n', 'c', 'x', 'y'] },
    'with one name for two sizes': { input: free('dim', 'dim'), computedScales: true },
    'with free sizes written as 0': { input: [0, 3, 0, 0] },
    'of opset 10: Resize without a mode of coordinates': { opset: 10, irVersion: 5, input: free('h', 'w') },
    'of opset 11': { opset: 11, irVersion: 6, input: free('h', 'w'), computedScales: true },
    'of opset 13': { opset: 13, irVersion: 7, input: free('h', 'w') },
    'of opset 18, called as nothing else': { opset: 18, irVersion: 8, inputName: 'x.1', outputName: 'constructor' },
  }; // prettier-ignore
  for (const [name, options] of Object.entries(cases)) {
    it(name, async () => {
      const bytes = foreignBytes(options);
      const [, , h, w] = options.input ?? [1, 3, 224, 224];
      const size = (dim: string | number | undefined, other: number): number =>
        typeof dim === 'number' && dim > 0 ? dim : other;
      const given = frame(size(w, 80), size(h, 64));
      const expected = await directly(bytes, given);
      const [adopted, raw] = await paintBoth(bytes, given);
      expect(raw).toEqual(adopted);
      // Sums are taken in another order, so that a value between two levels may fall to the other side: how many, the processor decides.
      const off = adopted
        .map((value, i) => Math.abs(value - expected[i]!))
        .filter((distance) => distance > 0);
      expect(off.length).toBeLessThanOrEqual(expected.length / 50);
      expect(off.every((distance) => distance === 1)).toBe(true);
      expect(new Set(expected).size).toBeGreaterThan(50);
    });
  }

  it('with operators that it brings along, as PyTorch wrote them from 2.1 on', async () => {
    const domain = 'pkg.onnxscript.torch_lib';
    const model = foreignModel({ opset: 18, irVersion: 8, input: free('h', 'w') });
    const bytes = encodeModel({
      ...model,
      opsetImport: [...model.opsetImport, { domain, version: 1 }],
      functions: [functionBytes('aten_relu', domain, [{ ...node('same', ['x'], 'z'), domain }, node('Relu', ['z'], 'y')]), functionBytes('same', domain, [node('Identity', ['x'], 'y')])],
      graph: {
        ...model.graph,
        node: model.graph.node.map((each) => (each.opType === 'Relu' ? { ...each, opType: 'aten_relu', domain } : each)),
      },
    }); // prettier-ignore
    const given = frame(80, 64);
    const [adopted, raw] = await paintBoth(bytes, given);
    expect(raw).toEqual(adopted);
    expect(worst(adopted, await directly(bytes, given))).toBeLessThanOrEqual(1);
  });

  it('and stays the same file, with a word on what was found out', async () => {
    const bytes = foreignBytes({ listWeights: true });
    const { model, notes, description } = await adoptModel(bytes);
    expect(Buffer.compare(model.subarray(0, bytes.length), bytes)).toBe(0);
    expect(decodeModel(model).metadataProps).toEqual([
      { key: 'pastiche.multiple', value: '32' },
      { key: 'pastiche.gain', value: '0,0' },
      { key: 'pastiche.examined', value: 'yes' },
    ]);
    expect(notes).toEqual(['It paints at 224x224 only: other pictures are resized to that and back.']);
    expect(description).toEqual({});
    const again = await adoptModel(model);
    expect(again.model).toBe(model);
  });
});

/** Bilinear as graphics define it, pixel by pixel; where it shrinks, the mean under a wider triangle. */
function resized(from: readonly number[], w: number, h: number, toW: number, toH: number): number[] {
  const line = (n: number, m: number, at: number): [number, number][] => {
    const [reach, middle] = [Math.max(1, n / m), ((at + 0.5) * n) / m];
    const found = Array.from({ length: n }, (_, i): [number, number] => [
      i,
      Math.max(0, 1 - Math.abs(i + 0.5 - middle) / reach),
    ]);
    const sum = found.reduce((total, [, share]) => total + share, 0);
    return found.filter(([, share]) => share > 0).map(([i, share]) => [i, share / sum]);
  };
  const out: number[] = [];
  for (let y = 0; y < toH; y++) {
    for (let x = 0; x < toW; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const [row, sy] of line(h, toH, y))
          for (const [column, sx] of line(w, toW, x)) sum += sy * sx * from[(row * w + column) * 3 + c]!;
        out.push(sum);
      }
    }
  }
  return out;
}

const worst = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe('a model of one size', () => {
  it('has frames of other sizes resized to it and back', async () => {
    const same = toOnnx({ y: mul(input('x', [1, 3, 24, 40]), 1) });
    for (const [width, height] of [[60, 30], [20, 18], [40, 48]] as const) {
      const given = frame(width, height);
      const small = resized(rgbOf(given.pixels), width, height, 40, 24);
      const expected = resized(small, 40, 24, width, height);
      const painted = await painter.paint({ id: `same-${width}`, bytes: same }, given);
      expect(worst(rgbOf(painted.pixels), expected), `${width}x${height}`).toBeLessThanOrEqual(0.51);
    } // prettier-ignore
  });

  it('along one axis only is resized along that', async () => {
    const bytes = foreignBytes({ input: [1, 3, 64, 'w'] });
    const given = frame(80, 48);
    const [adopted, raw] = await paintBoth(bytes, given);
    expect(adopted).toEqual(raw);
    expect(new Set(adopted).size).toBeGreaterThan(50);
  });

  it('really paints at it', async () => {
    const bytes = foreignBytes({ input: [1, 3, 32, 32] });
    const given = frame(64, 48);
    const small = resized(rgbOf(given.pixels), 64, 48, 32, 32);
    const pixels = Uint8Array.from({ length: 32 * 32 * 4 }, (_, i) => (i % 4 === 3 ? 255 : Math.round(small[Math.floor(i / 4) * 3 + (i % 4)]!))); // prettier-ignore
    const expected = resized(await directly(bytes, { width: 32, height: 32, pixels, strength: 1 }), 32, 32, 64, 48); // prettier-ignore
    const [painted] = await paintBoth(bytes, given);
    const mean = painted.reduce((sum, value, i) => sum + Math.abs(value - expected[i]!), 0) / painted.length;
    // The reference rounds in between.
    expect(mean).toBeLessThan(2);
  });
});

describe('a model whose picture is a little smaller or larger', () => {
  it.each([2, 4, -2])('by %i at the border is evened out around the middle', async (loses) => {
    const bytes = foreignBytes({ input: free('h', 'w'), output: free('a', 'b'), loses });
    const given = frame(64, 48);
    const direct = await directly(bytes, given);
    const [adopted, raw] = await paintBoth(bytes, given);
    expect(adopted).toEqual(raw);
    const directWidth = 64 - loses;
    const half = loses / 2;
    for (const [x, y] of [[10, 10], [40, 30], [60, 44]] as const) {
      const at = (y * 64 + x) * 3;
      const from = ((y - half) * directWidth + (x - half)) * 3;
      expect(adopted.slice(at, at + 3)).toEqual(direct.slice(from, from + 3));
    } // prettier-ignore
    // The border is there, and is its neighbour's.
    if (loses > 0) expect(adopted.slice(0, 3)).toEqual(adopted.slice((half * 64 + half) * 3, (half * 64 + half) * 3 + 3)); // prettier-ignore
    const { notes } = await adoptModel(bytes);
    expect(notes[0]).toContain(`${Math.abs(loses)} columns ${loses > 0 ? 'fewer' : 'more'}`);
  });

  it('of fixed size, said or not', async () => {
    const given = frame(50, 40);
    for (const output of [
      [1, 3, 62, 62],
      ['n', 'c', 'h', 'w'],
    ]) {
      const bytes = foreignBytes({ input: [1, 3, 64, 64], output, loses: 2 });
      const [adopted, raw] = await paintBoth(bytes, given);
      expect(adopted).toEqual(raw);
    }
  });
});

it('old and new words for the same network give the same picture', async () => {
  const given = frame(64, 64);
  const input = free('h', 'w');
  const pictures = [];
  for (const opset of [8, 9, 10, 11, 17, 21]) {
    const bytes = encodeModel(foreignModel({ opset, irVersion: 4, input }));
    pictures.push(rgbOf((await painter.paint({ id: `opset-${opset}`, bytes }, given)).pixels));
  }
  for (const other of pictures.slice(1)) expect(worst(other, pictures[0]!)).toBeLessThanOrEqual(1);
});

it('is run to find out its sizes once, and not where they are known from an earlier start', async () => {
  const bytes = foreignBytes({ input: free('h', 'w') });
  const load = vi.spyOn(device, 'load');
  const told: Found[] = [];
  const onFound = (found: Found): void => void told.push(found);
  /** Loads of a painter that has just been opened, and what it paints. */
  const start = async (found?: Found): Promise<[number, number[]]> => {
    load.mockClear();
    const fresh = openPainter(device);
    const { pixels } = await fresh.paint({ id: 'foreign', bytes, found, onFound }, frame(72, 48));
    const loads = load.mock.calls.length;
    await fresh.paint({ id: 'foreign', bytes, found, onFound }, frame(64, 48));
    await fresh.close();
    return [loads, rgbOf(pixels)];
  };
  const [tried, painted] = await start();
  expect(told).toEqual([{ multiple: expect.any(Number) as number, takesAny: true, gain: { width: 0, height: 0 } }]);
  const [known, again] = await start(told[0]);
  expect(again).toEqual(painted);
  expect(known).toBeLessThan(tried);
  expect(told).toHaveLength(1);
}); // prettier-ignore
