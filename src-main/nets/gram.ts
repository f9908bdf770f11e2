/** What a style is compared by: Gram matrices of whole pictures, and of the strokes in each part of one. */
import { averagePool, fixedShape, matmul, mul, reshape, slice, sub, transpose, type Tensor } from '../graph/index.ts'; // prettier-ignore
import type { LossLayer } from './lossNetwork.ts';

/** Edge of the cells within which strokes are seen, in pixels of the picture: a stroke or two. */
const CELL = 8;
/** A picture is looked at in as many parts a side, of which each is to have its strokes. */
const PARTS = 3;

/**
 * Gram matrix of features (Johnson et al. 2016, eq. 3): (N, C, H, W) to (N, C, C), divided by C·H·W.
 * @throws {RangeError} when a size is free.
 */
export function gramMatrix(features: Tensor): Tensor {
  const [n, c, h, w] = fixedShape(features.shape, 'features') as [number, number, number, number];
  const rows = reshape(features, [n, c, h * w]);
  return mul(matmul(rows, transpose(rows, [0, 2, 1])), 1 / (c * h * w));
}

/** Edge of a cell in features of a layer, of a picture that was halved so often; less than 1 where they are coarse. */
function cellIn(layer: LossLayer, halvings: number): number {
  return CELL / 2 ** (Number(layer.charAt(4)) - 1 + halvings);
}

/** Whether features of a layer, of a picture that was halved so often, are fine enough for strokes to be seen. */
export function showsStrokes(layer: LossLayer, halvings: number): boolean {
  return cellIn(layer, halvings) >= 2;
}

/**
 * What features have in common within cells of a stroke's size, whatever the cells are as a whole: their Gram matrix less that of the
 * cells' means, (N, C, H, W) to (N, C, C). It is the texture of a brush, and says nothing of where which colours are.
 * @throws {RangeError} when a size is free.
 */
export function strokeGram(features: Tensor, layer: LossLayer, halvings: number): Tensor {
  const [, , h, w] = fixedShape(features.shape, 'features') as [number, number, number, number];
  const cell = Math.min(cellIn(layer, halvings), h, w);
  const whole = slice(features, [2, 3], [0, 0], [h - (h % cell), w - (w % cell)]);
  return sub(gramMatrix(whole), gramMatrix(averagePool(whole, cell)));
}

/** The parts of features (N, C, H, W), as pictures of their own: (9·N, C, H/3, W/3); what is left over is left out. */
export function partsOf(features: Tensor): Tensor {
  const [n, c, height, width] = fixedShape(features.shape, 'features') as [number, number, number, number];
  const [h, w] = [Math.floor(height / PARTS), Math.floor(width / PARTS)];
  if (Math.min(h, w) === 0) return features;
  const whole = slice(features, [2, 3], [0, 0], [PARTS * h, PARTS * w]);
  // Moved and not cut out: the gradient of nine slices would be nine pictures of zeros around them.
  const apart = transpose(reshape(whole, [n * c, PARTS, h, PARTS, w]), [1, 3, 0, 2, 4]);
  return reshape(apart, [PARTS * PARTS * n, c, h, w]);
}
