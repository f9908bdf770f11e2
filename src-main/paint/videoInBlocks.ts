/**
 * Video frames of just the painting's size in a graph that is written in blocks (`inBlocks.ts`): its network reads luma and chroma
 * directly, without converting them to RGB first. How it paints them: `inSixes.ts`.
 */
import * as g from '../graph/index.ts';
import type { Video } from '../studio/contract.ts';
import type { FrameShape } from './painter.ts';
import { coding, GREY, type Planes } from './video.ts';
import { videoCrop } from './videoCrop.ts';

/** Pixels of luma at a place of one of chroma. */
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

function transposed(three: Float32Array): Float32Array {
  return Float32Array.from({ length: 9 }, (_, i) => three[(i % 3) * 3 + Math.floor(i / 3)]!);
}
