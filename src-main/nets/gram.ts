/** What a style is compared by: Gram matrices of whole pictures, and of the strokes in each part of one. */
import { averagePool, fixedShape, matmul, mean, mul, reshape, slice, sub, transpose, type Tensor } from '../graph/index.ts'; // prettier-ignore
import type { LossLayer } from './lossNetwork.ts';

/** Edge of the cells within which strokes are seen, in pixels of the picture: a stroke or two. */
const CELL = 8;
/** A picture is looked at in as many parts a side, of which each is to have its strokes. */
const PARTS = 2;

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
  const { whole, cell } = inCells(features, layer, halvings);
  return withoutCells(gramMatrix(whole), whole, cell);
}

/**
 * The Gram matrix of features (N, C, H, W), and the {@link strokeGram} of each of their parts: (N, C, C) and (4·N, C, C). Where cells fill
 * the parts, the first is the mean of what the others need anyway.
 */
export function gramsByParts(
  features: Tensor,
  layer: LossLayer,
  halvings: number,
): { all: Tensor; strokes: Tensor } {
  const [n, c, height, width] = fixedShape(features.shape, 'features') as [number, number, number, number];
  const { whole, cell, area } = inCells(partsOf(features), layer, halvings);
  const each = gramMatrix(whole);
  const isAll = PARTS * PARTS * area === height * width;
  const all = isAll ? mean(reshape(each, [PARTS * PARTS, n, c, c]), [0]) : gramMatrix(features);
  return { all, strokes: withoutCells(each, whole, cell) };
}

/** A Gram matrix of features less that of the means of their cells. */
function withoutCells(gram: Tensor, features: Tensor, cell: number): Tensor {
  return sub(gram, gramMatrix(averagePool(features, cell)));
}

/** As many whole cells as there are, their edge, and how many features a picture has in them. */
function inCells(
  features: Tensor,
  layer: LossLayer,
  halvings: number,
): { whole: Tensor; cell: number; area: number } {
  const [, , height, width] = fixedShape(features.shape, 'features') as [number, number, number, number];
  const cell = Math.min(cellIn(layer, halvings), height, width);
  const [h, w] = [height - (height % cell), width - (width % cell)];
  return { whole: cutTo(features, h, w), cell, area: h * w };
}

/** The upper left of features: (N, C, height, width). */
function cutTo(features: Tensor, height: number, width: number): Tensor {
  const [, , h, w] = features.shape;
  return h === height && w === width ? features : slice(features, [2, 3], [0, 0], [height, width]);
}

/** The parts of features (N, C, H, W), as pictures of their own: (4·N, C, H/2, W/2); what is left over is left out. */
export function partsOf(features: Tensor): Tensor {
  const [n, c, height, width] = fixedShape(features.shape, 'features') as [number, number, number, number];
  const [h, w] = [Math.floor(height / PARTS), Math.floor(width / PARTS)];
  if (Math.min(h, w) === 0) return features;
  const whole = cutTo(features, PARTS * h, PARTS * w);
  // Moved and not cut out: the gradient of each slice would be a whole picture of zeros around it.
  const apart = transpose(reshape(whole, [n * c, PARTS, h, PARTS, w]), [1, 3, 0, 2, 4]);
  return reshape(apart, [PARTS * PARTS * n, c, h, w]);
}
