/**
 * Whether ONNX Runtime's own layout for processors can be used here (graph/onnx/blocked), and how many channels its
 * blocks have: 16 where there is AVX-512, else mostly 8. Found out by trying, for it is no promise of ONNX Runtime's.
 */
import * as g from '../graph/index.ts';
import { RuntimeError, type Device, type TensorValue } from './types.ts';

/** By how much the two networks' values may differ, relative to the largest: both are float32, summed in another order. */
const TOLERANCE = 1e-4;
/** Channels: a multiple of every block. Pixels: so many that means are taken by rows (`normalisation.ts`). */
const [CHANNELS, HEIGHT, WIDTH] = [16, 64, 72];

/** Channels in a block; null where there are no blocks, or a network in them gives something else than it should. */
export async function findBlock(load: Device['load']): Promise<number | null> {
  try {
    const block = await blockOf(load);
    return block > 1 && CHANNELS % block === 0 && (await agrees(load, block)) ? block : null;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    // ONNX Runtime has no such operators here.
    return null;
  }
}

/** How many channels of the first pixel there are before the second. */
async function blockOf(load: Device['load']): Promise<number> {
  const { channels, pixels } = g.PROBE;
  const data = Float32Array.from({ length: channels * pixels }, (_, i) => i % pixels);
  const order = await runOnce(load, g.orderProbe(), {
    dtype: 'float32',
    dims: [1, channels, 1, pixels],
    data,
  });
  return order.indexOf(1);
}

async function agrees(load: Device['load'], block: number): Promise<boolean> {
  const trial = trialNetwork();
  const data = Float32Array.from({ length: 3 * HEIGHT * WIDTH }, (_, i) => Math.cos(i * 78.233));
  const x: TensorValue = { dtype: 'float32', dims: [1, 3, HEIGHT, WIDTH], data };
  const wanted = await runOnce(load, g.toModel({ y: trial }), x);
  const given = await runOnce(load, g.toBlocks({ y: trial }, block), x);
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isNear = (value: number, i: number): boolean => Math.abs(value - wanted[i]!) <= TOLERANCE * largest;
  return given.length === wanted.length && given.every(isNear);
}

/** A small network with every operator that `graph/onnx/blocked` writes. */
export function trialNetwork(): g.Tensor {
  let count = 0;
  const weight = (...shape: number[]): g.Tensor => {
    const size = shape.reduce((a, b) => a * b, 1);
    return g.constant(
      Float32Array.from({ length: size }, () => Math.sin(++count * 12.9898)),
      shape,
    );
  };
  const normed = (x: g.Tensor, channels: number): g.Tensor => g.instanceNorm(x, weight(channels), weight(channels)); // prettier-ignore
  const pads = [1, 1, 1, 1] as const;
  const picture = g.input('x', [1, 3, HEIGHT, WIDTH]);
  const read = g.relu(
    normed(g.conv(picture, weight(CHANNELS, 3, 3, 3), weight(CHANNELS), { pads }), CHANNELS),
  );
  const joined = g.concat([read, weight(1, CHANNELS, HEIGHT, WIDTH)], 1);
  const down = g.relu(normed(g.conv(joined, weight(CHANNELS, 2 * CHANNELS, 3, 3), null, { pads, strides: [2, 2] }), CHANNELS)); // prettier-ignore
  const each = g.relu(
    g.depthwiseConv(g.pad2d(down, pads, 'reflect'), weight(CHANNELS, 1, 3, 3), weight(CHANNELS)),
  );
  const sum = g.relu(g.add(down, normed(g.conv(each, weight(CHANNELS, CHANNELS, 1, 1)), CHANNELS)));
  const up = g.add(g.resizeNearest(sum, 2), read);
  const parts = [0, 1, 2, 3].map(() => g.conv(up, weight(CHANNELS, CHANNELS, 1, 1)));
  const four = g.crop2d(g.depthToSpace(g.concat(parts, 1), 2), [2, 2, 2, 2]);
  const head = g.mul(
    g.conv(four, weight(12, CHANNELS, 1, 1)),
    g.conv(four, weight(12, CHANNELS, 1, 1), weight(12)),
  );
  const last = (x: g.Tensor): g.Tensor => g.reshape(g.transpose(x, [0, 2, 3, 1]), [-1]);
  // Channels last are as they lie in one block, and moved from two.
  const two = g.conv(four, weight(2 * CHANNELS, CHANNELS, 1, 1));
  // Of a block that is filled in part, by pixel and by channel.
  const few = g.conv(g.min(g.relu(g.conv(four, weight(3, CHANNELS, 1, 1))), 2), weight(6, 3, 1, 1));
  const part = g.depthwiseConv(few, weight(6, 1, 3, 3), weight(6), { pads });
  return g.concat([g.reshape(head, [-1]), last(g.relu(four)), last(two), last(part)], 0);
}

async function runOnce(load: Device['load'], model: g.ModelProto, x: TensorValue): Promise<Float32Array> {
  const session = await load(g.encodeModel(model), { threads: 1 });
  try {
    const { y } = await session.run({ x });
    return y?.dtype === 'float32' ? y.data : new Float32Array();
  } finally {
    await session.release();
  }
}
