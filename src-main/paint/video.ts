/**
 * From a video frame's planes of luma and chroma to the planes of numbers that a network takes, and back, inside the
 * graph: over a browser's or a window's line it is three eighths of RGBA.
 */
import { fixedDim } from '../graph/dim.ts';
import * as g from '../graph/index.ts';
import type { Pictures } from '../runtime/types.ts';
import type { Video } from '../studio/contract.ts';
import { frameBytes, type FrameShape, type FrameSize } from './painter.ts';
import { lowBytes, RGBA, toWhole, wordsOf, type Pixels } from './pixels.ts';
import { resample } from './resample.ts';
import { videoCrop } from './videoCrop.ts';

/** The shares of red and blue in luma. */
const SHARES = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722] } as const;
/** Where chroma has no colour. */
export const GREY = 128;

/** How a device that takes pictures so is handed frames of a shape. */
export function pixelsFor(pictures: Pictures, { video }: FrameShape): Pixels {
  return video ? videoPixels(video, pictures) : RGBA[pictures];
}

/** How frames of a kind are handed to a device that takes pictures so. The painting comes back as `i420`. */
export function videoPixels(video: Video, pictures: Pictures): Pixels {
  const { toRgb, fromRgb, black } = coding(video);
  const form = FORMS[pictures];
  const bytes = frameBytes({ ...video, video });
  return {
    type: () => form.type(bytes),
    planes(picture, size, opset = g.OPSET) {
      const { width, height } = size;
      const { luma, chroma } = planesOf(form.levels(picture, bytes), video);
      const planes = g.concat(
        [
          g.reshape(g.sub(placed(luma, video, size, opset), black), [1, width * height]),
          g.reshape(g.sub(placed(chroma, video, size, opset), GREY), [2, width * height]),
        ],
        0,
      );
      const colours = g.matmul(g.constant(toRgb, [3, 3]), planes);
      return g.reshape(g.min(g.max(colours, 0), 255), [1, 3, height, width]);
    },
    interleave(colours, size) {
      const { width, height } = size;
      // As RGBA would be, so that both look the same where a network goes beyond black and white.
      const shown = g.min(g.max(colours, 0), 255);
      const luma = g.add(g.matmul(g.constant(fromRgb.slice(0, 3), [1, 3]), shown), black);
      const mean = Float32Array.from({ length: 24 }, (_, i) => fromRgb[3 + Math.floor(i / 4)]! / 4);
      const picture = g.reshape(shown, [1, 3, height, width]);
      const chroma = g.add(g.conv(picture, g.constant(mean, [2, 3, 2, 2]), null, { strides: [2, 2] }), GREY);
      const pixels = width * height;
      const levels = g.concat([g.reshape(luma, [pixels]), g.reshape(chroma, [pixels / 2])], 0);
      return form.whole(levels, pixels * 1.5);
    },
    value: (pixels) => form.value(pixels),
  };
}

/** A frame's luma (1, 1, H, W) and chroma (1, 2, H / 2, W / 2). */
export interface Planes {
  readonly luma: g.Tensor;
  readonly chroma: g.Tensor;
}

/** The planes of a frame, of its bytes or the levels that they are (one axis). */
export function planesOf(frame: g.Tensor, { planes, width, height }: Video): Planes {
  const [pixels, quarter] = [width * height, (width * height) / 4];
  const rest = g.slice(frame, [0], [pixels], [pixels * 1.5]);
  const apart = planes === 'i420' ? rest : g.transpose(g.reshape(rest, [quarter, 2]), [1, 0]);
  return {
    luma: g.slice(g.reshape(frame, [1, 1, height * 1.5, width]), [2], [0], [height]),
    chroma: g.reshape(apart, [1, 2, height / 2, width / 2]),
  };
}

interface Form {
  type(bytes: number): ReturnType<Pixels['type']>;
  /** A frame's bytes as float32. */
  levels(picture: g.Tensor, bytes: number): g.Tensor;
  /** The reverse for any float32: rounded, clamped. */
  whole(levels: g.Tensor, bytes: number): g.Tensor;
  value(pixels: Uint8Array): ReturnType<Pixels['value']>;
}

const PLACES = g.constant(Uint32Array.of(1, 2 ** 8, 2 ** 16, 2 ** 24), [1, 4]);
const LOW = g.constant(Float32Array.of(1, 2 ** 8, 2 ** 16), [3, 1]);
const HIGH = g.constant(Uint32Array.of(2 ** 24), []);

const FORMS: Readonly<Record<Pictures, Form>> = {
  bytes: {
    type: (bytes) => [[bytes], 'uint8'],
    levels: (picture) => g.cast(picture, 'float32'),
    whole: (levels) => toWhole(levels, 'uint8'),
    value: (data) => ({ dtype: 'uint8', dims: [data.length], data }),
  },
  words: {
    type: (bytes) => [[bytes / 4], 'uint32'],
    levels(words, bytes) {
      const moved = g.div(g.reshape(words, [bytes / 4, 1]), PLACES);
      return g.reshape(lowBytes(moved), [bytes]);
    },
    whole(levels, bytes) {
      // Whole numbers below 2^24 are exact in float32, and it has the faster sum.
      const four = g.reshape(g.cast(toWhole(levels, 'uint32'), 'float32'), [bytes / 4, 4]);
      const low = g.matmul(g.slice(four, [1], [0], [3]), LOW);
      const high = g.mul(g.cast(g.slice(four, [1], [3], [4]), 'uint32'), HIGH);
      return g.reshape(g.add(g.cast(low, 'uint32'), high), [bytes / 4]);
    },
    value(pixels) {
      const data = wordsOf(pixels);
      return { dtype: 'uint32', dims: [data.length], data };
    },
  },
};

/** The part of a plane that is painted, at the painting's size; planes of chroma have half of their frame's edges. */
function placed(plane: g.Tensor, video: Video, size: FrameSize, opset: number): g.Tensor {
  const crop = videoCrop(video, size);
  const times = fixedDim(plane.shape[2], 'rows') / video.height;
  const [top, left, height, width] = [crop.y, crop.x, crop.height, crop.width].map((edge) => edge * times) as [number, number, number, number]; // prettier-ignore
  const part = g.slice(plane, [2, 3], [top, left], [top + height, left + width]);
  const isSame = crop.width === size.width && crop.height === size.height;
  // Where only chroma is smaller, it is enlarged as browsers do it, who repeat it.
  return isSame && times < 1 ? doubled(part, size) : scaled(part, { width, height }, size, opset);
}

/** Means of whole squares first, so that nothing fine flickers. */
function scaled(plane: g.Tensor, from: FrameSize, to: FrameSize, opset: number): g.Tensor {
  const square = Math.floor(Math.min(from.width / to.width, from.height / to.height));
  const small = square > 1 ? g.averagePool(plane, square) : plane;
  const [width, height] = square > 1 ? [from.width, from.height].map((edge) => Math.floor(edge / square)) as [number, number] : [from.width, from.height]; // prettier-ignore
  if (width === to.width && height === to.height) return small;
  // In older operator sets resizing must be written as matrix products, a hundred times the work.
  return opset < 11 ? resample(small, { width, height }, to) : g.resizeLinear(small, to.height, to.width);
}

/** Each value four times, in a square. */
function doubled(plane: g.Tensor, { width, height }: FrameSize): g.Tensor {
  // All planes are one of all their rows.
  const across = g.expand(g.reshape(plane, [height, 1, width / 2, 1]), [height, 2, width / 2, 2]);
  return g.reshape(across, [1, 2, height, width]);
}

/** Matrices between red, green, blue and luma, blue's and red's chroma, in levels; and the luma of black. */
export function coding({ matrix, full }: Video): {
  toRgb: Float32Array;
  fromRgb: Float32Array;
  black: number;
} {
  const [red, blue] = SHARES[matrix];
  const green = 1 - red - blue;
  // Luma has 219 levels and chroma 224, unless both have all.
  const luma = full ? 1 : 219 / 255;
  const chroma = (full ? 1 : 224 / 255) / 2;
  const [ofBlue, ofRed] = [(1 - blue) / chroma, (1 - red) / chroma];
  return {
    toRgb: Float32Array.of(
      ...[1 / luma, 0, ofRed],
      ...[1 / luma, (-blue / green) * ofBlue, (-red / green) * ofRed],
      ...[1 / luma, ofBlue, 0],
    ),
    fromRgb: Float32Array.of(
      ...[red * luma, green * luma, blue * luma],
      ...[-red / ofBlue, -green / ofBlue, (1 - blue) / ofBlue],
      ...[(1 - red) / ofRed, -green / ofRed, -blue / ofRed],
    ),
    black: full ? 0 : 16,
  };
}
