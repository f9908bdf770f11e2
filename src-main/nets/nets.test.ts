/** Transform networks: shapes, the paper's numbers, and what must not show. */
import { describe, expect, it } from 'vitest';
import { constant, crop2d, free, input, shapeText, toOnnx, type Tensor } from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { grain, strokes } from './grain.ts';
import {
  constantScope,
  initialise,
  inputScope,
  networkNamed,
  parameterSpecs,
  type TransformNetwork,
} from './index.ts';
import { constantsOn, noise } from './testing/values.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const evaluate = constantsOn(device);

/** Every weight drawn at random, those that start as something special too. */
function wild(network: TransformNetwork): Record<string, Float32Array> {
  return Object.fromEntries(
    parameterSpecs(network).map(({ name, shape }) => [name, noise(shape.reduce((a, b) => a * b), -1, 1)]),
  ); // prettier-ignore
}

/** Weights that take nothing of the grain: it comes last among the channels that these two read. */
function withoutGrain(
  network: TransformNetwork,
  values: Record<string, Float32Array>,
): Record<string, Float32Array> {
  for (const name of ['down2.weight', 'skip.weight']) {
    const spec = parameterSpecs(network).find((other) => other.name === name)!;
    const [to, from, kh, kw] = spec.shape as [number, number, number, number];
    for (let i = 0; i < to; i++) values[name]!.fill(0, (i * from + 4) * kh * kw, (i + 1) * from * kh * kw);
  }
  values['strokes.weight']?.fill(0);
  return values;
}

async function paint(
  network: TransformNetwork,
  values: Record<string, Float32Array>,
  height: number,
  width: number,
  data: Float32Array,
) {
  const h = free('h', network.multiple);
  const w = free('w', network.multiple);
  const output = network.build(input('input', [1, 3, h, w]), constantScope(values));
  const session = await device.load(toOnnx({ output }));
  const result = await session.run({ input: { dtype: 'float32', dims: [1, 3, height, width], data } });
  await session.release();
  return result['output']!;
}

describe.each(['swift 16x4', 'swift 2x1', 'lite 16x5', 'lite 2x1', 'johnson 8'])('%s', (name) => {
  const network = networkNamed(name);

  it('says so itself, and gives back the size it was given, for free height and width', () => {
    expect(network.name).toBe(name);
    const picture = input('input', [1, 3, free('h', network.multiple), free('w', network.multiple)]);
    const output = network.build(picture, inputScope([], []));
    expect(shapeText(output.shape)).toBe(shapeText(picture.shape));
  });

  it('runs at sizes that were not known when it was built', async () => {
    const values = initialise(parameterSpecs(network), Math.random);
    for (const [height, width] of [[48, 64], [72, 40]] as const) {
      const output = await paint(network, values, height, width, noise(3 * height * width, 0, 255));
      expect(output.dims).toEqual([1, 3, height, width]);
      expect((output.data as Float32Array).every(Number.isFinite)).toBe(true);
    } // prettier-ignore
  });
});

describe('johnson', () => {
  it('at full width has the paper’s parameters: about 1.68 million', () => {
    const count = parameterSpecs(networkNamed('johnson')).reduce(
      (sum, { shape }) => sum + shape.reduce((a, b) => a * b),
      0,
    );
    expect(count).toBe(1_677_635);
  });
});

describe.each(['swift 2x1', 'lite 2x1'])('%s', (name) => {
  it('leaves no grid of period two, whatever its weights', async () => {
    const network = networkNamed(name);
    const [height, width] = [48, 256];
    const values = withoutGrain(network, wild(network));
    const flat = new Float32Array(3 * height * width).fill(90);
    const tall = (await paint(network, values, width, height, flat)).data as Float32Array;
    const { data } = await paint(network, values, height, width, flat);
    const largest = (at: (k: number) => number): number => {
      let most = 0;
      for (let k = 120; k < 136; k++) most = Math.max(most, Math.abs(at(k) - 2 * at(k + 1) + at(k + 2)));
      return most;
    };
    // Far from the borders a flat picture has nothing to show: what is left could only be the grid.
    expect(largest((x) => (data as Float32Array)[24 * width + x]!)).toBeLessThan(0.05);
    expect(largest((y) => tall[y * height + 24]!)).toBeLessThan(0.05);
  });
});

const blank = (height: number, width: number): Tensor =>
  constant(new Float32Array(2 * height * width), [1, 2, height, width]);

describe.each([
  ['grain', (height: number, width: number, origin?: Tensor) => grain(blank(height, width), 16, origin)],
  ['strokes', (height: number, width: number, origin?: Tensor) => strokes(blank(height, width), origin)],
] as const)('%s', (_, fields) => {
  it('is where a pixel is, whatever the size of the picture', async () => {
    const [small, large] = await evaluate(fields(8, 12), crop2d(fields(20, 40), [0, 0, 12, 28]));
    expect(Math.max(...small!.map((value, i) => Math.abs(value - large![i]!)))).toBeLessThan(1e-3);
  });

  it('moves with its origin', async () => {
    const origin = constant(Float32Array.of(5, 3), [1, 2, 1, 1]);
    const [moved, there] = await evaluate(fields(8, 8, origin), crop2d(fields(11, 13), [3, 5, 0, 0]));
    expect(Math.max(...moved!.map((value, i) => Math.abs(value - there![i]!)))).toBeLessThan(1e-3);
  });
});

describe('strokes', () => {
  /** How far the lines of two fields are from parallel: the mean sine of the angle between their slopes. */
  const angle = (edge: number, one: Float32Array, other: Float32Array): number => {
    let [sine, count] = [0, 0];
    for (let i = edge + 1; i < edge * (edge - 1) - 1; i++) {
      const [x1, y1, x2, y2] = [one, other].flatMap((f) => [f[i + 1]! - f[i - 1]!, f[i + edge]! - f[i - edge]!]) as [number, number, number, number]; // prettier-ignore
      const lengths = Math.hypot(x1, y1) * Math.hypot(x2, y2);
      if (lengths < 0.05) continue;
      sine += Math.abs(x1 * y2 - y1 * x2) / lengths;
      count++;
    }
    expect(count).toBeGreaterThan(1000);
    return sine / count;
  };

  it('are lines of several widths side by side, which bend', async () => {
    const edge = 128;
    const [values] = await evaluate(strokes(blank(edge, edge)));
    const field = (i: number): Float32Array => values!.slice(i * edge * edge, (i + 1) * edge * edge);
    const [narrow, wide] = [field(2), field(6)];
    expect(angle(edge, narrow, wide)).toBeLessThan(0.15);
    expect(angle(edge, wide, wide.toReversed())).toBeGreaterThan(0.3);
    const crossings = (f: Float32Array): number => f.filter((v, i) => v > 0 !== f[i + edge]! > 0).length;
    expect(crossings(narrow) / crossings(wide)).toBeGreaterThan(1.3);
  });
});

describe('grain', () => {
  const fields = (height: number, width: number): Tensor => grain(blank(height, width), 16);

  it('has fields that are irregular, unlike each other and centred', async () => {
    const edge = 96;
    const [values] = await evaluate(fields(edge, edge));
    const field = (i: number): Float32Array => values!.subarray(i * edge * edge, (i + 1) * edge * edge);
    const correlation = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, i) => sum + value * b[i]!, 0) /
      Math.sqrt(a.reduce((sum, v) => sum + v * v, 0) * b.reduce((sum, v) => sum + v * v, 0));
    for (let i = 0; i < 16; i++) {
      expect(Math.abs(field(i).reduce((sum, value) => sum + value, 0) / (edge * edge))).toBeLessThan(0.2);
      for (let j = 0; j < i; j++) expect(Math.abs(correlation(field(i), field(j)))).toBeLessThan(0.4);
      // A plane wave, or anything with a period, would come back like itself somewhere.
      for (const shift of [24, 32, 40, 48]) {
        const [left, right] = await evaluate(
          ...[0, shift].map((from) => {
            const all = constant(Float32Array.from(field(i)), [1, 1, edge, edge]);
            return crop2d(all, [0, from, 0, 48 - from]);
          }),
        );
        expect(Math.abs(correlation(left!, right!)), `field ${i} after ${shift}`).toBeLessThan(0.7);
      }
    }
  });
});

describe('a network’s name', () => {
  it.each(['lite 16', 'swift 16', 'johnson 3x4', 'vgg', '', 'lite 16x5x2'])(
    '"%s" is refused with what to use',
    (name) => {
      expect(() => networkNamed(name)).toThrow(
        /use swift, "swift 16x4", lite, "lite 16x5", johnson or "johnson 32"/,
      );
    },
  );
});

describe('parameters', () => {
  it('that are missing or of the wrong size are named', () => {
    const network = networkNamed('lite 2x1');
    const values: Record<string, Float32Array> = initialise(parameterSpecs(network), Math.random);
    values['down1.weight'] = new Float32Array(3);
    expect(() => network.build(input('x', [1, 3, 48, 48]), constantScope(values))).toThrow(
      /down1.weight .* has 3/,
    );
    delete values['down1.weight'];
    expect(() => network.build(input('x', [1, 3, 48, 48]), constantScope(values))).toThrow(
      /down1.weight .* missing/,
    );
  });
});
