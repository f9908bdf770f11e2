/** Gradients of a depthwise convolution: each channel has a kernel of its own and sees no other channel. */
import * as g from '../build.ts';
import { fixedShape } from '../dim.ts';
import type { Tensor } from '../tensor.ts';
import { windowOf } from './window.ts';

/** To its input: the same with every kernel turned by 180 degrees. @throws where it strides, or pads more than its kernel reaches. */
export function depthwiseToInput(node: Tensor, _x: Tensor, weight: Tensor, dy: Tensor): Tensor {
  const { kernel, strides, pads, dilations } = windowOf(node, weight);
  const [kh, kw] = [dilations[0] * (kernel[0] - 1), dilations[1] * (kernel[1] - 1)];
  const full = [kh - pads[0], kw - pads[1], kh - pads[2], kw - pads[3]] as const;
  if (strides.some((stride) => stride !== 1) || full.some((pad) => pad < 0)) {
    throw new Error(
      'a depthwise convolution can be differentiated only at stride 1 and without wide padding',
    );
  }
  return g.depthwiseConv(dy, g.flip(weight, [2, 3]), null, { pads: full, dilations });
}

/** To its weight (C, 1, kh, kw): for each tap of the kernel, how the shifted input goes with the gradient. */
export function depthwiseToWeight(node: Tensor, x: Tensor, weight: Tensor, dy: Tensor): Tensor {
  const { kernel, strides, pads, dilations } = windowOf(node, weight);
  const [, channels, oh, ow] = fixedShape(dy.shape, "a convolution's gradient") as [
    number,
    number,
    number,
    number,
  ];
  const padded = pads.some((pad) => pad > 0) ? g.pad2d(x, pads, 'constant') : x;
  const taps: Tensor[] = [];
  for (let ky = 0; ky < kernel[0]; ky++) {
    for (let kx = 0; kx < kernel[1]; kx++) {
      const [top, left] = [ky * dilations[0], kx * dilations[1]];
      const ends = [top + (oh - 1) * strides[0] + 1, left + (ow - 1) * strides[1] + 1];
      const shifted = g.slice(padded, [2, 3], [top, left], ends, strides);
      taps.push(g.reshape(g.sum(g.mul(shifted, dy), [0, 2, 3]), [channels, 1]));
    }
  }
  return g.reshape(g.concat(taps, 1), [channels, 1, ...kernel]);
}
