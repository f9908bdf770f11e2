/**
 * Our transform network for plain CPUs: a frame costs less than half of what it does with {@link lite}, whose
 * parts these are, made cheaper where that changes the painting least.
 *
 * - In the residual blocks each channel is convolved by itself (depthwise), between two 1x1 convolutions
 *   that mix channels: a fifth of the multiplications of two 3x3 convolutions, and one normalisation for two.
 * - Features are made before they are enlarged and not after; at half resolution two narrow layers are left.
 * - Brush strokes are drawn at half resolution from lines that are there already ({@link strokes}), rather than made of
 *   coarse grain by layers that there is no time for.
 * - Borders are mirrored where pictures are small, so that only a margin of eight pixels has to be painted
 *   and cut off again.
 *
 * When it was chosen, each instance normalisation moved its features out of the runtime's blocked layout and back, which at
 * half resolution cost as much as a convolution: they were counted, too. `graph/onnx/blocked` has ended that where there
 * are such blocks.
 */
import { add, concat, conv, depthwiseConv, relu, resizeNearest, type Tensor } from '../graph/index.ts';
import { grain, STROKE_FIELDS, strokes } from './grain.ts';
import { convLayer, layer, normLayer, reflect, stem, STEM_STRIDE, under } from './layers.ts';
import type { Scope, TransformNetwork } from './parameters.ts';
import { detailOf, enlarge, paintOver, smoothing } from './wayUp.ts';

/** The picture is mirrored outwards this far and cut again at the end: a feature at an eighth. */
const MARGIN = 8;
/** Edge of the window that reads the picture, and what it needs beyond the margin. */
const WINDOW = 6;
const OVERLAP = (WINDOW - STEM_STRIDE) / 2;

/** Fields of grain beside the features at a quarter of the resolution. */
const GRAIN = 16;

/** What a mean over 3x3 pixels takes away; its window needs no more than the overlap. */
const DETAIL = detailOf([1 / 3, 1 / 3, 1 / 3]);

/**
 * Channels: `width` at half resolution, twice as many at a quarter, three times at an eighth and four times
 * inside of the `blocks` there. Sixteen is what a convolution of AVX-512 computes at once.
 */
export function swift(width = 16, blocks = 4): TransformNetwork {
  const [half, quarter, eighth, inner] = [width, width * 2, width * 3, width * 4];
  return {
    name: `swift ${width}x${blocks}`,
    multiple: 8,
    grain: true,
    build(picture, parameter, { origin } = {}) {
      const mirrored = reflect(picture, MARGIN + OVERLAP);
      const read = stem(mirrored, under(parameter, 'down1'), quarter, WINDOW);
      const fine = concat([read, grain(read, GRAIN, origin)], 1);
      let x = layer(fine, under(parameter, 'down2'), quarter + GRAIN, eighth, 2);
      for (let block = 0; block < blocks; block++)
        x = residual(x, under(parameter, `residual${block}`), eighth, inner);

      const known = { from: quarter + GRAIN, to: quarter, kernel: 1, bias: false } as const;
      const skip = convLayer(fine, under(parameter, 'skip'), known);
      const up1 = under(parameter, 'up1');
      const up = add(normLayer(narrowAndEnlarge(x, up1, eighth, quarter), up1, quarter), skip);
      x = layer(relu(up), under(parameter, 'narrow'), quarter, half);
      const up2 = under(parameter, 'up2');
      const drawn = parameter('strokes.weight', [half, STROKE_FIELDS, 1, 1], { kind: 'later' });
      x = normLayer(enlarge(x, up2, half, half), up2, half);
      x = relu(add(x, conv(strokes(x, origin), drawn)));
      x = layer(x, under(parameter, 'fine'), half, half);
      const head = { from: half, kernel: 1, detail: DETAIL, margin: MARGIN } as const;
      return paintOver(x, mirrored, under(parameter, 'out'), head);
    },
  };
}

/** Wider by a 1x1 convolution, each channel convolved by itself, and back by another (Howard et al. 2017). */
function residual(x: Tensor, parameter: Scope, channels: number, inner: number): Tensor {
  const wide = relu(
    convLayer(reflect(x, 1), under(parameter, 'a'), { from: channels, to: inner, kernel: 1 }),
  );
  const each = under(parameter, 'each');
  const weight = each('weight', [inner, 1, 3, 3], { kind: 'he', fanIn: 9 });
  const convolved = relu(depthwiseConv(wide, weight, each('bias', [inner], { kind: 'constant', value: 0 })));
  const back = under(parameter, 'b');
  const narrow = convLayer(convolved, back, { from: inner, to: channels, kernel: 1, bias: false });
  return add(x, normLayer(narrow, back, channels));
}

/** Fewer channels first, then twice the size, each channel by a kernel of its own. */
function narrowAndEnlarge(x: Tensor, parameter: Scope, from: number, to: number): Tensor {
  const narrow = convLayer(x, parameter, { from, to, kernel: 3, bias: false, pads: [1, 1, 1, 1] });
  const kernel = parameter('each.weight', [to, 1, 2, 2], { kind: 'constant', value: 1 });
  return depthwiseConv(resizeNearest(narrow, 2), smoothing(kernel), null, { pads: [1, 1, 1, 1] });
}
