/** The window that a convolution moves over its input. */
import { fixedShape } from '../dim.ts';
import type { Tensor } from '../tensor.ts';
import { sizes } from './rule.ts';

/** The four numbers of a convolution's window along both axes, and its weight's spatial size. */
export function windowOf(node: Pick<Tensor, 'attributes'>, weight: Tensor) {
  const [, , kh, kw] = fixedShape(weight.shape, 'the weight') as [number, number, number, number];
  return {
    kernel: [kh, kw] as [number, number],
    strides: sizes(node.attributes, 'strides', 2, 1, [1, 1]) as [number, number],
    pads: sizes(node.attributes, 'pads', 4, 0, [0, 0, 0, 0]) as [number, number, number, number],
    dilations: sizes(node.attributes, 'dilations', 2, 1, [1, 1]) as [number, number],
  };
}
