/** Layers that the transform networks share. */
import { conv, instanceNorm, pad2d, type ConvOptions, type Tensor } from '../graph/index.ts';
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

/** Mirrors the border outwards, so that no edge of zeros shows in the picture. */
export function reflect(x: Tensor, border: number): Tensor {
  return pad2d(x, [border, border, border, border], 'reflect');
}
