/**
 * Our transform network for plain CPUs: the layout of Johnson et al. 2016 at an eighth of the
 * resolution instead of a quarter, with most of the work where pictures are small.
 *
 * An 8x8 convolution with stride 4 reads the picture (the same as space-to-depth and a strided 3x3,
 * without moving every pixel first). {@link grain} joins the features, to make strokes of where the picture
 * is flat. On the way up every resize is bilinear by construction, so that no weights can leave a grid. The
 * painting is made at half resolution; what is finer comes from the picture itself, as much of it as the
 * network lets through at each place: this keeps faces.
 */
import {
  add,
  concat,
  constant,
  conv,
  crop2d,
  depthToSpace,
  mul,
  pad,
  relu,
  resizeNearest,
  type Tensor,
} from '../graph/index.ts';
import { grain } from './grain.ts';
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
/** The picture has this much more around it than the features: half of the window less its stride. */
const OVERLAP = 2;

/** Fields of grain beside the features at a quarter of the resolution. */
const GRAIN = 16;

/** Channels: `width` at half resolution, twice as many at a quarter, three times at an eighth. */
export function lite(width = 16, blocks = 5): TransformNetwork {
  const [half, quarter, eighth] = [width, width * 2, width * 3];
  return {
    name: `lite ${width}x${blocks}`,
    multiple: 8,
    grain: true,
    build(picture, parameter, { purpose = 'paint', origin } = {}) {
      const margin = MARGIN[purpose];
      const mirrored = reflect(picture, margin + OVERLAP);
      const read = stem(mirrored, under(parameter, 'down1'), quarter);
      const fine = concat([read, grain(read, GRAIN, origin)], 1);
      let x = layer(fine, under(parameter, 'down2'), quarter + GRAIN, eighth, 2);
      for (let block = 0; block < blocks; block++)
        x = residual(x, under(parameter, `residual${block}`), eighth);

      const surplus = margin - MARGIN_UP;
      const skip = convLayer(cut(fine, surplus / 4), under(parameter, 'skip'), {
        from: quarter + GRAIN,
        to: quarter,
        kernel: 1,
        bias: false,
      });
      x = upsample(cut(x, surplus / 8), under(parameter, 'up1'), eighth, quarter, skip);
      x = upsample(x, under(parameter, 'up2'), quarter, half);
      x = layer(x, under(parameter, 'fine'), half, half);
      return head(x, cut(mirrored, surplus), under(parameter, 'out'), half);
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

/**
 * A 2x2 kernel after a 2x2 mean, as one 3x3 kernel: its response to a pattern of period two is zero. After
 * nearest-neighbour upsampling it leaves no steps, because repeating pixels and then taking the mean of
 * neighbours is bilinear interpolation.
 */
function smoothing(kernel: Tensor): Tensor {
  const shifted = (y: number, x: number): Tensor => pad(kernel, [0, 0, y, x, 0, 0, 1 - y, 1 - x]);
  return mul(add(add(shifted(0, 0), shifted(0, 1)), add(shifted(1, 0), shifted(1, 1))), 0.25);
}

/**
 * Features at half resolution to the picture, RGB 0-255: their colours, twice the size by bilinear
 * interpolation, and the picture's own fine detail times a gain that the features decide on.
 */
function head(x: Tensor, picture: Tensor, parameter: Scope, from: number): Tensor {
  const weight = parameter('colour.weight', [3, from, 3, 3], { kind: 'he', fanIn: from * 9 * 4 });
  const bias = parameter('colour.bias', [3], { kind: 'constant', value: 0 });
  // Scaled here rather than at every pixel: 0 is mid-grey, 1 is 64 levels.
  const colour = conv(x, mul(weight, 64), add(mul(bias, 64), 127.5), { pads: [1, 1, 1, 1] });
  const painted = conv(colour, constant(INTERPOLATION, [12, 3, 3, 3]), null, { pads: [1, 1, 1, 1] });

  const gainWeight = parameter('gain.weight', [3, from, 1, 1], { kind: 'constant', value: 0 });
  const gainBias = parameter('gain.bias', [3], { kind: 'constant', value: 0.5 });
  const gain = conv(x, fourTimes(gainWeight), fourTimes(gainBias));
  const detail = conv(picture, constant(DETAIL, [12, 3, 6, 6]), null, { strides: [2, 2] });
  return cut(depthToSpace(add(painted, mul(gain, detail)), 2), MARGIN_UP);
}

/** The same for each of the four pixels that one of half the resolution becomes. */
function fourTimes(values: Tensor): Tensor {
  return concat([values, values, values, values], 0);
}

/**
 * Kernels (12, 3, size, size) for the four pixels that one becomes, as {@link depthToSpace} takes them:
 * `tap(py, px, from, to, y, x)` is the weight for the pixel at row py and column px of colour `to`.
 */
function fourPixels(
  size: number,
  tap: (py: number, px: number, from: number, to: number, y: number, x: number) => number,
): Float32Array {
  const square = size * size;
  return Float32Array.from({ length: 12 * 3 * square }, (_, at) => {
    const out = Math.floor(at / (3 * square));
    const [pixel, to] = [Math.floor(out / 3), out % 3];
    const from = Math.floor(at / square) % 3;
    return tap(pixel >> 1, pixel & 1, from, to, Math.floor(at / size) % size, at % size);
  });
}

/** Bilinear interpolation to twice the size: three quarters of the pixel, a quarter of its neighbour. */
const INTERPOLATION = fourPixels(3, (py, px, from, to, y, x) => {
  const near = (pixel: number, at: number): number => [[0.25, 0.75, 0], [0, 0.75, 0.25]][pixel]![at]!; // prettier-ignore
  return from === to ? near(py, y) * near(px, x) : 0;
});

/** What of a pixel's luminance a 5x5 binomial blur would take away. */
const DETAIL = fourPixels(6, (py, px, from, _to, y, x) => {
  const binomial = (at: number): number => ([1, 4, 6, 4, 1][at] ?? 0) / 16;
  const centre = y - py === 2 && x - px === 2 ? 1 : 0;
  return [0.299, 0.587, 0.114][from]! * (centre - binomial(y - py) * binomial(x - px));
});
