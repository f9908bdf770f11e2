/** Layers that the transform networks share. */
import { conv, instanceNorm, mul, pad2d, relu, type ConvOptions, type Tensor } from '../graph/index.ts';
import type { Scope } from './parameters.ts';

/** A parameter scope under a name: `under(p, 'block1')('weight', …)` asks for `block1.weight`. */
export function under(parameter: Scope, prefix: string): Scope {
  return (name, shape, init) => parameter(`${prefix}.${name}`, shape, init);
}

/** Size and movement of a convolution layer. */
export interface ConvLayer extends ConvOptions {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  /** Convolutions before an instance normalisation need none: it would be subtracted again. */
  readonly bias?: boolean;
}

/** A convolution with its own weight (to, from, kernel, kernel) and, unless told not to, bias (to). */
export function convLayer(x: Tensor, parameter: Scope, layer: ConvLayer): Tensor {
  const { from, to, kernel, bias = true, ...options } = layer;
  const weight = parameter('weight', [to, from, kernel, kernel], {
    kind: 'he',
    fanIn: from * kernel * kernel,
  });
  return conv(x, weight, bias ? parameter('bias', [to], { kind: 'constant', value: 0 }) : null, options);
}

/** Instance normalisation with its own scale and shift for each channel. */
export function normLayer(x: Tensor, parameter: Scope, channels: number, scale = 1): Tensor {
  return instanceNorm(
    x,
    parameter('scale', [channels], { kind: 'constant', value: scale }),
    parameter('shift', [channels], { kind: 'constant', value: 0 }),
  );
}

/** Convolution 3x3, instance normalisation, ReLU. */
export function layer(x: Tensor, parameter: Scope, from: number, to: number, stride = 1): Tensor {
  const shape = { from, to, kernel: 3, bias: false, strides: [stride, stride], pads: [1, 1, 1, 1] } as const;
  return relu(normLayer(convLayer(x, parameter, shape), parameter, to));
}

/** What a pixel of the features that a {@link stem} gives stands for, in pixels of the picture. */
export const STEM_STRIDE = 4;

/**
 * Full size to a quarter, by a window of an edge of `window` pixels. Its weight is scaled to take 0-255; the
 * normalisation takes off the mean.
 */
export function stem(picture: Tensor, parameter: Scope, to: number, window: number): Tensor {
  const weight = parameter('weight', [to, 3, window, window], { kind: 'he', fanIn: 3 * window * window });
  const x = conv(picture, mul(weight, 1 / 64), null, { strides: [STEM_STRIDE, STEM_STRIDE] });
  return relu(normLayer(x, parameter, to));
}

/** Mirrors the border outwards, so that no edge of zeros shows in the picture. */
export function reflect(x: Tensor, border: number): Tensor {
  return pad2d(x, [border, border, border, border], 'reflect');
}
