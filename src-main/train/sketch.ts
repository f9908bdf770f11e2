/**
 * The sketch: Gatys, Ecker and Bethge's method (2015). One picture's own pixels are moved until the losses
 * that our networks train with, but for that of strokes, are small: slow, and exact. Built as one graph, as a training step is; the
 * picture is the only parameter.
 */
import { constant, gradients, input, toOnnx, type Tensor } from '../graph/index.ts';
import { lossesAgainst, lossFeatures, type LossNetwork, type LossSettings } from '../nets/index.ts';
import { RuntimeError, type Device, type TensorValue } from '../runtime/types.ts';
import { Lbfgs } from './lbfgs.ts';
import { loadPacked } from './packed.ts';
import { areNumbers, lossOutputs, type LossValues, lossValuesOf, type Planes, styleTargets } from './step.ts';

/** What a sketch is made of. */
export interface SketchParts {
  readonly device: Device;
  readonly lossNetwork: LossNetwork;
  /** The picture to paint. */
  readonly content: Planes;
  /** The painting at the size at which its strokes are to be seen. */
  readonly painting: Planes;
  readonly loss: LossSettings;
  /** Where to begin: by default the content itself. As large as it. */
  readonly start?: Planes;
}

/** Losses of a picture, and the gradient of their sum to it. */
export interface Slope {
  readonly losses: LossValues;
  readonly gradient: Float32Array;
}

/** The losses of pictures of one size against one content and one painting, loaded on a device. */
export interface Measure {
  /**
   * `picture`: planes of the content's size.
   * @throws {RuntimeError} when the device fails, or another one than the processor gives what is not a number.
   */
  at(picture: Float32Array): Promise<Slope>;
  release(): Promise<void>;
}

/** Mean change of a pixel in the first step, in levels of 255. */
const FIRST_MOVE = 4;
/** Steps that L-BFGS remembers: more take memory (24 bytes a pixel each) and gain little. */
const MEMORY = 8;

/** The graph: inputs `picture` and the content's features; outputs losses, and the gradient to the picture. */
export function sketchGraph(
  lossNetwork: LossNetwork,
  { height, width }: Pick<Planes, 'height' | 'width'>,
  targets: readonly TensorValue[],
  loss: LossSettings,
): Record<string, Tensor> {
  const picture = input('picture', [1, 3, height, width]);
  const content = lossFeatures(lossNetwork, picture, loss.contentLayers).map(({ shape }, i) =>
    input(contentName(i), shape),
  );
  const style = targets.map((value) => constant(value.data as Float32Array, [...value.dims]));
  const losses = lossesAgainst(lossNetwork, content, picture, style, loss);
  const [gradient] = gradients(losses.total, [picture]);
  return { gradient: gradient!, ...lossOutputs(losses) };
}

/** Measures content and painting, and loads the graph. @throws {RuntimeError} */
export async function openMeasure(parts: Omit<SketchParts, 'start'>): Promise<Measure> {
  const { device, lossNetwork, content, painting, loss } = parts;
  const targets = await styleTargets(device, lossNetwork, painting, loss);
  const features = await contentTargets(device, lossNetwork, content, loss);
  const session = await loadPacked(device, sketchGraph(lossNetwork, content, targets, loss));
  const dims = [1, 3, content.height, content.width];
  return {
    async at(picture) {
      const given = { ...features, picture: { dtype: 'float32', dims, data: picture } } as const;
      const results = await session.run(given);
      const slope = { losses: lossValuesOf(results), gradient: results['gradient']! };
      if (device.id !== 'cpu' && !areNumbers(slope.losses, [slope.gradient])) {
        throw new RuntimeError('losses or gradients are not numbers: use another device');
      }
      return slope;
    },
    release: () => session.release(),
  };
}

/** A sketch in progress. One `advance` at a time. */
export class Sketch {
  readonly #measure: Measure;
  readonly #size: Pick<Planes, 'width' | 'height'>;
  readonly #search: Lbfgs;
  #iteration = 0;
  #evaluations = 0;
  #losses: LossValues | undefined;

  /** Begins at `start`, which is as large as the content that is measured against. */
  constructor(measure: Measure, start: Planes) {
    this.#measure = measure;
    this.#size = { width: start.width, height: start.height };
    const evaluate = async (picture: Float32Array): Promise<{ loss: number; gradient: Float32Array }> => {
      const { losses, gradient } = await measure.at(picture);
      this.#evaluations++;
      if (losses.total < (this.#losses?.total ?? Infinity)) this.#losses = losses;
      return { loss: losses.total, gradient };
    };
    const bounds = { least: 0, most: 255, firstMove: FIRST_MOVE, memory: MEMORY };
    this.#search = new Lbfgs(start.data, evaluate, bounds);
  }

  /** Measures content and painting and loads the graph. @throws {RuntimeError} */
  static async open(parts: SketchParts): Promise<Sketch> {
    return new Sketch(await openMeasure(parts), parts.start ?? parts.content);
  }

  /** Iterations that made the losses fall. */
  get iteration(): number {
    return this.#iteration;
  }

  /** How often the graph was run. */
  get evaluations(): number {
    return this.#evaluations;
  }

  /** The picture as it is now. */
  get picture(): Planes {
    return { ...this.#size, data: this.#search.point };
  }

  /** One iteration; its losses, or undefined when nothing makes them fall any more. */
  async advance(): Promise<LossValues | undefined> {
    if (!(await this.#search.step())) return undefined;
    this.#iteration++;
    return this.#losses;
  }

  /** Frees the device's memory, and with it the measure. */
  close(): Promise<void> {
    return this.#measure.release();
  }
}

/** The content's features, as the graph is fed with them. */
async function contentTargets(
  device: Device,
  lossNetwork: LossNetwork,
  { width, height, data }: Planes,
  { contentLayers }: LossSettings,
): Promise<Record<string, TensorValue>> {
  const dims = [1, 3, height, width];
  const features = lossFeatures(lossNetwork, input('picture', dims), contentLayers);
  const session = await device.load(
    toOnnx(Object.fromEntries(features.map((tensor, i) => [contentName(i), tensor]))),
  );
  try {
    return await session.run({ picture: { dtype: 'float32', dims, data } });
  } finally {
    await session.release();
  }
}

function contentName(index: number): string {
  return `content${index}`;
}
