/**
 * Parameters of a network. A network is written once, as a function of its input and of a `Scope` that
 * gives it parameters by name; which scope it gets decides what comes out: a list of what it needs, a
 * graph to train (parameters are inputs), or a graph to paint with (parameters are constants).
 */
import { constant, input, sizeOf, type Tensor } from '../graph/index.ts';

/**
 * How a parameter starts: a constant, He's normal distribution for `fanIn` inputs, or given values. One that a network was given `later`
 * starts at zero, where it does nothing: files that were made before do not have it.
 */
export type Initialiser =
  | { kind: 'later' }
  | { kind: 'constant'; value: number }
  | { kind: 'he'; fanIn: number }
  | { kind: 'values'; values: Float32Array };

/** One parameter of a network. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: Initialiser;
}

/** Values of parameters by name. */
export type Parameters = Readonly<Record<string, Float32Array>>;

/** Gives a network its parameters. */
export type Scope = (name: string, shape: readonly number[], init: Initialiser) => Tensor;

/** A transform network: a picture (N, 3, H, W), RGB 0-255, to one of the same size and scale, which may go beyond 0 and 255. */
export interface TransformNetwork {
  /** As stored in a style's file, e.g. `swift 16x4`. */
  readonly name: string;
  /** Height and width must be multiples of this. */
  readonly multiple: number;
  /** Whether it paints with grain, whose origin training moves from step to step. */
  readonly grain: boolean;
  build(picture: Tensor, parameter: Scope, options?: BuildOptions): Tensor;
}

/** How a transform network is built. */
export interface BuildOptions {
  /** What the graph is for (default `paint`); networks may treat the picture's border differently in training. */
  readonly purpose?: 'paint' | 'train';
  /** Moves the grain by x and y: (1, 2, 1, 1). */
  readonly origin?: Tensor | undefined;
}

/**
 * Scope for training: each parameter is an input of the graph, and is noted in `specs`, its input in `tensors`.
 * @throws {Error} when two parameters have one name.
 */
export function inputScope(specs: ParameterSpec[], tensors: Tensor[]): Scope {
  return (name, shape, init) => {
    if (specs.some((spec) => spec.name === name)) throw new Error(`two parameters are called ${name}`);
    const tensor = input(name, shape);
    specs.push({ name, shape, init });
    tensors.push(tensor);
    return tensor;
  };
}

/** Scope for painting: each parameter is a constant. @throws {Error} naming a parameter that is missing. */
export function constantScope(values: Parameters): Scope {
  return (name, shape) => {
    const data = values[name];
    const size = sizeOf(shape);
    if (data?.length !== size) {
      throw new Error(
        `parameter ${name} should have ${size} values, but ${data ? `has ${data.length}` : 'is missing'}`,
      );
    }
    return constant(data, shape, name);
  };
}

/** What stands for a parameter in a file of before its network had it; undefined where the file should have it. */
export function untilThen({ shape, init }: ParameterSpec): Float32Array | undefined {
  return init.kind === 'later' ? new Float32Array(sizeOf(shape)) : undefined;
}

/** Starting values by name, from random numbers in [0, 1) drawn in the order of `specs`. */
export function initialise(
  specs: readonly ParameterSpec[],
  random: () => number,
): Record<string, Float32Array> {
  return Object.fromEntries(specs.map((spec) => [spec.name, initialValues(spec, random)]));
}

function initialValues({ shape, init }: ParameterSpec, random: () => number): Float32Array {
  const size = sizeOf(shape);
  if (init.kind === 'values') return Float32Array.from(init.values);
  if (init.kind === 'later') return new Float32Array(size);
  if (init.kind === 'constant') return new Float32Array(size).fill(init.value);
  const deviation = Math.sqrt(2 / init.fanIn);
  return Float32Array.from({ length: size }, () => deviation * gaussian(random));
}

/** Box and Muller's normal distribution from two uniform numbers. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
