/**
 * The transform network of Johnson et al. 2016 (supplementary material, table 1) with instance
 * normalisation in place of batch normalisation (Ulyanov et al. 2016a), and with resize-and-convolve in
 * place of strided transposed convolutions, which leave a checkerboard.
 */
import { add, mul, relu, resizeNearest, sub, type Tensor } from '../graph/index.ts';
import { convLayer, normLayer, reflect, under } from './layers.ts';
import type { Scope, TransformNetwork } from './parameters.ts';

/** `width` is the first layer's channels: 32 in the paper, 16 in the models published with it. */
export function johnson(width = 32): TransformNetwork {
  return {
    name: `johnson ${width}`,
    multiple: 4,
    grain: false,
    build(picture, parameter) {
      let x = mul(sub(picture, 127.5), 1 / 127.5);
      x = layer(x, under(parameter, 'down0'), 3, width, 9);
      x = layer(x, under(parameter, 'down1'), width, width * 2, 3, 2);
      x = layer(x, under(parameter, 'down2'), width * 2, width * 4, 3, 2);
      for (let block = 0; block < 5; block++)
        x = residual(x, under(parameter, `residual${block}`), width * 4);
      x = layer(resizeNearest(x, 2), under(parameter, 'up1'), width * 4, width * 2, 3);
      x = layer(resizeNearest(x, 2), under(parameter, 'up2'), width * 2, width, 3);
      const out = convLayer(reflect(x, 4), under(parameter, 'out'), { from: width, to: 3, kernel: 9 });
      return add(mul(out, 64), 127.5);
    },
  };
}

/** Reflected border, convolution, instance normalisation, ReLU. */
function layer(x: Tensor, parameter: Scope, from: number, to: number, kernel: number, stride = 1): Tensor {
  const strides: [number, number] = [stride, stride];
  const padded = reflect(x, (kernel - 1) / 2);
  return relu(
    normLayer(convLayer(padded, parameter, { from, to, kernel, strides, bias: false }), parameter, to),
  );
}

/** Two 3x3 convolutions beside the identity, without a ReLU after the sum (Gross and Wilber 2016). */
function residual(x: Tensor, parameter: Scope, channels: number): Tensor {
  const inner = layer(x, under(parameter, 'a'), channels, channels, 3);
  const shape = { from: channels, to: channels, kernel: 3, bias: false };
  const scope = under(parameter, 'b');
  return add(x, normLayer(convLayer(reflect(inner, 1), scope, shape), scope, channels));
}
