/**
 * The training step as one graph: transform network, loss network, losses and their gradients
 * (Johnson et al. 2016, figure 2). One run gives the losses of a batch and the gradient of each parameter.
 */
import { gradients, input, constant, scalar, toOnnx, type Tensor } from '../graph/index.ts';
import {
  inputScope,
  perceptualLoss,
  styleGrams,
  wholeGrams,
  type Together,
  type LossNetwork,
  type LossSettings,
  type Parameters,
  type ParameterSpec,
  type TransformNetwork,
} from '../nets/index.ts';
import type { Device, Session, TensorValue } from '../runtime/types.ts';
import { loadPacked } from './packed.ts';

/**
 * Losses of one batch, unweighted but for `total`, their weighted sum. What is minimised is another sum where a style is compared
 * over several pictures: see `objective` in nets/perceptualLoss.ts.
 */
export interface LossValues {
  readonly total: number;
  readonly content: number;
  readonly style: number;
  readonly tv: number;
}

/** What is remembered of the pictures until now, to compare the next ones' style with it (nets/perceptualLoss.ts, `Together`). */
export interface StyleMemory {
  /** Their mean Gram matrices, for each scale and layer. */
  readonly grams: readonly Float32Array[];
  /** How many pictures they are the mean of, or how many it is to be about: older ones fade then. */
  readonly pictures: number;
}

/** Where nothing is remembered, or not yet. */
export const NO_MEMORY: StyleMemory = { grams: [], pictures: 0 };

/** What one step gives: losses, and the gradient to each parameter by name. */
export interface StepResult {
  readonly losses: LossValues;
  readonly gradients: Parameters;
  /** For the next step. */
  readonly memory: StyleMemory;
}

/**
 * Whether losses and gradients are numbers, of which an optimiser may take squares: one value that is not would
 * spoil all that comes after it.
 */
export function areNumbers({ total }: LossValues, gradients: readonly Float32Array[]): boolean {
  let squares = 0;
  for (const gradient of gradients) for (const value of gradient) squares += value ** 2;
  return Number.isFinite(total) && Number.isFinite(Math.fround(squares));
}

/** A training step loaded on a device. */
export interface TrainingStep {
  readonly specs: readonly ParameterSpec[];
  /**
   * `batch` is (N, 3, size, size), RGB 0-255; `origin` is where the grain begins, x and y. Without the `memory` of the step
   * before, or with one of other layers, its pictures are the first.
   */
  run(
    batch: Float32Array,
    parameters: Parameters,
    origin: Float32Array,
    memory?: StyleMemory,
  ): Promise<StepResult>;
  release(): Promise<void>;
}

/** What a training step is built from. */
export interface StepOptions {
  readonly network: TransformNetwork;
  readonly lossNetwork: LossNetwork;
  /** Gram matrices of the painting and of its strokes, from {@link styleTargets}. */
  readonly targets: readonly TensorValue[];
  readonly loss: LossSettings;
  readonly batch: number;
  /** Edge of the square training pictures in pixels. */
  readonly size: number;
}

/** Name of the input that moves the grain. */
const ORIGIN = 'origin';

/** Names of the inputs and outputs that hold mean Gram matrices. */
const before = (i: number): string => `style.before.${i}`;
const after = (i: number): string => `style.after.${i}`;
/** Name of the input that says how much of them a batch is. */
const SHARE = 'style.share';

/** Whether the style is compared over more pictures than a batch has. */
function remembers({ loss, batch }: StepOptions): boolean {
  return loss.stylePictures > batch;
}

/** The targets of which a mean is remembered: all but those of strokes, which each picture has by itself. */
function remembered({ targets, loss }: StepOptions): readonly TensorValue[] {
  return targets.slice(0, wholeGrams(loss));
}

/** The losses as outputs of a graph. */
export function lossOutputs({ total, content, style, tv }: LossTensors): Record<string, Tensor> {
  return { 'loss.total': total, 'loss.content': content, 'loss.style': style, 'loss.tv': tv };
}

type LossTensors = Readonly<Record<keyof LossValues, Tensor>>;

/** How a step compares the style of its pictures; undefined: each by itself. */
function togetherIn(options: StepOptions): Together | undefined {
  if (options.loss.stylePictures === 1) return undefined;
  if (!remembers(options)) return { before: undefined, share: scalar(1) };
  return {
    before: remembered(options).map(({ dims }, i) => input(before(i), dims)),
    share: input(SHARE, []),
  };
}

/** What a graph with {@link lossOutputs} gave for them. */
export function lossValuesOf(results: Readonly<Record<string, Float32Array>>): LossValues {
  const value = (name: string): number => results[`loss.${name}`]![0]!;
  return { total: value('total'), content: value('content'), style: value('style'), tv: value('tv') };
}

/**
 * Builds the graph of a training step: inputs `content`, the parameters, for a network with grain its `origin`, and
 * for a style that is compared over several batches its mean; outputs losses, gradients and that mean.
 */
export function trainingStepGraph(options: StepOptions): {
  outputs: Record<string, Tensor>;
  specs: ParameterSpec[];
} {
  const { batch, size, network } = options;
  const content = input('content', [batch, 3, size, size]);
  const specs: ParameterSpec[] = [];
  const parameters: Tensor[] = [];
  const origin = network.grain ? input(ORIGIN, [1, 2, 1, 1]) : undefined;
  const stylised = network.build(content, inputScope(specs, parameters), { purpose: 'train', origin });
  const targets = options.targets.map((value) => constant(value.data as Float32Array, [...value.dims]));
  const together = togetherIn(options);
  const losses = perceptualLoss(options.lossNetwork, content, stylised, targets, options.loss, together);
  const outputs = lossOutputs(losses);
  if (together?.before) for (const [i, gram] of losses.grams.entries()) outputs[after(i)] = gram;
  gradients(losses.objective, parameters).forEach((gradient, i) => {
    outputs[`gradient.${specs[i]!.name}`] = gradient;
  });
  return { outputs, specs };
}

/** Builds a training step and loads it on a device. @throws {RuntimeError} when the device cannot run it. */
export async function loadTrainingStep(device: Device, options: StepOptions): Promise<TrainingStep> {
  const { outputs, specs } = trainingStepGraph(options);
  const session = await loadPacked(device, outputs);
  const dims = [options.batch, 3, options.size, options.size];
  return {
    specs,
    async run(batch, parameters, origin, memory = NO_MEMORY) {
      const feeds: Record<string, TensorValue> = { content: { dtype: 'float32', dims, data: batch } };
      if (options.network.grain) feeds[ORIGIN] = { dtype: 'float32', dims: [1, 2, 1, 1], data: origin };
      for (const { name, shape } of specs) {
        feeds[name] = { dtype: 'float32', dims: shape, data: parameters[name]! };
      }
      const pictures = remembers(options) ? recall(options, memory, feeds) : 0;
      const results = await session.run(feeds);
      return {
        memory: {
          grams: pictures === 0 ? [] : remembered(options).map((_, i) => results[after(i)]!),
          pictures,
        },
        losses: lossValuesOf(results),
        gradients: Object.fromEntries(specs.map(({ name }) => [name, results[`gradient.${name}`]!])),
      };
    },
    release: () => session.release(),
  };
}

/** Feeds a step what is remembered, and says how many pictures are with its own. */
function recall(
  options: StepOptions,
  { grams, pictures }: StyleMemory,
  feeds: Record<string, TensorValue>,
): number {
  const { batch, loss } = options;
  const targets = remembered(options);
  const fits = grams.length === targets.length && grams.every((gram, i) => gram.length === targets[i]!.data.length); // prettier-ignore
  const seen = fits ? pictures : 0;
  for (const [i, target] of targets.entries())
    feeds[before(i)] = seen > 0 ? { dtype: 'float32', dims: target.dims, data: grams[i]! } : target;
  const together = Math.min(loss.stylePictures, seen + batch);
  feeds[SHARE] = { dtype: 'float32', dims: [], data: Float32Array.of(batch / together) };
  return together;
}

/** A picture as planes: (1, 3, height, width), RGB 0-255. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The painting's Gram matrices: what the style loss aims at. */
export async function styleTargets(
  device: Device,
  lossNetwork: LossNetwork,
  painting: Planes,
  loss: LossSettings,
): Promise<TensorValue[]> {
  const dims = [1, 3, painting.height, painting.width];
  const grams = styleGrams(lossNetwork, input('painting', dims), loss);
  const session: Session = await device.load(
    toOnnx(Object.fromEntries(grams.map((gram, i) => [`gram${i}`, gram]))),
  );
  try {
    const results = await session.run({ painting: { dtype: 'float32', dims, data: painting.data } });
    return grams.map((_, i) => results[`gram${i}`]!);
  } finally {
    await session.release();
  }
}
