/**
 * The gradient of the whole perceptual loss to the transform network's parameters: through the loss
 * network, both losses, the pyramid and the network, against TensorFlow.js's automatic gradients of the
 * same loss and against finite differences.
 */
import * as tf from '@tensorflow/tfjs-core';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { describe, expect, it, type TestContext } from 'vitest';
import * as g from '../graph/index.ts';
import { agree, evaluateOn, largest, random, spread } from '../graph/testing/checkOperator.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { ROWS } from '../runtime/tensorflowOperators.ts';
import { readSafeTensors } from '../train/safetensors.ts';
import {
  DEFAULT_LOSS, initialise, inputScope, johnson, lite, lossNetwork, perceptualLoss, styleGrams, swift,
  type LossNetwork, type LossSettings, type ParameterSpec, type TransformNetwork,
} from './index.ts'; // prettier-ignore

const evaluate = evaluateOn(onnxRuntimeDevice('cpu', 'Processor', 'cpu'));
const shared = process.env['PASTICHE_SHARED'] ?? resolve(import.meta.dirname, '../../../shared');
const VGG = join(shared, 'vgg19', 'vgg19-conv1_1-to-conv3_4.safetensors');

/** A loss network of the right depth with a few random channels. */
function smallLossNetwork(): LossNetwork {
  const widths = [3, 4, 4, 6, 6, 8, 8, 8, 8];
  let layer = 0;
  return lossNetwork((name) => {
    const to = widths[layer + 1]!;
    if (name.endsWith('/bias')) return { shape: [to], data: spread(widths[layer]!, layer) };
    const from = widths[layer++]!;
    const scale = Math.sqrt(2 / (9 * from));
    return { shape: [3, 3, from, to], data: spread(9 * from * to, layer).map((value) => value * scale) };
  });
}

function realLossNetwork(ctx: TestContext): LossNetwork {
  if (!existsSync(VGG)) ctx.skip(`the loss network's weights are not there: ${VGG}`);
  const { tensors } = readSafeTensors(readFileSync(VGG));
  return lossNetwork((name) => tensors[name]!);
}

/** TensorFlow.js's automatic gradients of a graph's loss, walking its forward nodes only. */
function autograd(loss: g.Tensor, wrt: readonly g.Tensor[], feeds: ReadonlyMap<g.Tensor, Float32Array>): Float32Array[] {
  const order = g.reach([loss]);
  return tf.tidy(() => {
    const upload = (tensor: g.Tensor): tf.Tensor => {
      const data = tensor.data ?? feeds.get(tensor)!;
      return tf.tensor((data as Float32Array).slice(), g.fixedShape(tensor.shape, 'an input'));
    };
    const walk = (...parameters: tf.Tensor[]): tf.Scalar => {
      const values = new Map(wrt.map((tensor, i) => [tensor, parameters[i]!]));
      for (const node of order) {
        if (values.has(node)) continue;
        const inputs = node.inputs.map((tensor) => values.get(tensor)!);
        values.set(node, node.op === 'Input' || node.op === 'Constant' ? upload(node) : ROWS[node.op](tf, inputs, node.attributes));
      }
      return values.get(loss) as tf.Scalar;
    };
    return tf.grads(walk)(wrt.map(upload)).map((gradient) => Float32Array.from(gradient.dataSync()));
  });
} // prettier-ignore

async function proveGradient(network: TransformNetwork, losses: LossNetwork, edge: number, settings: LossSettings): Promise<void> {
  const content = g.input('content', [1, 3, edge, edge]);
  const specs: ParameterSpec[] = [];
  const parameters: g.Tensor[] = [];
  const stylised = network.build(content, inputScope(specs, parameters));
  const painting = g.constant(spread(3 * edge * edge, 5).map((value) => 128 + 60 * value), [1, 3, edge, edge]);
  const targets = styleGrams(losses, painting, settings);
  const together = { before: targets.map((gram) => g.mul(gram, 0.7)), share: g.scalar(1 / settings.stylePictures) };
  const { objective: total } = perceptualLoss(losses, content, stylised, targets, settings, settings.stylePictures > 1 ? together : undefined);
  const gradients = g.gradients(total, parameters);

  const picture = spread(3 * edge * edge, 6).map((value) => 120 + 50 * value);
  const start = initialise(specs, random(3));
  // A bias of zero where nothing comes in is exactly on ReLU's kink, where a difference finds half of the slope.
  for (const { name } of specs) {
    if (/^residual.*bias$/.test(name)) start[name] = start[name]!.map((_, k) => 0.1 * Math.sin(k + 1));
  }
  const run = await evaluate({ y: total, ...Object.fromEntries(gradients.map((tensor, i) => [`gradient.${specs[i]!.name}`, tensor])) });
  const feeds: Record<string, Float32Array> = { ...start, content: picture };
  const ours = await run(feeds);
  expect(ours['y']![0]).toBeGreaterThan(0.1);

  const values = new Map([[content, picture], ...parameters.map((tensor, i) => [tensor, start[specs[i]!.name]!] as const)]);
  const theirs = autograd(total, parameters, values);
  // What a normalisation takes away again has no slope, and both find rounding: of what, the largest slope tells.
  const rounding = 1e-4 * Math.max(...theirs.map(largest));
  for (const [i, { name }] of specs.entries()) {
    const scale = Math.max(largest(theirs[i]!), rounding);
    expect(() => agree(`${name}, TensorFlow.js`, ours[`gradient.${name}`]!, theirs[i]!, 2e-3, scale)).not.toThrow();
  }
  let compared = 0;
  for (const { name } of specs) {
    const slope = Math.hypot(...ours[`gradient.${name}`]!);
    if (slope < 1e-4) continue;
    compared++;
    // Along the gradient itself. TensorFlow.js above is the sharp test; this one needs no autograd of anybody's. A large step meets kinks of ReLU, a small one the loss's rounding, and
    // where they leave room differs between parameters: one of four steps must be right.
    const errors: number[] = [];
    for (const change of [1e-3, 3e-4, 1e-4, 4e-5]) {
      const step = (change * ours['y']![0]!) / slope;
      const at = async (sign: number): Promise<number> => {
        const moved = start[name]!.map((value, k) => value + (sign * step * ours[`gradient.${name}`]![k]!) / slope);
        return (await run({ ...feeds, [name]: moved }))['y']![0]!;
      };
      const difference = ((await at(1)) - (await at(-1))) / (2 * step);
      errors.push(Math.abs(difference - slope) / slope);
      if (errors.at(-1)! < 0.06) break;
    }
    expect(Math.min(...errors), `${name}: finite differences are off by ${errors.join(', ')}`).toBeLessThan(0.06);
  }
  expect(compared).toBeGreaterThan(specs.length / 2);
  await run.release();
} // prettier-ignore

/** Every term with a say. Settings of the test's own: better defaults must not move its finite differences to kinks. */
const STRONG: LossSettings = {
  contentLayers: ['relu3_2'],
  styleLayers: ['relu1_1', 'relu2_1', 'relu3_1', 'relu3_4'],
  styleScales: [0, 1],
  stylePictures: 1,
  strokes: 0.3,
  contentWeight: 1,
  styleWeight: 10,
  tvWeight: 0.05,
};

describe('the gradient of the perceptual loss', () => {
  it.each([
    ['johnson 2', johnson(2), 16, STRONG],
    ['swift 3x1', swift(3, 1), 48, STRONG],
    ['lite 2x1', lite(2, 1), 48, STRONG],
    ['lite 2x1', lite(2, 1), 48, { ...STRONG, stylePictures: 4 }],
    [
      'lite 2x1',
      lite(2, 1),
      48,
      { ...STRONG, contentLayers: ['relu2_2', 'relu3_2'], styleScales: [0], styleWeight: 3 },
    ],
  ] as const)(
    'to the parameters of %s is right, with a small random loss network',
    async (_, network, edge, settings) => {
      await proveGradient(network, smallLossNetwork(), edge, settings);
    },
  );

  it('to the parameters of swift 2x1 is right, with VGG-19', async (ctx) => {
    await proveGradient(swift(2, 1), realLossNetwork(ctx), 40, DEFAULT_LOSS);
  });
});
