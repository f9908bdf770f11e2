/**
 * Whether a model from elsewhere paints, and what size its pictures are: found out by running it on
 * a dozen small pictures at most. Nothing that a file says decides how much memory that takes, as far as it can be read.
 */
import * as g from '../graph/index.ts';
import { valueInfo } from '../graph/onnx/encode.ts';
import { RuntimeError, type Device, type Session } from '../runtime/types.ts';
import { roundedSize, type Ends, type Pair } from './ends.ts';
import { type Found, MAX_GAIN } from './found.ts';
import { StyleError, type FrameSize } from './painter.ts';
import { testPicture } from './testPicture.ts';

/** Free sizes are tried at two sizes; a network that fits both fits the others too. */
const TRIALS: readonly FrameSize[] = [
  { width: 128, height: 96 },
  { width: 96, height: 160 },
];
/** Multiples that a network of free size may need of its pictures' edges; what needs larger ones is not known. */
const MULTIPLES = [1, 2, 4, 8, 16] as const;
/** So long sizes are tried, while the person waits; a network that is slower is given the multiple that fits most. */
const PATIENCE_MS = 4000;
/** A multiple of them all, and more than any network we know mirrors outwards. */
const PROBED = 64;
/** Most values of one tensor for each pixel of a picture: the widest network we know has 128 channels. */
const MAX_CHANNELS = 4096;
/** Values of the largest tensor whatever the picture: weights come in the file, and are as long as that. */
const LEAST_MAX = 2 ** 26;
/** A painting has more contrast than this, in levels of 255. */
const LEAST_CONTRAST = 2;
/** Values this small everywhere are meant for a range of 0 to 1 or -1 to 1. */
const SMALL_RANGE = 3;

/** Runs a model on small pictures. @throws {StyleError} when it gives no picture. */
export async function examine(
  device: Device,
  model: g.ModelProto,
  ends: Ends,
  patienceMs = PATIENCE_MS,
): Promise<Found> {
  const { width, height } = ends.fixed;
  const sizes = TRIALS.map((trial) => ({ width: width ?? trial.width, height: height ?? trial.height }));
  const gains: Pair[] = [];
  // A model of fixed size has only the one.
  for (const size of width !== null && height !== null ? sizes.slice(0, 1) : sizes) {
    gains.push(await tryOut(device, model, ends, size));
  }
  const [gain] = gains as [Pair];
  if (gains.some((other) => other.width !== gain.width || other.height !== gain.height)) {
    throw new StyleError('its pictures are not of the size it is given');
  }
  const { multiple, takesAny, sizesKnown } = ends;
  if (sizesKnown || (width !== null && height !== null)) return { gain, multiple, takesAny };
  return { gain, ...(await sizesOf(device, model, ends, gain, performance.now() + patienceMs)) };
}

/**
 * Which sizes of pictures a network takes. Padding that makes a picture fit is seen by the network and moves its means and
 * variances, so there is to be no more than it needs. Few sizes are tried: a card compiles the network for each.
 */
async function sizesOf(
  device: Device,
  model: g.ModelProto,
  ends: Ends,
  gain: Pair,
  until: number,
): Promise<Pick<Ends, 'multiple' | 'takesAny'>> {
  // A size that does not fit is an error to ONNX Runtime, which would be told of on the console.
  const raw = { logSeverityLevel: 4, graphOptimizationLevel: 'basic' } as const;
  const guess = { multiple: ends.multiple, takesAny: false };
  const session = await device.load(g.encodeModel(withSize(model, ends)), { raw });
  const fits = async (multiple: number, width: number, height: number): Promise<boolean> => {
    const size = { width: ends.fixed.width ?? width, height: ends.fixed.height ?? height };
    const painted = await paintedSize(session, ends, size);
    const whole = roundedSize({ ...ends, multiple }, size);
    return painted?.width === whole.width + gain.width && painted.height === whole.height + gain.height;
  };
  try {
    for (const multiple of MULTIPLES) {
      if (performance.now() > until) return guess;
      if (!(await fits(multiple, PROBED + multiple, PROBED + 3 * multiple))) continue;
      // Larger pictures make no smaller paintings: what becomes of the smallest and the largest rest, does of those between.
      let takesAny = true;
      for (const more of new Set([1, multiple / 2, multiple - 1])) {
        if (!takesAny || more < 1 || more >= multiple) continue;
        if (performance.now() > until) return { multiple, takesAny: false };
        takesAny = await fits(multiple, PROBED + more, PROBED + multiple - more);
      }
      return { multiple, takesAny };
    }
    return guess;
  } finally {
    await session.release();
  }
}

/** The size of a network's painting of a picture; null where it paints none. */
async function paintedSize(session: Session, ends: Ends, size: FrameSize): Promise<FrameSize | null> {
  const dims = [1, 3, size.height, size.width];
  try {
    const results = await session.run({ [ends.input]: { dtype: 'float32', dims, data: testPicture(size) } });
    const [, , height = 0, width = 0] = results[ends.output]?.dims ?? [];
    return { width, height };
  } catch (error) {
    if (error instanceof RuntimeError) return null;
    throw error;
  }
}

async function tryOut(device: Device, model: g.ModelProto, ends: Ends, size: FrameSize): Promise<Pair> {
  const fixed = withSize(model, ends, size);
  checkSizes(fixed, size);
  const session = await device.load(g.encodeModel(fixed));
  try {
    const dims = [1, 3, size.height, size.width];
    const results = await session.run({
      [ends.input]: { dtype: 'float32', dims, data: testPicture(size) },
    });
    const painting = results[ends.output];
    if (painting?.dtype !== 'float32') throw new StyleError('it gives back no picture of float32 values');
    checkPicture(painting.data);
    return gainOf(painting.dims, size);
  } finally {
    await session.release();
  }
}

/** The model for pictures of one size, or of any. Weights are no inputs of it, and its result's declared shape is not trusted. */
function withSize(model: g.ModelProto, { input, output, fixed }: Ends, size?: FrameSize): g.ModelProto {
  const [height, width] = [size?.height ?? fixed.height, size?.width ?? fixed.width];
  const shape = [1, 3, height ?? g.free('height'), width ?? g.free('width')];
  return {
    ...model,
    irVersion: Math.max(model.irVersion, 4),
    graph: {
      ...model.graph,
      input: [valueInfo(input, 'float32', shape)],
      output: [valueInfo(output, 'float32')],
    },
  };
}

/**
 * Follows the sizes of all values through the network, as far as it is made of operators that we know.
 * @throws {StyleError} when one of them would be absurdly large.
 */
function checkSizes(model: g.ModelProto, { width, height }: FrameSize): void {
  try {
    g.fromOnnx(model, Math.max(LEAST_MAX, width * height * MAX_CHANNELS));
  } catch (error) {
    if (error instanceof g.OnnxSizeError) throw error;
    // Whatever else we cannot read, ONNX Runtime may.
    if (!(error instanceof g.OnnxError)) throw error;
  }
}

function checkPicture(values: Float32Array): void {
  let [least, most, finite] = [Infinity, -Infinity, true];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    if (!Number.isFinite(value)) finite = false;
  }
  if (!finite) throw new StyleError('it paints values that are not numbers (NaN or infinite)');
  if (values.length === 0) throw new StyleError('it gives back an empty picture');
  if (Math.max(Math.abs(least), Math.abs(most)) < SMALL_RANGE) {
    throw new StyleError(
      `its pictures have values from ${least.toFixed(2)} to ${most.toFixed(2)}, where a style gives 0 to 255: export it with its scaling inside`,
    );
  }
  if (most - least < LEAST_CONTRAST) {
    throw new StyleError(`it paints every picture in one colour (${least.toFixed(0)} of 255)`);
  }
}

function gainOf(dims: readonly number[], size: FrameSize): Pair {
  const [batch, channels, height = 0, width = 0] = dims;
  const gain = { width: width - size.width, height: height - size.height };
  const near = Math.max(Math.abs(gain.width), Math.abs(gain.height)) <= MAX_GAIN;
  if (dims.length !== 4 || batch !== 1 || channels !== 3 || !near || height < 1 || width < 1) {
    throw new StyleError(
      `given a picture of (1, 3, ${size.height}, ${size.width}) it gives back (${dims.join(', ')})`,
    );
  }
  return gain;
}
