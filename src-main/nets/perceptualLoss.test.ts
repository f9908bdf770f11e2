/** The loss network and the perceptual loss: the paper's numbers, and what several pictures come to together. */
import { describe, expect, it } from 'vitest';
import { add, concat, constant, fixedShape, gradients, input, mul, scalar, shapeText, sub, type Tensor } from '../graph/index.ts'; // prettier-ignore
import { evaluateOn } from '../graph/testing/checkOperator.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import {
  DEFAULT_LOSS,
  gramMatrix,
  kerasName,
  LOSS_LAYERS,
  lossFeatures,
  lossNetwork,
  perceptualLoss,
  styleGrams,
  totalVariation,
  wholeGrams,
  type LossNetwork,
  type Together,
} from './index.ts';
import { gramsByParts, partsOf, showsStrokes, strokeGram } from './gram.ts';
import { constantsOn, noise } from './testing/values.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const evaluate = constantsOn(device);

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
    const settings = { ...DEFAULT_LOSS, styleScales: [0, 1], strokes: 0 };
    const targets = styleGrams(net, picture, settings);
    const losses = perceptualLoss(net, picture, picture, targets, settings);
    const [total, content, style, tv] = await evaluate(losses.total, losses.content, losses.style, losses.tv);
    expect(content![0]).toBe(0);
    expect(style![0]).toBeCloseTo(0, 6);
    expect(total![0]).toBeCloseTo(settings.tvWeight * tv![0]!, 6);
  });

  it('compares the style of several pictures by the mean of their Gram matrices', async () => {
    const net = anyLossNetwork();
    const settings = { ...DEFAULT_LOSS, styleScales: [0], strokes: 0 };
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
    const settings = { ...DEFAULT_LOSS, styleScales: [0], strokes: 0, contentWeight: 0, tvWeight: 0 };
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
    const settings = { ...DEFAULT_LOSS, styleScales: [0], strokes: 0 };
    const targets = styleGrams(net, picture, settings);
    const { style } = perceptualLoss(silent, picture, picture, targets, settings);
    expect((await evaluate(style))[0]![0]).toBeCloseTo(1, 4);
  });

  it('adds the strokes by their weight, of each picture by itself, and the slope is theirs', async () => {
    const net = anyLossNetwork();
    const settings = { ...DEFAULT_LOSS, styleScales: [0], strokes: 0.5 };
    const [one, other] = [255, 40].map((most) => constant(noise(3 * 32 * 32, 0, most), [1, 3, 32, 32])) as [Tensor, Tensor]; // prettier-ignore
    const both = concat([one, other], 0);
    const targets = styleGrams(net, one, settings);
    const whole = targets.slice(0, wholeGrams(settings));
    const without = { ...settings, strokes: 0 };
    const strokesOf = (picture: Tensor, together?: Together): Tensor =>
      sub(
        perceptualLoss(net, picture, picture, targets, settings, together).style,
        perceptualLoss(net, picture, picture, whole, without, together).style,
      );
    const part = { before: whole, share: scalar(0.25) };
    const { total, objective, style, grams } = perceptualLoss(net, both, both, targets, settings, part);
    const double = perceptualLoss(net, other, other, targets, { ...settings, strokes: 1 }).style;
    const plain = perceptualLoss(net, other, other, whole, without).style;
    const [first, second, mean, running, twice] = (await evaluate(strokesOf(one), strokesOf(other), strokesOf(both), strokesOf(both, part), sub(double, plain))).map((loss) => loss[0]!); // prettier-ignore
    expect(second!).toBeGreaterThan(0.1);
    expect(mean!).toBeCloseTo((first! + second!) / 2, 2);
    expect(running!).toBeCloseTo(mean!, 2);
    expect(twice!).toBeCloseTo(2 * second!, 2);
    // They are not remembered, and of the mean only the batch's share moves, of the strokes everything.
    expect(grams).toHaveLength(whole.length);
    const [t, o, s] = (await evaluate(total, objective, style)).map((loss) => loss[0]!);
    expect(o! - t!).toBeCloseTo(3 * settings.styleWeight * (s! - mean!), 1);
  });

  it('asks no more of a painting without strokes than of one with them', async () => {
    const net = anyLossNetwork();
    const settings = { ...DEFAULT_LOSS, styleScales: [0] };
    const picture = constant(noise(3 * 32 * 32, 0, 255), [1, 3, 32, 32]);
    const flat = constant(new Float32Array(3 * 40 * 40).fill(90), [1, 3, 40, 40]);
    const lossOf = (strokes: number): Tensor =>
      perceptualLoss(net, picture, picture, styleGrams(net, flat, { ...settings, strokes }), { ...settings, strokes }).style; // prettier-ignore
    const [whole, all] = (await evaluate(lossOf(0), lossOf(0.1))).map((loss) => loss[0]!);
    expect(all!).toBeGreaterThan(whole!);
    expect(all!).toBeLessThan(20 * whole!);
  });
});

describe('strokes', () => {
  /** One channel of 16x16: each cell of 8x8 has a level of its own, and lines as strong as `lines` says. */
  const drawn = (levels: readonly number[], lines: number): Tensor =>
    constant(
      Float32Array.from({ length: 256 }, (_, i) => {
        const [y, x] = [Math.floor(i / 16), i % 16];
        return levels[2 * Math.floor(y / 8) + Math.floor(x / 8)]! + (x % 2 === 0 ? lines : -lines);
      }),
      [1, 1, 16, 16],
    );

  it('are what varies within a cell, whatever the cells are', async () => {
    const seen = [drawn([0, 0, 0, 0], 3), drawn([5, -20, 40, 7], 3), drawn([5, -20, 40, 7], 0)];
    const grams = await evaluate(...seen.map((features) => strokeGram(features, 'relu1_1', 0)));
    for (const [i, expected] of [9, 9, 0].entries()) expect(grams[i]![0]).toBeCloseTo(expected, 3);
  });

  it('are looked for in each part of a picture, and the style in all of it', async () => {
    const features = constant(
      Float32Array.from({ length: 2 * 6 * 7 }, (_, i) => i),
      [1, 2, 6, 7],
    );
    const parts = partsOf(features);
    expect(fixedShape(parts.shape, 'parts')).toEqual([4, 2, 3, 3]);
    const [data] = await evaluate(parts);
    // The last one, of both channels; the seventh column belongs to none.
    expect([...data!.slice(3 * 18)]).toEqual([
      24, 25, 26, 31, 32, 33, 38, 39, 40, 66, 67, 68, 73, 74, 75, 80, 81, 82,
    ]);

    // Cells fill the parts of the first, not of the second.
    for (const edge of [32, 36]) {
      const picture = constant(noise(2 * 3 * edge * edge, 0, 9), [2, 3, edge, edge]);
      const { all, strokes } = gramsByParts(picture, 'relu1_1', 0);
      const expected = [gramMatrix(picture), strokeGram(partsOf(picture), 'relu1_1', 0)];
      const [a, s, whole, each] = await evaluate(all, strokes, ...expected);
      expect(a!.length).toBe(2 * 9);
      expect(Math.max(...a!.map((value, i) => Math.abs(value - whole![i]!)))).toBeLessThan(1e-3);
      expect(Math.max(...s!.map((value, i) => Math.abs(value - each![i]!)))).toBeLessThan(1e-3);
    }
  });

  it('are seen where a cell has at least two features a side', () => {
    const shown = [0, 1, 2].map((halvings) => LOSS_LAYERS.filter((layer) => showsStrokes(layer, halvings)));
    expect(shown).toEqual([LOSS_LAYERS, LOSS_LAYERS.slice(0, 4), LOSS_LAYERS.slice(0, 2)]);
  });
});
