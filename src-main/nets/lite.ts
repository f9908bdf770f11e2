/**
 * Our transform network for plain CPUs: the layout of Johnson et al. 2016 at an eighth of the
 * resolution instead of a quarter, with most of the work where pictures are small.
 *
 * An 8x8 convolution with stride 4 reads the picture (the same as space-to-depth and a strided 3x3,
 * without moving every pixel first). The picture is written as four sub-pixels at half resolution
 * (depth-to-space). Every convolution from there on up is of a form that cannot pass a pattern of period
 * two at its resolution, whatever it learns, so that neither sub-pixels nor repeated pixels leave a grid.
 */
import {
  add,
  conv,
  crop2d,
  depthToSpace,
  mul,
  pad,
  relu,
  resizeNearest,
  type Tensor,
} from '../graph/index.ts';
import { convLayer, normLayer, reflect, under } from './layers.ts';
import type { Scope, TransformNetwork } from './parameters.ts';

/**
 * The picture is mirrored outwards this far and cut again at the end, so that the zeros around the inner
 * layers do not show: at 16 pixels they may as a pale band, at 32 they do not. Training is kept at 16, for
 * at 32 a network learns to make use of what it still sees of them, and the band is back.
 */
const MARGIN = { paint: 32, train: 16 };
/** What is left of the margin on the way up, where fewer layers with zeros around them follow. */
const MARGIN_UP = 8;

/** `width` channels at half resolution, twice and four times as many below; `blocks` residual blocks. */
export function lite(width = 16, blocks = 5): TransformNetwork {
  return {
    name: `lite ${width}x${blocks}`,
    multiple: 8,
    build(picture, parameter, purpose = 'paint') {
      const margin = MARGIN[purpose];
      const quarter = stem(reflect(picture, margin + 2), under(parameter, 'down1'), width * 2);
      let x = layer(quarter, under(parameter, 'down2'), width * 2, width * 4, 2);
      for (let block = 0; block < blocks; block++)
        x = residual(x, under(parameter, `residual${block}`), width * 4);
      const [eighths, quarters] = [(margin - MARGIN_UP) / 8, (margin - MARGIN_UP) / 4];
      x = upsample(cut(x, eighths), under(parameter, 'up1'), width * 4, width * 2, cut(quarter, quarters));
      x = upsample(x, under(parameter, 'up2'), width * 2, width);
      return head(x, under(parameter, 'out'), width);
    },
  };
}

/** The same on every side taken off. */
function cut(x: Tensor, border: number): Tensor {
  return crop2d(x, [border, border, border, border]);
}

/** Full size to a quarter. Its weight is scaled to take 0-255; the normalisation takes off the mean. */
function stem(picture: Tensor, parameter: Scope, to: number): Tensor {
  const weight = parameter('weight', [to, 3, 8, 8], { kind: 'he', fanIn: 3 * 64 });
  const x = conv(picture, mul(weight, 1 / 64), null, { strides: [4, 4] });
  return relu(normLayer(x, parameter, to));
}

/** Convolution 3x3, instance normalisation, ReLU. */
function layer(x: Tensor, parameter: Scope, from: number, to: number, stride = 1): Tensor {
  const shape = { from, to, kernel: 3, bias: false, strides: [stride, stride], pads: [1, 1, 1, 1] } as const;
  return relu(normLayer(convLayer(x, parameter, shape), parameter, to));
}

function residual(x: Tensor, parameter: Scope, channels: number): Tensor {
  const inner = layer(x, under(parameter, 'a'), channels, channels);
  const scope = under(parameter, 'b');
  const shape = { from: channels, to: channels, kernel: 3, bias: false, pads: [1, 1, 1, 1] } as const;
  return add(x, normLayer(convLayer(inner, scope, shape), scope, channels));
}

/** Twice the size, bilinear with weights, with what the encoder knew at that level added where given. */
function upsample(x: Tensor, parameter: Scope, from: number, to: number, skip?: Tensor): Tensor {
  const kernel = parameter('weight', [to, from, 2, 2], { kind: 'he', fanIn: from });
  const twice = conv(resizeNearest(x, 2), smoothing(kernel), null, { pads: [1, 1, 1, 1] });
  const up = normLayer(twice, parameter, to);
  return relu(skip ? add(up, skip) : up);
}

/** Half resolution to the picture, RGB 0-255: four sub-pixels for each pixel, then the last smoothing. */
function head(x: Tensor, parameter: Scope, from: number): Tensor {
  const weight = parameter('subpixel.weight', [12, from, 2, 2], {
    kind: 'values',
    values: equalSubpixels(from),
  });
  const bias = parameter('subpixel.bias', [12], { kind: 'constant', value: 0 });
  const pixels = depthToSpace(conv(x, smoothing(weight), bias, { pads: [1, 1, 1, 1] }), 2);
  const smooth = smoothing(parameter('smooth.weight', [3, 3, 2, 2], { kind: 'values', values: box() }));
  const shift = parameter('smooth.bias', [3], { kind: 'constant', value: 0 });
  // One scale and shift on the weights rather than on every pixel: 0 is mid-grey, 1 is 64 levels.
  const full = conv(pixels, mul(smooth, 64), add(mul(shift, 64), 127.5));
  return cut(full, MARGIN_UP - 1);
}

/**
 * A 2x2 kernel after a 2x2 mean, as one 3x3 kernel: its response to a pattern of period two is zero. After
 * sub-pixels it leaves no grid of them; after nearest-neighbour upsampling it leaves no steps, because
 * repeating pixels and then taking the mean of neighbours is bilinear interpolation.
 */
function smoothing(kernel: Tensor): Tensor {
  const shifted = (y: number, x: number): Tensor => pad(kernel, [0, 0, y, x, 0, 0, 1 - y, 1 - x]);
  return mul(add(add(shifted(0, 0), shifted(0, 1)), add(shifted(1, 0), shifted(1, 1))), 0.25);
}

/** Small weights, the same for the four sub-pixels of a colour (depth-to-space puts colour last). */
function equalSubpixels(from: number): Float32Array {
  const taps = from * 4;
  const values = new Float32Array(12 * taps);
  for (let out = 0; out < 12; out++) {
    for (let tap = 0; tap < taps; tap++) {
      // A fixed spread in place of a random one: quasi-random in (-1, 1) by the golden ratio.
      const spread = 2 * ((((out % 3) * taps + tap + 1) * 0.6180339887498949) % 1) - 1;
      values[out * taps + tap] = spread * Math.sqrt(3 / taps);
    }
  }
  return values;
}

/** A 2x2 mean of each colour: together with the one before it a [1 2 1] blur. */
function box(): Float32Array {
  const values = new Float32Array(36);
  for (let colour = 0; colour < 3; colour++) values.fill(0.25, colour * 16, colour * 16 + 4);
  return values;
}
