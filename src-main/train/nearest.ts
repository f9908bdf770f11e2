/** Which style to start from: the one whose own painting is most like the painting to learn. */
import { input, toOnnx } from '../graph/index.ts';
import { constantScope, networkNamed, type LossNetwork } from '../nets/index.ts';
import type { Device, TensorValue } from '../runtime/types.ts';
import { heed } from './heed.ts';
import type { TrainingOptions } from './options.ts';
import { styleTargets, type Planes } from './step.ts';
import { readParameters } from './styleFile.ts';
import { specsOf } from './trainer.ts';

/** A style to start from. */
export interface Start {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What the choice is made with. */
export interface NearestParts {
  readonly device: Device;
  readonly lossNetwork: LossNetwork;
  readonly painting: Planes;
  /** A photo that each style paints, its edges multiples of eight. */
  readonly photo: Planes;
  readonly options: TrainingOptions;
  /** Aborted: the choice is not waited for any more. */
  readonly end?: AbortSignal;
}

/** What came of the choice. */
export interface Nearest {
  /** Undefined when no candidate is of the network that is trained. */
  readonly start: Start | undefined;
  /** The painting's Gram matrices, where they were needed for it. */
  readonly targets: TensorValue[] | undefined;
}

/**
 * The candidate whose picture of `photo` has Gram matrices nearest to the painting's, by the style loss.
 * @throws the reason of `end` once that is aborted.
 */
export async function nearestStyle(parts: NearestParts, candidates: readonly Start[]): Promise<Nearest> {
  const { device, lossNetwork, options, end } = parts;
  let targets: TensorValue[] | undefined;
  let best: { start: Start; distance: number } | undefined;
  for (const start of candidates) {
    await heed(end);
    const painted = await paintWith(parts, start.bytes);
    if (!painted) continue;
    await heed(end);
    targets ??= await styleTargets(device, lossNetwork, parts.painting, options);
    await heed(end);
    // Of all of the style: strokes are what a training adds.
    const own = await styleTargets(device, lossNetwork, painted, { ...options, strokes: 0 });
    const distance = gramDistance(own, targets.slice(0, own.length));
    if (Number.isFinite(distance) && distance < (best?.distance ?? Infinity)) best = { start, distance };
  }
  return { start: best?.start, targets };
}

/** The style loss between two sets of Gram matrices: squared distances over the target's squared norms. */
export function gramDistance(grams: readonly TensorValue[], targets: readonly TensorValue[]): number {
  const distances = targets.map((target, i) => {
    const [a, b] = [grams[i]!.data as Float32Array, target.data as Float32Array];
    let [difference, norm] = [0, 0];
    for (let k = 0; k < b.length; k++) {
      difference += (a[k]! - b[k]!) ** 2;
      norm += b[k]! ** 2;
    }
    return difference / (norm + 1e-8);
  });
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

/** The photo in a style; undefined when the style's network is another one. */
async function paintWith(
  { device, photo, options }: NearestParts,
  style: Uint8Array,
): Promise<Planes | undefined> {
  const network = networkNamed(options.network);
  let parameters: Record<string, Float32Array>;
  try {
    parameters = readParameters(style, specsOf(options));
  } catch {
    return undefined;
  }
  const dims = [1, 3, photo.height, photo.width];
  const output = network.build(input('input', dims), constantScope(parameters), { purpose: 'train' });
  const session = await device.load(toOnnx({ output }));
  try {
    const result = await session.run({ input: { dtype: 'float32', dims, data: photo.data } });
    return { ...photo, data: result['output']!.data as Float32Array };
  } finally {
    await session.release();
  }
}
