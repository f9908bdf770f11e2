/**
 * One transform network learns to paint as another does, by its paintings alone (Hinton et al. 2015). No loss
 * network is needed, so that a step takes a tenth of the time of a training's; what comes out is softer than
 * what it learned from, and is trained further with the perceptual loss.
 */
import { add, averagePool, gradients, input, mean, mul, sub, type Tensor } from '../graph/index.ts';
import {
  constantScope,
  initialise,
  inputScope,
  networkNamed,
  type Parameters,
  type ParameterSpec,
} from '../nets/index.ts';
import type { Device, TensorValue } from '../runtime/types.ts';
import { adamState, adamStep, learningRate } from './adam.ts';
import { loadPacked } from './packed.ts';
import type { PhotoSet } from './photos.ts';
import { randomStream } from './random.ts';
import { grainOrigin } from './trainer.ts';

/** The paintings are compared as they are, and scaled down by these: where a stroke lies is not all. */
const SCALES = [2, 4, 8];
/** Levels of 255 that count as one. */
const UNIT = 64;

/** What an imitation is made of. */
export interface Imitation {
  /** The network that learns, as `networkNamed` knows it. */
  readonly network: string;
  readonly teacher: { readonly network: string; readonly parameters: Parameters };
  /** Edge of the pictures in pixels. */
  readonly size: number;
  readonly steps: number;
  /** Peak learning rate. */
  readonly rate: number;
  readonly seed: number;
}

/**
 * Learns on photos (in batches of one) and gives the parameters of the network. It begins with the teacher's values for
 * parameters that have the same name and size. `onStep` hears the mean squared difference of each step, in
 * levels of 255.
 *
 * @throws {RuntimeError} when the device cannot run it.
 */
export async function imitate(
  device: Device,
  photos: PhotoSet,
  options: Imitation,
  onStep: (step: number, difference: number) => void,
): Promise<Record<string, Float32Array>> {
  const { teacher, size, steps, rate, seed } = options;
  const { outputs, specs, grain } = imitationGraph(options);
  const parameters = initialise(specs, randomStream(seed, -1));
  for (const { name } of specs) {
    const known = teacher.parameters[name];
    if (known?.length === parameters[name]!.length) parameters[name] = Float32Array.from(known);
  }
  const adam = adamState(parameters);
  const session = await loadPacked(device, outputs);
  try {
    for (let step = 0; step < steps; step++) {
      const feeds: Record<string, TensorValue> = {
        content: { dtype: 'float32', dims: [1, 3, size, size], data: await photos.batch(step) },
      };
      if (grain) feeds['origin'] = { dtype: 'float32', dims: [1, 2, 1, 1], data: grainOrigin(seed, step) };
      for (const { name, shape } of specs)
        feeds[name] = { dtype: 'float32', dims: shape, data: parameters[name]! };
      const results = await session.run(feeds);
      const slopes = Object.fromEntries(specs.map(({ name }) => [name, results[`gradient.${name}`]!]));
      adamStep(parameters, slopes, adam, learningRate(step, steps, rate));
      onStep(step + 1, results['difference']![0]! * UNIT * UNIT);
    }
  } finally {
    await session.release();
  }
  return parameters;
}

/** Both networks side by side: the mean squared difference of their paintings, and its gradients. */
function imitationGraph({ network, teacher, size }: Imitation): {
  outputs: Record<string, Tensor>;
  specs: readonly ParameterSpec[];
  grain: boolean;
} {
  const [learner, master] = [networkNamed(network), networkNamed(teacher.network)];
  const grain = learner.grain || master.grain;
  const content = input('content', [1, 3, size, size]);
  const origin = grain ? input('origin', [1, 2, 1, 1]) : undefined;
  const specs: ParameterSpec[] = [];
  const tensors: Tensor[] = [];
  const painted = learner.build(content, inputScope(specs, tensors), { purpose: 'train', origin });
  const aim = master.build(content, constantScope(teacher.parameters), { origin });
  const away = mul(sub(painted, aim), 1 / UNIT);
  const difference = mean(mul(away, away));
  const loss = SCALES.map((scale) => averagePool(away, scale)).reduce(
    (sum, coarse) => add(sum, mean(mul(coarse, coarse))),
    difference,
  );
  const outputs: Record<string, Tensor> = { difference };
  gradients(loss, tensors).forEach((gradient, i) => {
    outputs[`gradient.${specs[i]!.name}`] = gradient;
  });
  return { outputs, specs, grain };
}
