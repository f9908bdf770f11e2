/** Transform networks and the perceptual loss: shapes, the paper's numbers, and what must not show. */
import { describe, expect, it } from 'vitest';
import { add, concat, constant, crop2d, fixedShape, free, gradients, input, mul, scalar, shapeText, toOnnx, type Tensor } from '../graph/index.ts'; // prettier-ignore
import { evaluateOn } from '../graph/testing/checkOperator.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { grain } from './grain.ts';
import {
  constantScope,
  DEFAULT_LOSS,
  gramMatrix,
  initialise,
  inputScope,
  kerasName,
  lossFeatures,
  lossNetwork,
  networkNamed,
  perceptualLoss,
  styleGrams,
  totalVariation,
  type LossNetwork,
  type ParameterSpec,
  type Together,
  type TransformNetwork,
} from './index.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');

/** Numbers that look random and are the same every time. */
function noise(size: number, low: number, high: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: size }, () => {
    state = (state * 48271) % 2147483647;
    return low + ((high - low) * state) / 2147483647;
  });
}

function specsOf(network: TransformNetwork): ParameterSpec[] {
  const specs: ParameterSpec[] = [];
  network.build(input('input', [1, 3, 48, 48]), inputScope(specs, []));
  return specs;
}

/** Values of tensors that depend on nothing but constants. */
async function evaluate(...tensors: Tensor[]): Promise<Float32Array[]> {
  const session = await device.load(toOnnx(Object.fromEntries(tensors.map((t, i) => [`out${i}`, t]))));
  const results = await session.run({});
  await session.release();
  return tensors.map((_, i) => results[`out${i}`]!.data as Float32Array);
}

/** Every weight drawn at random, those that start as something special too. */
function wild(network: TransformNetwork): Record<string, Float32Array> {
  return Object.fromEntries(
    specsOf(network).map(({ name, shape }) => [name, noise(shape.reduce((a, b) => a * b), -1, 1)]),
  ); // prettier-ignore
}

/** Weights that take nothing of the grain: it comes last among the channels that these two read. */
function withoutGrain(
  network: TransformNetwork,
  values: Record<string, Float32Array>,
): Record<string, Float32Array> {
  for (const name of ['down2.weight', 'skip.weight']) {
    const spec = specsOf(network).find((other) => other.name === name)!;
    const [to, from, kh, kw] = spec.shape as [number, number, number, number];
    for (let i = 0; i < to; i++) values[name]!.fill(0, (i * from + 4) * kh * kw, (i + 1) * from * kh * kw);
  }
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
    const values = initialise(specsOf(network), Math.random);
    for (const [height, width] of [[48, 64], [72, 40]] as const) {
      const output = await paint(network, values, height, width, noise(3 * height * width, 0, 255));
      expect(output.dims).toEqual([1, 3, height, width]);
      expect((output.data as Float32Array).every(Number.isFinite)).toBe(true);
    } // prettier-ignore
  });
});

describe('johnson', () => {
  it('at full width has the paper’s parameters: about 1.68 million', () => {
    const count = specsOf(networkNamed('johnson')).reduce(
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

describe('grain', () => {
  const fields = (height: number, width: number, origin?: Tensor): Tensor =>
    grain(constant(new Float32Array(2 * height * width), [1, 2, height, width]), 16, origin);

  it('is where a pixel is, whatever the size of the picture', async () => {
    const [small, large] = await evaluate(fields(8, 12), crop2d(fields(20, 40), [0, 0, 12, 28]));
    expect(Math.max(...small!.map((value, i) => Math.abs(value - large![i]!)))).toBeLessThan(1e-3);
  });

  it('moves with its origin', async () => {
    const origin = constant(Float32Array.of(5, 3), [1, 2, 1, 1]);
    const [moved, there] = await evaluate(fields(8, 8, origin), crop2d(fields(11, 13), [3, 5, 0, 0]));
    expect(Math.max(...moved!.map((value, i) => Math.abs(value - there![i]!)))).toBeLessThan(1e-3);
  });

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
    const values: Record<string, Float32Array> = initialise(specsOf(network), Math.random);
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

/** A loss network of the right shape with small random weights. */
function anyLossNetwork(): LossNetwork {
  const widths = [3, 64, 64, 128, 128, 256, 256, 256, 256];
  let layer = 0;
  return lossNetwork((name) => {
    if (name.endsWith('/bias')) return { shape: [widths[layer]!], data: noise(widths[layer]!, -1, 1) };
    const shape = [3, 3, widths[layer]!, widths[++layer]!];
    const spread = Math.sqrt(3 / (9 * shape[2]!));
    return { shape, data: noise(shape.reduce((a, b) => a * b), -spread, spread) };
  }); // prettier-ignore
}

describe('the loss network', () => {
  it('has Keras’ names and halves the picture before blocks 2 and 3', () => {
    expect(kerasName('relu3_4')).toBe('block3_conv4');
    const picture = input('x', [1, 3, 32, 48]);
    const features = lossFeatures(anyLossNetwork(), picture, ['relu1_2', 'relu2_2', 'relu3_4']);
    expect(features.map(({ shape }) => shapeText(shape))).toEqual([
      '[1, 64, 32, 48]',
      '[1, 128, 16, 24]',
      '[1, 256, 8, 12]',
    ]);
  });

  it('takes RGB and feeds BGR minus the mean of ImageNet', async () => {
    // A first layer that passes only blue's centre tap (Keras' channel 0) into output 0.
    const kernel = new Float32Array(9 * 3 * 64);
    kernel[4 * 3 * 64] = 1;
    const net = anyLossNetwork();
    const passing = lossNetwork((name) => {
      if (name === 'block1_conv1/kernel') return { shape: [3, 3, 3, 64], data: kernel };
      const layer = Object.entries(net.convolutions).find(([key]) =>
        name.startsWith(kerasName(key as 'relu1_1')),
      )![1];
      const [o, i] = layer.weight.shape as [number, number];
      return name.endsWith('bias')
        ? { shape: [o], data: new Float32Array(o) }
        : { shape: [3, 3, i, o], data: new Float32Array(9 * i * o) };
    });
    const picture = constant(Float32Array.of(10, 20, 200), [1, 3, 1, 1]);
    const [values] = await evaluate(lossFeatures(passing, picture, ['relu1_1'])[0]!);
    expect(values![0]).toBeCloseTo(200 - 103.939, 3);
    expect(values![1]).toBe(0);
  });
});

describe('the perceptual loss', () => {
  it('has Gram matrices divided by C·H·W (Johnson et al. 2016, eq. 3)', async () => {
    const data = noise(2 * 3 * 2 * 4, -1, 1);
    const [gram] = await evaluate(gramMatrix(constant(data, [2, 3, 2, 4])));
    const at = (n: number, c: number, p: number): number => data[(n * 3 + c) * 8 + p]!;
    for (let n = 0; n < 2; n++) {
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          let sum = 0;
          for (let p = 0; p < 8; p++) sum += at(n, a, p) * at(n, b, p);
          expect(gram![(n * 3 + a) * 3 + b]).toBeCloseTo(sum / 24, 5);
        }
      }
    }
  });

  it('has the mean absolute difference of neighbours as total variation', async () => {
    const [tv] = await evaluate(totalVariation(constant(Float32Array.of(1, 4, 2, 10), [1, 1, 2, 2])));
    expect(tv![0]).toBeCloseTo((1 + 6) / 2 + (3 + 8) / 2, 5);
  });

  it('is nothing but total variation for a picture that is both its content and its style', async () => {
    const picture = constant(noise(3 * 32 * 32, 0, 255), [1, 3, 32, 32]);
    const net = anyLossNetwork();
    const settings = { ...DEFAULT_LOSS, styleScales: [0, 1] };
    const targets = styleGrams(net, picture, settings);
    const losses = perceptualLoss(net, picture, picture, targets, settings);
    const [total, content, style, tv] = await evaluate(losses.total, losses.content, losses.style, losses.tv);
    expect(content![0]).toBe(0);
    expect(style![0]).toBeCloseTo(0, 6);
    expect(total![0]).toBeCloseTo(settings.tvWeight * tv![0]!, 6);
  });

  it('compares the style of several pictures by the mean of their Gram matrices', async () => {
    const net = anyLossNetwork();
    const settings = { ...DEFAULT_LOSS, styleScales: [0] };
    const two = [noise(3 * 16 * 16, 0, 255), noise(3 * 16 * 16, 0, 40)].map((data) =>
      constant(data, [1, 3, 16, 16]),
    ) as [Tensor, Tensor];
    const grams = two.map((picture) => styleGrams(net, picture, settings));
    const middle = grams[0]!.map((gram, i) => mul(add(gram, grams[1]![i]!), 0.5));
    const both = concat(two, 0);
    const losses = perceptualLoss(net, both, both, middle, settings, { before: undefined, share: scalar(1) });
    const apart = perceptualLoss(net, both, both, middle, settings);
    // The first has passed, and the second is half of the mean.
    const later = perceptualLoss(net, two[1], two[1], middle, settings, {
      before: grams[0]!,
      share: scalar(0.5),
    });
    const [together, alone, running, total, objective] = await evaluate(losses.style, apart.style, later.style, apart.total, apart.objective); // prettier-ignore
    expect(together![0]).toBeLessThan(1e-6);
    expect(running![0]).toBeLessThan(1e-6);
    expect(alone![0]).toBeGreaterThan(0.1);
    expect(objective).toEqual(total);
  });

  it('slopes as steeply when a picture is a part of the mean as when it is all of it', async () => {
    const net = anyLossNetwork();
    const settings = { ...DEFAULT_LOSS, styleScales: [0], contentWeight: 0, tvWeight: 0 };
    const picture = input('x', [1, 3, 16, 16]);
    const targets = styleGrams(net, constant(noise(3 * 16 * 16, 0, 255), [1, 3, 16, 16]), settings);
    // A mean that is what the picture is itself: only the slope tells how much of it the picture was.
    const own = styleGrams(net, picture, settings);
    const slope = (together?: Together): Tensor =>
      gradients(perceptualLoss(net, picture, picture, targets, settings, together).objective, [picture])[0]!;
    const data = noise(3 * 16 * 16, 0, 200);
    const before = await evaluateOn(device)(Object.fromEntries(own.map((gram, i) => [`g${i}`, gram])));
    const values = await before({ x: data });
    const known = own.map((gram, i) => constant(values[`g${i}`]!, fixedShape(gram.shape, 'a Gram matrix')));
    const run = await evaluateOn(device)({
      part: slope({ before: known, share: scalar(0.25) }),
      all: slope(),
    });
    const { part, all } = await run({ x: data });
    const largest = Math.max(...all!.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    for (const [i, value] of all!.entries()) expect(Math.abs(part![i]! - value)).toBeLessThan(1e-3 * largest);
  });

  it('divides by the target’s energy: a black picture is at distance 1 from any style', async () => {
    const net = anyLossNetwork();
    const silent: LossNetwork = {
      convolutions: Object.fromEntries(
        Object.entries(net.convolutions).map(([layer, { weight }]) => {
          const [o, i] = fixedShape(weight.shape, 'weight') as [number, number];
          return [
            layer,
            {
              weight: constant(new Float32Array(o * i * 9), [o, i, 3, 3]),
              bias: constant(new Float32Array(o), [o]),
            },
          ];
        }),
      ) as LossNetwork['convolutions'],
    };
    const picture = constant(noise(3 * 16 * 16, 0, 255), [1, 3, 16, 16]);
    const settings = { ...DEFAULT_LOSS, styleScales: [0] };
    const targets = styleGrams(net, picture, settings);
    const { style } = perceptualLoss(silent, picture, picture, targets, settings);
    expect((await evaluate(style))[0]![0]).toBeCloseTo(1, 4);
  });
});
