/**
 * Video frames of just the painting's size in a graph that is said in blocks (`inBlocks.ts`): its network reads luma and chroma
 * themselves, where colours would be made of them first, and paints four lumas and one of each chroma at a place.
 */
import * as g from '../graph/index.ts';
import type { Video } from '../studio/contract.ts';
import { beforeCut, withAlpha, type Shown } from './fours.ts';
import type { FrameShape } from './painter.ts';
import { toBytes } from './pixels.ts';
import { coding, GREY, type Planes } from './video.ts';
import { videoCrop } from './videoCrop.ts';

/** What lies at a place of two by two pixels: four lumas, blue's chroma and red's. */
const SIX = 6;
const FOUR = 4;

/** Whether a frame is video in the painting's own size, nothing of it cut off. */
export function isOwnVideo(shape: FrameShape): shape is FrameShape & { video: Video } {
  const { video, width, height } = shape;
  if (video?.width !== width || video.height !== height) return false;
  const crop = videoCrop(video, shape);
  return crop.width === width && crop.height === height;
}

/**
 * A convolution of `picture`, colours that were made of these planes, or of them with rows and columns mirrored around, as one of luma and
 * one of chroma, if it steps by an even number of pixels: fewer products, and no colours. It is the same but for colours beyond
 * black and white, and for chroma that is mirrored, whose pixels are two of luma's.
 */
export function readAsVideo(picture: g.Tensor, { luma, chroma }: Planes, video: Video): g.Rule {
  const laid = new Map<g.Tensor, g.Tensor>();
  return (tensor) => {
    const [x, weight, bias] = tensor.inputs;
    const borders = x && bordersAround(x, picture);
    const taps =
      borders && borders.length > 0 && tensor.op === 'Conv' ? tapsOf(tensor, borders.at(-1)!) : null;
    if (!taps) return tensor;
    const { toRgb, black } = coding(video);
    const options = tensor.attributes as Required<g.ConvOptions>;
    // What colours were weighed by, as weights of luma and chroma.
    const mixed = g.conv(weight!, g.constant(transposed(toRgb), [3, 3, 1, 1]));
    const offsets = g.constant(Float32Array.of(-black, -GREY, -GREY), [1, 3, 1, 1]);
    const offset = g.sum(g.mul(mixed, offsets), [1, 2, 3]);
    const seen = laid.get(x!) ?? g.cast(laidAround(luma, borders!), 'float32');
    laid.set(x!, seen);
    const brightness = g.conv(seen, g.slice(mixed, [1], [0], [1]), bias ? g.add(bias, offset) : offset, options); // prettier-ignore
    if (seesNoChroma(weight!, toRgb)) return brightness;
    const spread = g.pad(g.slice(mixed, [1], [1], [3]), taps.spread);
    const small = borders!.map((border, i) => (i < borders!.length - 1 ? halved(border) : { ...border, pads: taps.pads })); // prettier-ignore
    const colour = g.conv(g.cast(laidAround(chroma, small), 'float32'), g.mul(g.averagePool(spread, 2), FOUR), null, { strides: taps.strides }); // prettier-ignore
    return g.add(brightness, colour);
  };
}

/** Rows and columns beside a picture. */
interface Border {
  readonly pads: readonly number[];
  readonly mode: g.PadMode;
}

function laidAround(plane: g.Tensor, borders: readonly Border[]): g.Tensor {
  return borders.reduce((whole, { pads, mode }) => g.pad(whole, pads, mode), plane);
}

/** The borders laid around a picture, the first one first, all but the last of them even; null where `x` is something else. */
function bordersAround(x: g.Tensor, picture: g.Tensor): readonly Border[] | null {
  if (x === picture) return [];
  const before = x.op === 'Pad' ? bordersAround(x.inputs[0]!, picture) : null;
  const border = x.attributes as unknown as Border;
  const isSeen = before?.every(({ pads }) => pads.every((edge) => edge % 2 === 0)) === true;
  return isSeen && border.mode !== 'constant' ? [...before, border] : null;
}

function halved({ pads, mode }: Border): Border {
  return { pads: pads.map((edge) => edge / 2), mode };
}

/** How a convolution of a picture with a border looks on its chroma; null where that does not step by whole pixels. */
interface Taps {
  /** What the window is widened by, to begin and end with whole squares of two by two pixels. */
  readonly spread: readonly number[];
  /** Chroma's own border. */
  readonly pads: readonly number[];
  readonly strides: readonly [number, number];
}

function tapsOf({ attributes, inputs, shape }: g.Tensor, { pads }: Border): Taps | null {
  const { strides, pads: zeros, dilations, group } = attributes as Record<string, readonly number[]> & { group?: number }; // prettier-ignore
  if ((group ?? 1) !== 1 || String(zeros) !== '0,0,0,0' || String(dilations) !== '1,1') return null;
  const axes = [2, 3].map((axis) => {
    const at = (of: g.Tensor['shape']): number => of[axis] as number;
    const [before, step, window] = [pads[axis]!, strides![axis - 2]! / 2, at(inputs[1]!.shape)];
    const first = before % 2;
    const last = (first + window) % 2;
    const begin = (before + first) / 2;
    // As many steps as luma's has.
    const seen = (at(shape) - 1) * step + (first + window + last) / 2;
    const own = (at(inputs[0]!.shape) - before - pads[axis + 4]!) / 2;
    return { step, first, last, begin, end: seen - own - begin };
  });
  const [y, x] = axes as [(typeof axes)[0], (typeof axes)[0]];
  if (!axes.every(({ step, end }) => Number.isInteger(step) && end >= 0)) return null;
  return {
    spread: [0, 0, y.first, x.first, 0, 0, y.last, x.last],
    pads: [0, 0, y.begin, x.begin, 0, 0, y.end, x.end],
    strides: [y.step, x.step],
  };
}

/** Whether the colours of a known weight (O, 3, kh, kw) are weighed as luma is. */
function seesNoChroma({ data, shape }: g.Tensor, toRgb: Float32Array): boolean {
  if (!(data instanceof Float32Array)) return false;
  const [outputs, , kh, kw] = g.fixedShape(shape, 'the weight') as [number, number, number, number];
  const area = kh * kw;
  const most = data.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  return Array.from({ length: outputs * area }, (_, i) => Math.floor(i / area) * 3 * area + (i % area)).every(
    (at) =>
      [1, 2].every(
        (kind) =>
          Math.abs([0, 1, 2].reduce((sum, c) => sum + data[at + c * area]! * toRgb[3 * c + kind]!, 0)) <=
          1e-6 * most,
      ),
  );
}

/**
 * A painting (1, 3, H, W) as video, and the same on its frame as the matrix `colours` (3, 3) says, both `i420`; null unless it was
 * made four pixels at a time.
 */
export function videoInFours(
  painting: g.Tensor,
  planes: Planes,
  colours: g.Tensor,
  video: Video,
): Shown | null {
  const [rows, columns] = [video.height / 2, video.width / 2];
  const found = beforeCut(painting);
  const sixteen = found && withAlpha(found.fours, 0);
  if (!sixteen) return null;
  const [, , allRows, allColumns] = g.fixedShape(sixteen.shape, 'a painting') as [number, number, number, number]; // prettier-ignore
  const { weight, bias } = toSix(video);
  const six = g.conv(g.min(g.relu(sixteen), 255), weight, bias);
  const all = g.reshape(g.transpose(six, [0, 2, 3, 1]), [allRows, allColumns, 16]);
  const start = [found.top / 2, found.left / 2] as const;
  const cut = (x: g.Tensor): g.Tensor =>
    g.slice(x, [0, 1, 2], [...start, 0], [start[0] + rows, start[1] + columns, SIX]);
  const laid = (six: g.Tensor): g.Tensor => {
    const four = g.reshape(g.slice(six, [2], [0], [FOUR]), [rows, columns, 2, 2]);
    const two = g.slice(six, [2], [FOUR], [SIX]);
    const flat = [g.transpose(four, [0, 2, 1, 3]), g.transpose(two, [2, 0, 1])];
    return g.concat(flat.map((plane) => g.reshape(plane, [-1])), 0); // prettier-ignore
  };
  const luma = g.transpose(g.reshape(planes.luma, [rows, 2, columns, 2]), [0, 2, 1, 3]);
  const chroma = g.transpose(g.reshape(planes.chroma, [2, rows, columns]), [1, 2, 0]);
  const together = g.concat([g.reshape(luma, [rows * columns, FOUR]), g.reshape(chroma, [rows * columns, 2])], 1); // prettier-ignore
  const under = g.cast(together, 'float32');
  const difference = g.sub(g.reshape(cut(all), [rows * columns, SIX]), under);
  const shown = g.add(under, g.matmul(difference, ofSix(colours, video)));
  return { whole: laid(cut(toBytes(all))), mixed: laid(g.reshape(toBytes(shown), [rows, columns, SIX])) };
}

/** Four pixels of red, green, blue and nothing (16) to what lies at their place (16, the rest of it nothing). */
function toSix(video: Video): { weight: g.Tensor; bias: g.Tensor } {
  const { fromRgb, black } = coding(video);
  const weight = new Float32Array(16 * 16);
  for (let pixel = 0; pixel < FOUR; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      const from = 4 * pixel + colour;
      weight[16 * pixel + from] = fromRgb[colour]!;
      for (const kind of [1, 2]) weight[16 * (FOUR + kind - 1) + from] = fromRgb[3 * kind + colour]! / FOUR;
    }
  }
  const bias = Float32Array.from({ length: 16 }, (_, to) => (to < FOUR ? black : to < SIX ? GREY : 0));
  return { weight: g.constant(weight, [16, 16, 1, 1]), bias: g.constant(bias, [16]) };
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

function transposed(three: Float32Array): Float32Array {
  return Float32Array.from({ length: 9 }, (_, i) => three[(i % 3) * 3 + Math.floor(i / 3)]!);
}
