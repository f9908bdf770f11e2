/** Instance normalisation on blocks. */
import { BLOCKED_DOMAIN, type BlockWriter } from './writer.ts';
import { attributeOf, type NodeProto } from '../schema.ts';

const domain = BLOCKED_DOMAIN;

/** Up to so many pixels, one running sum is precise enough. */
const FEW = 4096;

/**
 * Mean and variance of each channel; applying them (s x + t for a value x) is a depthwise 1x1 convolution, which a
 * following sum or ReLU can be part of.
 *
 * The variance is the mean square less the squared mean, which in float32 is precise enough for what has been normalised
 * before. (Means of many pixels are taken of each row first and then of the rows: one running sum over a picture would lose
 * three digits more.) What comes straight from a picture can be nearly flat at any level, as in front of a wall, and so can
 * values with a bias: from those the mean is subtracted first.
 */
export function normalise(node: NodeProto, writer: BlockWriter): boolean {
  const [from, scale, shift] = node.input;
  if (!writer.inBlocks(from!) && !writer.fits(from!)) return false;
  const x = writer.toBlocks(from!);
  if (x.channels % writer.block !== 0) return false;
  const { channels, height, width } = x;
  /** (1, C, 1, 1), where blocks and channels are the same. */
  const four = [1, channels, 1, 1];
  const ofChannels = (of: string, factor: string, offset: string): NodeProto => ({
    ...{ opType: 'Conv', domain, output: [writer.name()], attribute: [attributeOf('group', channels)] },
    input: [of, factor, writer.reshape(offset, [channels])],
  });
  const mean = (of: string): string => {
    const row = { kernel_shape: [1, width], strides: [1, width] };
    const rows = width * height <= FEW ? of : writer.add('AveragePool', [of], { domain, ...row });
    return writer.add('GlobalAveragePool', [rows], { domain });
  };
  let even = x.name;
  const made = writer.maker(from!);
  if (isRaw(from!, writer) || (made?.opType === 'Conv' && made.input.length > 2)) {
    const ones = writer.add('Expand', [writer.scalar(1), writer.integers([channels, 1, 1, 1])]);
    const conv = ofChannels(x.name, ones, writer.add('Neg', [mean(x.name)]));
    writer.node.push(conv);
    [even] = conv.output as [string];
  }
  /** By rows, each convolved with itself, so that no picture of squares has to be written. */
  const meanSquare = (of: string): string => {
    const rows = channels * height;
    const [seen, kernel] = [writer.reshape(of, [1, rows, 1, width]), writer.reshape(of, [rows, 1, 1, width])];
    const sums = writer.add('Conv', [seen, kernel], { domain, group: rows });
    const all = writer.add('GlobalAveragePool', [writer.reshape(sums, [1, channels, height, 1])], { domain });
    return writer.add('Div', [all, writer.scalar(width)]);
  };
  const [middle, square] = [mean(even), meanSquare(even)];
  const variance = writer.add('Sub', [square, writer.add('Mul', [middle, middle])]);
  // Rounding can make a variance of nothing negative.
  const certain = writer.add('Max', [variance, writer.scalar(0)]);
  const epsilon = node.attribute.find(({ name }) => name === 'epsilon')?.f ?? 1e-5;
  const deviation = writer.add('Sqrt', [writer.add('Add', [certain, writer.scalar(epsilon)])]);
  const ownScale = writer.reshape(writer.toPlain(scale!), four);
  const factor = writer.add('Div', [ownScale, deviation]);
  const ownShift = writer.reshape(writer.toPlain(shift!), four);
  const offset = writer.add('Sub', [ownShift, writer.add('Mul', [middle, factor])]);
  const conv = ofChannels(even, writer.reshape(factor, [channels, 1, 1, 1]), offset);
  writer.node.push(conv);
  writer.keep(node.output[0]!, { name: conv.output[0]!, channels, height, width, open: conv });
  return true;
}

/** Whether a value follows from what is fed, at least in part, with no normalisation in between. */
function isRaw(name: string, writer: BlockWriter): boolean {
  const seen = new Set<string>();
  const waiting = [name];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (seen.has(value) || writer.isKnown(value)) continue;
    seen.add(value);
    const maker = writer.maker(value);
    if (!maker) return true;
    if (maker.opType !== 'InstanceNormalization') waiting.push(...maker.input);
  }
  return false;
}
