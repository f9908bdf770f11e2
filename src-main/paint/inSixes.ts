/**
 * Paintings as video, made at half the size: at each place four lumas and one of each chroma, six numbers where four
 * pixels' colours are twelve. Our networks' last layers make them themselves, by the weights that made colours: fewer numbers
 * in all of the largest planes (docs/benchmarks.md, *Six numbers at a place*).
 */
import * as g from '../graph/index.ts';
import type { Video } from '../studio/contract.ts';
import { beforeCut, type Shown } from './fours.ts';
import { toBytes } from './pixels.ts';
import { coding, GREY, type Planes } from './video.ts';

/** What lies at a place of two by two pixels: four lumas, blue's chroma and red's. */
const SIX = 6;
const FOUR = 4;
/** Colours of four pixels. */
const TWELVE = 12;
/**
 * How far beyond black or white colours may be before detail is added to them: luma has some room there. Detail that
 * is lost in white when colours are clipped at the end, as in RGBA, is nearly all lost in this way, too.
 */
const BEYOND = 24;

/** A painting's sixes (1, 6, h, w), and how many places lie around the picture. */
export interface Sixes {
  readonly six: g.Tensor;
  readonly top: number;
  readonly left: number;
}

/** A painting (1, 3, H, W) in sixes; null unless it was made four pixels at a time. */
export function sixesOf(painting: g.Tensor, video: Video): Sixes | null {
  const found = beforeCut(painting);
  if (!found) return null;
  const { fromRgb, black } = coding(video);
  const offset = Float32Array.from({ length: SIX }, (_, to) => (to < FOUR ? black : GREY));
  // What is beside a picture counts for black there, and is cut off.
  const isCut = found.top > 0 && found.left > 0;
  const parts = isCut ? inParts(found.fours, ofColours(fromRgb), offset) : null;
  const six = parts ?? fromColours(found.fours, fromRgb, offset);
  return { six, top: found.top / 2, left: found.left / 2 };
}

/** Sixes as video, and the same on their frame as the matrix `colours` (3, 3) says, both `i420`. */
export function inSixes({ six, top, left }: Sixes, planes: Planes, colours: g.Tensor, video: Video): Shown {
  const [rows, columns] = [video.height / 2, video.width / 2];
  const [, , allRows, allColumns] = g.fixedShape(six.shape, 'a painting') as [number, number, number, number];
  const all = g.reshape(g.transpose(six, [0, 2, 3, 1]), [allRows, allColumns, SIX]);
  const cut = (x: g.Tensor): g.Tensor => g.slice(x, [0, 1], [top, left], [top + rows, left + columns]);
  // A place's row of luma, the other, and both kinds of chroma, in pairs of bytes: moved at once, where bytes that are taken out each
  // alone take ten times as long.
  const laid = (six: g.Tensor): g.Tensor => {
    const pairs = g.transpose(g.reshape(six, [rows, columns, 3, 2]), [0, 2, 1, 3]);
    const lines = g.reshape(pairs, [rows, SIX * columns]);
    const part = (from: number, to: number): g.Tensor => g.slice(lines, [0, 1], [0, from * columns], [rows, to * columns]); // prettier-ignore
    const chroma = g.transpose(g.reshape(part(FOUR, SIX), [rows, columns, 2]), [2, 0, 1]);
    return g.concat([g.reshape(part(0, FOUR), [-1]), g.reshape(chroma, [-1])], 0);
  };
  // The reverse, of the frame.
  const chroma = g.transpose(g.reshape(planes.chroma, [2, rows, columns]), [1, 2, 0]);
  const lines = g.concat([g.reshape(planes.luma, [rows, FOUR * columns]), g.reshape(chroma, [rows, 2 * columns])], 1); // prettier-ignore
  const pairs = g.transpose(g.reshape(lines, [rows, 3, columns, 2]), [0, 2, 1, 3]);
  const under = g.cast(g.reshape(pairs, [rows * columns, SIX]), 'float32');
  const difference = g.sub(g.reshape(cut(all), [rows * columns, SIX]), under);
  const shown = g.add(under, g.matmul(difference, ofSix(colours, video)));
  return { whole: laid(cut(toBytes(all))), mixed: laid(g.reshape(toBytes(shown), [rows, columns, SIX])) };
}

/** Colours of four pixels (1, 12, h, w), each cut off beyond black and white, to sixes. */
function fromColours(twelve: g.Tensor, fromRgb: Float32Array, offset: Float32Array): g.Tensor {
  const weight = Float32Array.from({ length: SIX * TWELVE }, (_, i) => {
    const [to, from] = [Math.floor(i / TWELVE), i % TWELVE];
    const [pixel, colour] = [Math.floor(from / 3), from % 3];
    if (to < FOUR) return pixel === to ? fromRgb[colour]! : 0;
    return fromRgb[3 * (to - FOUR + 1) + colour]! / FOUR;
  });
  const seen = g.min(g.relu(twelve), 255);
  return g.conv(seen, g.constant(weight, [SIX, TWELVE, 1, 1]), g.constant(offset, [SIX]));
}

/** Colours to luma, four times, and both kinds of chroma (6, 3). */
function ofColours(fromRgb: Float32Array): Float32Array {
  return Float32Array.from({ length: SIX * 3 }, (_, i) => {
    const [to, colour] = [Math.floor(i / 3), i % 3];
    return fromRgb[3 * Math.max(0, to - FOUR + 1) + colour]!;
  });
}

/**
 * What our networks end with, colours enlarged and detail upon them, by the matrix (6, 3), and more by `offset` (6); null for
 * anything else. Colours are cut off before they are enlarged, which takes them no further, and detail is added to luma and chroma.
 */
function inParts(twelve: g.Tensor, matrix: Float32Array, offset: Float32Array): g.Tensor | null {
  const [enlarged, product] = twelve.inputs;
  if (twelve.op !== 'Add' || !g.isDense(enlarged!) || product?.op !== 'Mul') return null;
  const [colours, weight, bias] = enlarged!.inputs;
  const kernels = bias ? null : enlarging(weight!);
  const upon = ofGain(product.inputs[0]!, product.inputs[1]!, matrix);
  if (!kernels || !upon) return null;
  const seen = g.min(g.relu(raised(colours!, BEYOND)), 255 + 2 * BEYOND);
  const lowered = offset.map((value, to) => value - BEYOND * sumOf(matrix.subarray(3 * to, 3 * to + 3)));
  const mixture = g.conv(seen, g.constant(matrix, [SIX, 3, 1, 1]));
  const under = g.depthwiseConv(mixture, kernels, g.constant(lowered, [SIX]), enlarged!.attributes);
  return g.add(under, upon);
}

const sumOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

/** More of every channel, by a convolution's bias where it has one. */
function raised(x: g.Tensor, by: number): g.Tensor {
  const [from, weight, bias] = x.inputs;
  return x.op === 'Conv' && bias ? g.conv(from!, weight!, g.add(bias, by), x.attributes) : g.add(x, by);
}

/**
 * Known weights (12, 3, kh, kw) that give each of four pixels means of colours, the same for all three, as those of luma and of chroma
 * (6, 1, kh, kw); null for others.
 */
function enlarging({ data, shape }: g.Tensor): g.Tensor | null {
  const [outputs, inputs, kh, kw] = shape as readonly number[];
  if (!(data instanceof Float32Array) || outputs !== TWELVE || inputs !== 3) return null;
  const size = kh! * kw!;
  const tap = (pixel: number, at: number): number => data[9 * size * pixel + at]!;
  const isOwn = data.every((value, i) => {
    const [to, from, at] = [Math.floor(i / (3 * size)), Math.floor(i / size) % 3, i % size];
    return value === (to % 3 === from ? tap(Math.floor(to / 3), at) : 0);
  });
  const isMean = [0, 1, 2, 3].every((pixel) => {
    const taps = Float32Array.from({ length: size }, (_, at) => tap(pixel, at));
    return taps.every((value) => value >= 0) && Math.abs(sumOf(taps) - 1) < 1e-5;
  });
  return isOwn && isMean ? withMean(tap, [1, kh!, kw!]) : null;
}

/** Weights of four pixels, by their place, and of chroma, which is their mean: (6, …). */
function withMean(tap: (pixel: number, at: number) => number, shape: readonly number[]): g.Tensor {
  const size = shape.reduce((product, edge) => product * edge, 1);
  const six = Float32Array.from({ length: SIX * size }, (_, i) => {
    const [to, at] = [Math.floor(i / size), i % size];
    return to < FOUR ? tap(to, at) : [0, 1, 2, 3].reduce((sum, pixel) => sum + tap(pixel, at), 0) / FOUR;
  });
  return g.constant(six, [SIX, ...shape]);
}

/**
 * Products of three colours' gains, the same for all four pixels, and of four pixels' detail, the same in all colours, by the matrix
 * (6, 3): those of luma's gain and the four, and of chroma's gains and their mean. Null where they are not so.
 */
function ofGain(gain: g.Tensor, detail: g.Tensor, matrix: Float32Array): g.Tensor | null {
  if (![gain, detail].every((x) => g.isDense(x) && x.shape[1] === TWELVE)) return null;
  const [seen, weight, bias] = gain.inputs;
  const [picture, taken, more] = detail.inputs;
  const [one, plus] = [repeated(weight!), bias ? repeated(bias) : null];
  const each = more ? null : detailOf(taken!);
  if (!one || !each || (bias && !plus)) return null;
  const gains = g.conv(seen!, mixed(one, matrix), plus && mixed(plus, matrix), gain.attributes);
  return g.mul(gains, g.conv(picture!, each, null, detail.attributes));
}

/** The weights (3, …) that a tensor (12, …) repeats four times; null for others. */
function repeated({ op, inputs, attributes }: g.Tensor): g.Tensor | null {
  const [one, ...more] = inputs;
  const isAlike = op === 'Concat' && attributes['axis'] === 0 && more.length === FOUR - 1;
  return isAlike && one!.shape[0] === 3 && more.every((other) => other === one) ? one! : null;
}

/** Known weights (12, …), the same for all three colours of a pixel, as those of luma and of chroma (6, …); null for others. */
function detailOf({ data, shape }: g.Tensor): g.Tensor | null {
  if (!(data instanceof Float32Array)) return null;
  const size = data.length / TWELVE;
  const tap = (pixel: number, at: number): number => data[3 * size * pixel + at]!;
  if (!data.every((value, i) => value === tap(Math.floor(i / (3 * size)), i % size))) return null;
  return withMean(tap, g.fixedShape(shape, 'weights').slice(1));
}

/** Weights or biases (3, …) by the matrix (6, 3). */
function mixed(weight: g.Tensor, matrix: Float32Array): g.Tensor {
  const [, ...rest] = g.fixedShape(weight.shape, 'weights');
  const flat = g.reshape(weight, [3, rest.reduce((product, edge) => product * edge, 1)]);
  return g.reshape(g.matmul(g.constant(matrix, [SIX, 3]), flat), [SIX, ...rest]);
}

/** The means of four lumas, and chroma, of what lies at a place (6, 3); and the reverse, where all four are alike (3, 6). */
const [MEANS, ALIKE] = [new Float32Array(SIX * 3), new Float32Array(3 * SIX)];
/** What makes each luma of a place its own: one, less the mean (6, 6). */
const OWN = new Float32Array(SIX * SIX);
for (let pixel = 0; pixel < FOUR; pixel++) {
  MEANS[3 * pixel] = 1 / FOUR;
  ALIKE[pixel] = 1;
  for (let other = 0; other < FOUR; other++) OWN[SIX * pixel + other] = (pixel === other ? 1 : 0) - 1 / FOUR;
}
for (const kind of [1, 2]) MEANS[3 * (FOUR + kind - 1) + kind] = ALIKE[SIX * kind + FOUR + kind - 1] = 1;

/** The matrix `colours` (3, 3) for rows of what lies at a place (6, 6). */
function ofSix(colours: g.Tensor, video: Video): g.Tensor {
  const { toRgb, fromRgb } = coding(video);
  const three = g.matmul(g.matmul(g.constant(fromRgb, [3, 3]), colours), g.constant(toRgb, [3, 3]));
  const inRows = g.transpose(three, [1, 0]);
  const alike = g.matmul(g.matmul(g.constant(MEANS, [SIX, 3]), inRows), g.constant(ALIKE, [3, SIX]));
  const ofLuma = g.slice(inRows, [0, 1], [0, 0], [1, 1]);
  return g.add(alike, g.mul(g.constant(OWN, [SIX, SIX]), ofLuma));
}
