/** The same graph gives the same numbers on every runtime. */
import { describe, expect, it, type TestContext } from 'vitest';
import * as g from '../graph/index.ts';
import { agree, largest, spread } from '../graph/testing/checkOperator.ts';
import { constantScope, initialise, networkNamed, parameterSpecs, type TransformNetwork } from '../nets/index.ts'; // prettier-ignore
import { listDevices, openDevice } from './devices.ts';
import type { Device } from './types.ts';

const statuses = await listDevices({ testing: true });
const reference = await openDevice('cpu');

/** The device, or a test that is skipped and says why. */
async function deviceOrSkip(id: string, ctx: TestContext): Promise<Device> {
  const status = statuses.find((other) => other.id === id)!;
  if (!status.available) ctx.skip(`${status.name}: ${status.reason ?? ''}`);
  return openDevice(id);
}

async function evaluate(device: Device, model: Uint8Array, dims: readonly number[], data: Float32Array) {
  const session = await device.load(model, { threads: 1 });
  const { y } = await session.run({ x: { dtype: 'float32', dims, data } });
  await session.release();
  return y!.data as Float32Array;
}

/** A bit of everything a transform network has. */
function smallNetwork(): Uint8Array {
  const x = g.input('x', [1, 3, g.free('h', 2), g.free('w', 2)]);
  const weight = (shape: number[], seed: number): g.Tensor =>
    g.constant(
      spread(
        shape.reduce((a, b) => a * b),
        seed,
      ),
      shape,
    );
  const padded = g.pad2d(g.mul(x, 1 / 255), [1, 1, 1, 1], 'reflect');
  const down = g.conv(padded, weight([4, 3, 3, 3], 1), weight([4], 2), { strides: [2, 2] });
  const normal = g.relu(g.instanceNorm(down, weight([4], 3), weight([4], 4)));
  const up = g.resizeNearest(normal, 2);
  return g.toOnnx({ y: g.conv(up, weight([3, 4, 3, 3], 5), null, { pads: [1, 1, 1, 1] }) });
}

/** A network as it paints, with random weights in place of learnt ones. */
function painter(network: TransformNetwork): Uint8Array {
  let seed = 0;
  const started = initialise(parameterSpecs(network), () => ((seed += 0.618033988749895) % 1) * 0.999);
  // It begins at nothing, and what nothing is multiplied with could be anything.
  const drawn = started['strokes.weight'];
  if (drawn) started['strokes.weight'] = spread(drawn.length, 8).map((value) => 0.3 * value);
  const [h, w] = [g.free('h', network.multiple), g.free('w', network.multiple)];
  return g.toOnnx({ y: network.build(g.input('x', [1, 3, h, w]), constantScope(started)) });
}

const picture = (count: number): Float32Array => spread(count, 7).map((value) => 127.5 + 90 * value);
const OTHERS = ['tensorflow-cpu', 'webgpu', 'tensorflow-gpu'];

// A software device for WebGPU compiles each network's shaders for seconds.
describe.each(OTHERS)('%s agrees with ONNX Runtime on the processor', { timeout: 240_000 }, (id) => {
  it('on a small network, at two sizes', async (ctx) => {
    const device = await deviceOrSkip(id, ctx);
    for (const [h, w] of [[8, 12], [10, 6]] as const) {
      const [dims, data] = [[1, 3, h, w], picture(3 * h * w)];
      const expected = await evaluate(reference, smallNetwork(), dims, data);
      const given = await evaluate(device, smallNetwork(), dims, data);
      expect(() => agree(id, given, expected, 1e-3)).not.toThrow();
    } // prettier-ignore
  });

  it.for(['johnson 4', 'lite 4x1', 'swift 4x1'])(
    'on a picture painted by %s, within half a level of 255',
    async (name, ctx) => {
      const device = await deviceOrSkip(id, ctx);
      const [dims, data] = [[1, 3, 40, 48], picture(3 * 40 * 48)];
      const model = painter(networkNamed(name));
      const expected = await evaluate(reference, model, dims, data);
      const given = await evaluate(device, model, dims, data);
      expect(largest(given.map((value, i) => value - expected[i]!))).toBeLessThan(0.5);
      // A picture with something in it, or agreeing would mean nothing.
      expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(10);
    },
  );
});
