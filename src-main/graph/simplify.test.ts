import { describe, expect, it } from 'vitest';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import * as g from './index.ts';
import { agree, evaluateOn } from './testing/checkOperator.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const evaluate = evaluateOn(device);
let count = 0;
const values = (...shape: number[]): g.Tensor =>
  g.constant(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.sin(++count * 12.9)), shape); // prettier-ignore
const picture = g.input('x', [1, 3, 10, 14]);
const features = g.input('x', [1, 4, 5, 7]);
const pads = [1, 1, 1, 1] as const;
/** A 3x3 weight whose outputs take turns at seeing one input each. */
function oneEach(outputs: number, inputs: number): g.Tensor {
  const { data } = values(outputs, 9) as { data: Float32Array };
  const taps = Array.from({ length: outputs * inputs * 9 }, (_, at) => {
    const [out, from] = [Math.floor(at / (9 * inputs)), Math.floor(at / 9) % inputs];
    return out % inputs === from ? data[9 * out + (at % 9)]! : 0;
  });
  return g.constant(Float32Array.from(taps), [outputs, inputs, 3, 3]);
}

const RULES = {
  knownZeros: {
    rule: g.knownZeros,
    changed: { 'ones like a picture': g.add(g.onesLike(picture), picture) },
    same: {
      'another factor': g.mul(picture, 0.5),
      'zeros of another shape': g.mul(picture, g.full([14], 0)),
      'a free size': g.onesLike(g.input('x', [1, 3, g.free('h'), 14])),
    },
  },
  knownChannelsApart: {
    rule: g.knownChannelsApart(() => false),
    changed: {
      'channels known beforehand': g.conv(g.concat([features, g.sin(values(1, 2, 5, 7))], 1), values(3, 6, 3, 3), values(3), { pads, strides: [2, 2] }),
    },
    same: {
      'channels that depend on the picture': g.conv(g.concat([features, g.relu(features)], 1), values(3, 8, 1, 1)),
      'weights that are fed': g.conv(g.concat([g.relu(features), values(1, 4, 5, 7)], 1), g.concat([features, features], 1)),
      'nothing that depends on the picture': g.conv(g.concat([g.relu(values(1, 4, 5, 7)), values(1, 4, 5, 7)], 1), g.concat([features, features], 1)),
    },
  },
  smallBeforeRepeated: {
    rule: g.smallBeforeRepeated,
    changed: {
      'with a bias': g.conv(g.resizeNearest(features, 2), values(6, 4, 3, 3), values(6), { pads }),
      'without': g.conv(g.resizeNearest(features, 2), values(6, 4, 3, 3), null, { pads }),
    },
    same: {
      'three times the size': g.conv(g.resizeNearest(features, 3), values(6, 4, 3, 3), null, { pads }),
      'no border': g.conv(g.resizeNearest(features, 2), values(6, 4, 3, 3)),
      'a larger window': g.conv(g.resizeNearest(features, 2), values(6, 4, 5, 5), null, { pads }),
      'steps of two': g.conv(g.resizeNearest(features, 2), values(6, 4, 3, 3), null, { pads, strides: [2, 2] }),
      'each channel by itself': g.depthwiseConv(g.resizeNearest(features, 2), values(4, 1, 3, 3), null, { pads }),
    },
  },
  mixtureFirst: {
    rule: g.mixtureFirst,
    changed: {
      'luminance alone': g.conv(picture, g.constant(Float32Array.from({ length: 5 * 3 * 4 }, (_, i) => [0.299, 0.587, 0.114][Math.floor(i / 4) % 3]! * Math.cos(i % 4 + 4 * Math.floor(i / 12))), [5, 3, 2, 2]), values(5), { strides: [2, 2] }),
    },
    same: {
      'every colour in its own way': g.conv(picture, values(5, 3, 2, 2)),
      'nothing at all': g.conv(picture, g.full([5, 3, 2, 2], 0)),
    },
  },
  eachApart: {
    rule: g.eachApart,
    changed: {
      'colours enlarged': g.conv(g.conv(features, values(3, 4, 1, 1), values(3)), oneEach(12, 3), null, { pads }),
      'without a bias before, but with one after': g.conv(g.conv(features, values(2, 4, 1, 1)), oneEach(5, 2), values(5), { strides: [2, 2] }),
    },
    same: {
      'colours that are mixed': g.conv(g.conv(features, values(3, 4, 1, 1)), values(12, 3, 3, 3), null, { pads }),
      'an output that sees nothing': g.conv(g.conv(features, values(3, 4, 1, 1)), g.full([12, 3, 3, 3], 0), null, { pads }),
      'many channels': g.conv(g.conv(features, values(16, 4, 1, 1)), oneEach(16, 16), null, { pads }),
      'many outputs': g.conv(g.conv(features, values(3, 4, 1, 1)), oneEach(17, 3), null, { pads }),
      'channels made of several pixels': g.conv(g.conv(features, values(3, 4, 3, 3), null, { pads }), oneEach(12, 3), null, { pads }),
      'every other pixel': g.conv(g.conv(features, values(3, 4, 1, 1), null, { strides: [2, 2] }), oneEach(12, 3), null, { pads }),
      'weights that are fed': g.conv(g.conv(features, values(3, 4, 1, 1)), g.relu(oneEach(12, 3)), null, { pads }),
    },
  },
} as const; // prettier-ignore

describe.each(Object.entries(RULES))('%s', (_, { rule, changed, same }) => {
  it.each(Object.entries<g.Tensor>(changed))('computes the same otherwise: %s', async (__, before) => {
    const [after] = g.rewrite([before], rule);
    expect(after).not.toBe(before);
    const [input] = g.reach([before]).filter(({ op }) => op === 'Input');
    const x = Float32Array.from({ length: g.sizeOf(input!.shape) }, (___, i) => Math.cos(i * 78.2));
    const run = await evaluate({ before, after: after! });
    const results = await run({ x });
    await run.release();
    agree('before', results['after']!, results['before']!, 1e-5);
  });

  it.each(Object.entries<g.Tensor>(same))('leaves alone: %s', (__, before) => {
    expect(g.rewrite([before], rule)).toEqual([before]);
  });
});

it('weights that come before are as good as constant ones', () => {
  const joined = g.concat([features, values(1, 2, 5, 7)], 1);
  const conv = g.conv(joined, g.input('w', [3, 6, 1, 1]));
  const [apart] = g.rewrite(
    [conv],
    g.knownChannelsApart(({ name }) => name === 'w'),
  );
  expect(apart!.op).toBe('Add');
  expect(apart!.inputs[0]!.inputs[0]).toBe(features);
});

it('bytes are mirrored as bytes', async () => {
  const bytes = g.input('x', [10, 14, 3], 'uint8');
  const planes = g.reshape(g.cast(g.transpose(bytes, [2, 0, 1]), 'float32'), [1, 3, 10, 14]);
  const mirrored = g.mul(g.pad2d(planes, [2, 3, 4, 1], 'reflect'), 0.5);
  const [after] = g.rewrite([mirrored], g.padBytes);
  expect(after!.inputs[0]!.op).toBe('Cast');
  const model = [mirrored, after!].map((y) => g.toOnnx({ y }));
  const data = Uint8Array.from({ length: 420 }, (_, i) => (i * 37) % 256);
  const results: unknown[] = [];
  for (const each of model) {
    const session = await device.load(each);
    results.push((await session.run({ x: { dtype: 'uint8', dims: [10, 14, 3], data } }))['y']!.data);
    await session.release();
  }
  expect(results[1]).toEqual(results[0]);
  // Beside a picture with zeros around it there is nothing to repeat.
  const zeros = g.pad2d(planes, [2, 3, 4, 1], 'constant');
  expect(g.rewrite([zeros], g.padBytes)).toEqual([zeros]);
});
