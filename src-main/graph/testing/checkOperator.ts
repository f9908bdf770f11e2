/**
 * Test support: proves an operator's forward and gradient against references that share no code with
 * them. Forward: an expression in TensorFlow.js. Gradient: TensorFlow.js's automatic gradient of that
 * expression, and finite differences of our own forward.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// The plain package comes without its gradients.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {
  constant,
  fixedShape,
  gradients,
  input,
  mul,
  reach,
  sum,
  toOnnx,
  type OperatorName,
  type Tensor,
} from '../index.ts';

/** Loads a graph; gives a function that runs it on values for its inputs. Whoever tests brings a runtime. */
export type Evaluate = (outputs: Readonly<Record<string, Tensor>>) => Promise<Run>;

/** A loaded graph. */
export interface Run {
  (feeds: Readonly<Record<string, Float32Array>>): Promise<Record<string, Float32Array>>;
  release(): Promise<void>;
}

/** What a test needs of a runtime's device. */
export interface Loader {
  load(model: Uint8Array): Promise<{
    run(
      feeds: Record<string, { dtype: 'float32'; dims: readonly number[]; data: Float32Array }>,
    ): Promise<Record<string, { data: unknown }>>;
    release(): Promise<void>;
  }>;
}

/** Evaluates float32 graphs of fixed shapes on a device. */
export function evaluateOn(device: Loader): Evaluate {
  return async (outputs) => {
    const inputs = reach(Object.values(outputs)).filter(({ op }) => op === 'Input');
    const dims = new Map(inputs.map(({ name, shape }) => [name, fixedShape(shape, 'an input')]));
    const session = await device.load(toOnnx(outputs));
    const run = async (feeds: Readonly<Record<string, Float32Array>>) => {
      // An input that nothing uses is not in the model.
      const used = Object.entries(feeds).filter(([name]) => dims.has(name));
      const values = used.map(([name, data]) => [
        name,
        { dtype: 'float32' as const, dims: dims.get(name)!, data },
      ]);
      const results = await session.run(Object.fromEntries(values) as Parameters<typeof session.run>[0]);
      return Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]),
      );
    };
    return Object.assign(run, { release: () => session.release() });
  };
}

/** How an input's values are spread: by default on both sides of zero, never near it. */
export interface CaseInput {
  readonly shape: readonly number[];
  /** `positive`: between 0.5 and 2. `whole`: integers. `half`: integers and a half, so never near a whole. */
  readonly values?: 'positive' | 'whole' | 'half';
}

/** One use of an operator, and the same in TensorFlow.js's words. */
export interface OperatorCase {
  readonly op: OperatorName;
  readonly name: string;
  readonly inputs: readonly (CaseInput | readonly number[])[];
  build(...inputs: Tensor[]): Tensor;
  reference(...inputs: tf.Tensor[]): tf.Tensor;
  /** False where the operator has no gradient rule: then only the forward is compared. */
  readonly gradient?: false;
}

/** Numbers between 0 and 1 that are the same every time (Lehmer's generator). */
export function random(seed: number): () => number {
  let state = (seed * 2654435761) % 2147483647 || 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** As many numbers in [-1.3, -0.3] and [0.3, 1.3], so that no kink at zero is near. */
export function spread(count: number, seed: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length: count }, () => (0.3 + next()) * (next() < 0.5 ? -1 : 1));
}

// Otherwise it advertises its faster relatives in every test's output.
tf.enableProdMode();

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const detailed = (spec: CaseInput | readonly number[]): CaseInput =>
  'shape' in spec ? spec : { shape: spec };

function valuesOf({ shape, values }: CaseInput, seed: number): Float32Array {
  const next = random(seed);
  const count = { length: size(shape) };
  if (values === undefined) return spread(size(shape), seed);
  if (values === 'positive') return Float32Array.from(count, () => 0.5 + 1.5 * next());
  const offset = values === 'half' ? 0.5 : 0;
  return Float32Array.from(count, () => Math.floor(next() * 7) - 3 + offset);
}

/** A step that keeps rounding (1e-7 / step) and curvature (step²) both small in float32. */
const STEP = 1e-2;
/** Elements of an input whose finite difference is taken. */
const SAMPLES = 12;

/** Checks one case, forward and backward. @throws {Error} naming the reference that disagrees, and where. */
export async function checkOperator(
  test: OperatorCase,
  evaluate: Evaluate,
  options: { differences?: boolean } = {},
): Promise<void> {
  const specs = test.inputs.map(detailed);
  const values = specs.map((spec, i) => valuesOf(spec, i + 1));
  const inputs = specs.map(({ shape }, i) => input(`x${i}`, shape));
  const y = test.build(...inputs);
  const shape = fixedShape(y.shape, 'the result');
  // Each element of the result counts differently, so that gradients cannot be right by cancelling.
  const weights = spread(size(shape), 99);
  const outputs: Record<string, Tensor> = { y };
  if (test.gradient !== false) {
    gradients(sum(mul(y, constant(weights, shape))), inputs).forEach((gradient, i) => {
      if (fixedShape(gradient.shape, 'a gradient').join() !== specs[i]!.shape.join()) {
        throw new Error(`the gradient to input ${i} has the wrong shape`);
      }
      outputs[`gradient ${i}`] = gradient;
    });
  }
  const run = await evaluate(outputs);
  const feeds = Object.fromEntries(values.map((value, i) => [`x${i}`, value]));
  const ours = await run(feeds);

  const reference = tf.tidy(() => referenceOf(test, specs, values, weights, shape));
  agree('TensorFlow.js, forward', ours['y']!, reference.forward, 1e-5);
  if (test.gradient !== false) {
    for (const [i, value] of values.entries()) {
      const gradient = ours[`gradient ${i}`]!;
      agree(`TensorFlow.js, gradient to input ${i}`, gradient, reference.gradients[i]!, 1e-4);
      if (options.differences === false) continue;
      const picks = sample(value.length);
      const differences = await finiteDifferences(run, feeds, `x${i}`, picks, weights);
      const picked = Float32Array.from(picks, (at) => gradient[at]!);
      agree(`finite differences, gradient to input ${i}`, picked, differences, 5e-3, largest(gradient));
    }
  }
  await run.release();
}

function referenceOf(
  test: OperatorCase,
  specs: readonly CaseInput[],
  values: readonly Float32Array[],
  weights: Float32Array,
  shape: number[],
): { forward: Float32Array; gradients: Float32Array[] } {
  const inputs = specs.map((spec, i) => tf.tensor(values[i]!.slice(), [...spec.shape]));
  const forward = test.reference(...inputs);
  if (forward.shape.join() !== shape.join()) {
    throw new Error(`the result has shape [${shape.join()}], TensorFlow.js has [${forward.shape.join()}]`);
  }
  const floats = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());
  if (test.gradient === false) return { forward: floats(forward), gradients: [] };
  const found = tf.grads((...xs: tf.Tensor[]) => test.reference(...xs))(
    inputs,
    tf.tensor(weights.slice(), shape),
  );
  return { forward: floats(forward), gradients: found.map(floats) };
}

/** Slopes of the weighted sum of `y`, summed in double precision, along some elements of one input. */
export async function finiteDifferences(
  run: Run,
  feeds: Readonly<Record<string, Float32Array>>,
  name: string,
  picks: readonly number[],
  weights: Float32Array,
  step = STEP,
): Promise<Float32Array> {
  const at = async (values: Float32Array): Promise<number> => {
    const { y } = await run({ ...feeds, [name]: values });
    return y!.reduce((total, value, i) => total + value * weights[i]!, 0);
  };
  const slopes = new Float32Array(picks.length);
  for (const [i, pick] of picks.entries()) {
    const [up, down] = [feeds[name]!.slice(), feeds[name]!.slice()];
    up[pick]! += step;
    down[pick]! -= step;
    slopes[i] = ((await at(up)) - (await at(down))) / (up[pick]! - down[pick]!);
  }
  return slopes;
}

/** Some indices below `count`: all when they are few, else spread over the whole range. */
export function sample(count: number, most = SAMPLES): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.floor(((i + 0.37) * count) / most));
}

/** Largest magnitude. */
export function largest(values: ArrayLike<number>): number {
  return Array.prototype.reduce.call<ArrayLike<number>, [(a: number, b: number) => number, number], number>(
    values, (most, value) => Math.max(most, Math.abs(value)), 0); // prettier-ignore
}

/** Compares two lists of numbers. @throws {Error} where they differ by more than `tolerance` times `scale`. */
export function agree(
  what: string,
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  tolerance: number,
  scale = largest(theirs),
): void {
  if (ours.length !== theirs.length) throw new Error(`${what}: ${ours.length} values, not ${theirs.length}`);
  for (let i = 0; i < ours.length; i++) {
    // Written so that NaN fails.
    if (!(Math.abs(ours[i]! - theirs[i]!) <= tolerance * Math.max(scale, 1e-2))) {
      throw new Error(`${what}: element ${i} is ${ours[i]!}, but should be ${theirs[i]!}`);
    }
  }
}
