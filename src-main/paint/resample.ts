/**
 * Resizing inside a graph, for networks of one fixed size: bilinear, and a mean where it shrinks, as two
 * matrix products. Unlike ONNX's own operator for it, that means the same in every operator set.
 */
import { fixedDim } from '../graph/dim.ts';
import * as g from '../graph/index.ts';
import type { FrameSize } from './painter.ts';

/** float32 (1, C, H, W) of one size at another. */
export function resample(picture: g.Tensor, from: FrameSize, to: FrameSize): g.Tensor {
  if (from.width === to.width && from.height === to.height) return picture;
  const channels = fixedDim(picture.shape[1], 'channels');
  let planes = g.reshape(picture, [channels, from.height, from.width]);
  // Where it shrinks first, the second product is the smaller.
  const acrossFirst = to.width <= from.width;
  if (acrossFirst) planes = across(planes, from.width, to.width);
  planes = down(planes, from.height, to.height);
  if (!acrossFirst) planes = across(planes, from.width, to.width);
  return g.reshape(planes, [1, channels, to.height, to.width]);
}

function across(planes: g.Tensor, from: number, to: number): g.Tensor {
  return from === to ? planes : g.matmul(planes, g.constant(weights(from, to, false), [from, to]));
}

function down(planes: g.Tensor, from: number, to: number): g.Tensor {
  return from === to ? planes : g.matmul(g.constant(weights(from, to, true), [to, from]), planes);
}

/**
 * How much of each pixel of a line goes into each of another: the triangle around a pixel's middle, as
 * wide as two pixels of the coarser line. Rows are the old pixels, or with `byTarget` the new ones.
 */
function weights(from: number, to: number, byTarget: boolean): Float32Array {
  const matrix = new Float32Array(from * to);
  const reach = Math.max(1, from / to);
  for (let target = 0; target < to; target++) {
    const middle = ((target + 0.5) * from) / to - 0.5;
    const first = Math.max(0, Math.ceil(middle - reach));
    const last = Math.min(from - 1, Math.floor(middle + reach));
    const share = (source: number): number => Math.max(0, 1 - Math.abs(source - middle) / reach);
    let sum = 0;
    for (let source = first; source <= last; source++) sum += share(source);
    for (let source = first; source <= last; source++) {
      matrix[byTarget ? target * from + source : source * to + target] = share(source) / sum;
    }
  }
  return matrix;
}
