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
import { add, concat, relu, type Tensor } from '../graph/index.ts';
import { grain } from './grain.ts';
import { convLayer, layer, normLayer, reflect, stem, STEM_STRIDE, under } from './layers.ts';
import type { Scope, TransformNetwork } from './parameters.ts';
import { cut, detailOf, enlarge, paintOver } from './wayUp.ts';

/**
 * The picture is mirrored outwards this far and cut again at the end, so that the zeros around the inner
 * layers do not show: with 16 pixels they may show as a pale band, with 32 they do not. Training stays at 16,
 * since at 32 a network learns to use what it still sees of the zeros, and the band is back.
 */
const MARGIN = { paint: 32, train: 16 };
/** What is left of the margin on the way up, where fewer layers with zeros around them follow. */
const MARGIN_UP = 8;
/** Edge of the window that reads the picture, and how much more of it that needs around the features. */
const WINDOW = 8;
const OVERLAP = (WINDOW - STEM_STRIDE) / 2;

/** Fields of grain beside the features at a quarter of the resolution. */
const GRAIN = 16;

/** What a 5x5 binomial blur takes away. */
const DETAIL = detailOf([1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16]);

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
      const read = stem(mirrored, under(parameter, 'down1'), quarter, WINDOW);
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
      return paintOver(x, cut(mirrored, surplus), under(parameter, 'out'), {
        from: half,
        kernel: 3,
        detail: DETAIL,
        margin: MARGIN_UP,
      });
    },
  };
}

function residual(x: Tensor, parameter: Scope, channels: number): Tensor {
  const inner = layer(x, under(parameter, 'a'), channels, channels);
  const scope = under(parameter, 'b');
  const shape = { from: channels, to: channels, kernel: 3, bias: false, pads: [1, 1, 1, 1] } as const;
  return add(x, normLayer(convLayer(inner, scope, shape), scope, channels));
}

/** Twice the size, with what the encoder knew at that level added where given. */
function upsample(x: Tensor, parameter: Scope, from: number, to: number, skip?: Tensor): Tensor {
  const up = normLayer(enlarge(x, parameter, from, to), parameter, to);
  return relu(skip ? add(up, skip) : up);
}
