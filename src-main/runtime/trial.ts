/** A small graph that a device must compute by itself: what shows whether it can be used at all. */
import { add, input, relu, toOnnx } from '../graph/index.ts';
import type { Provider } from './onnxruntime.ts';
import { probe, type Probe } from './probe.ts';
import { type Device, RuntimeError } from './types.ts';

const DIMS = [1, 1, 2, 2];
const GIVEN = [-3, 1, 2, 3];
const EXPECTED = '0,2,3,4';
const WRONG = 'it computes wrong numbers';
// Without this, ONNX Runtime may quietly run on the processor instead.
const ALONE = { session: { disable_cpu_ep_fallback: '1' } };

function trialModel(): Uint8Array {
  return toOnnx({ y: relu(add(input('x', DIMS), 1)) });
}

/**
 * Runs it on a device.
 * @throws {RuntimeError} when it cannot, or computes wrong numbers.
 */
export async function tryDevice(device: Device): Promise<void> {
  const session = await device.load(trialModel(), { raw: device.id === 'cpu' ? {} : { extra: ALONE } });
  const { y } = await session.run({ x: { dtype: 'float32', dims: DIMS, data: Float32Array.from(GIVEN) } });
  await session.release();
  if (!y || [...y.data].join() !== EXPECTED) throw new RuntimeError(WRONG);
}

/** Runs it with a provider of ONNX Runtime in a process of its own, which may not know our modules. */
export function probeProvider(provider: Provider, entry: string): Promise<Probe> {
  const model = Buffer.from(trialModel()).toString('base64');
  const trial = { model, provider, extra: ALONE, dims: DIMS, given: GIVEN, expected: EXPECTED, wrong: WRONG };
  return probe(
    `const ort = require(args[0]);
     const { model, provider, extra, dims, given, expected, wrong } = JSON.parse(args[1]);
     const options = { executionProviders: [provider], logSeverityLevel: 4, extra };
     const session = await ort.InferenceSession.create(Buffer.from(model, 'base64'), options);
     const { y } = await session.run({ x: new ort.Tensor('float32', given, dims) });
     if ([...y.data].join() !== expected) throw new Error(wrong);`,
    [entry, JSON.stringify(trial)],
  );
}
