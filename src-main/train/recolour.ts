/**
 * A painting in a photo's colours: its pixels are moved so that their mean and covariance are the photo's
 * (Gatys et al. 2016, "Preserving Color in Neural Artistic Style Transfer", section 3.1, their second form).
 * Strokes, light and shade stay the painting's.
 */
import type { Planes } from './step.ts';

/** Mean and covariance (3x3, rows one after the other) of a picture's colours, RGB 0-255. */
export interface ColourStatistics {
  readonly mean: readonly number[];
  readonly covariance: readonly number[];
}

/** A symmetric 3x3 matrix or any other, rows one after the other. */
type Matrix = readonly number[];

const AXES = [0, 1, 2] as const;
/** Added to each variance, so that a picture of one colour has a way back. */
const LEAST_VARIANCE = 1;

/** The statistics of one or more pictures' colours taken together. */
export function colourStatistics(pictures: readonly Planes[]): ColourStatistics {
  const sums = new Float64Array(3);
  const products = new Float64Array(9);
  let count = 0;
  for (const { data } of pictures) {
    const area = data.length / 3;
    count += area;
    for (let i = 0; i < area; i++) {
      for (const a of AXES) {
        const value = data[a * area + i]!;
        sums[a]! += value;
        for (const b of AXES) products[3 * a + b]! += value * data[b * area + i]!;
      }
    }
  }
  const mean = [...sums].map((sum) => sum / count);
  const covariance = [...products].map(
    (product, i) => product / count - mean[Math.floor(i / 3)]! * mean[i % 3]!,
  );
  return { mean, covariance };
}

/** A picture whose colours have these statistics, as far as 0-255 has room for them. */
export function recoloured(picture: Planes, towards: ColourStatistics): Planes {
  const own = colourStatistics([picture]);
  const turn = multiply(power(towards.covariance, 0.5), power(own.covariance, -0.5));
  const area = picture.data.length / 3;
  const data = new Float32Array(picture.data.length);
  for (let i = 0; i < area; i++) {
    for (const to of AXES) {
      let value = towards.mean[to]!;
      for (const from of AXES) {
        value += turn[3 * to + from]! * (picture.data[from * area + i]! - own.mean[from]!);
      }
      data[to * area + i] = Math.min(255, Math.max(0, value));
    }
  }
  return { ...picture, data };
}

/** A covariance to a power, through its eigenvectors. */
function power(covariance: Matrix, exponent: number): Matrix {
  const { values, vectors } = eigen(covariance);
  const powers = values.map((value) => (Math.max(0, value) + LEAST_VARIANCE) ** exponent);
  return AXES.flatMap((row) =>
    AXES.map((column) =>
      AXES.reduce<number>((sum, k) => sum + vectors[3 * row + k]! * powers[k]! * vectors[3 * column + k]!, 0),
    ),
  );
}

/** Eigenvalues and eigenvectors (in columns) of a symmetric matrix, by Jacobi's rotations. */
function eigen(symmetric: Matrix): { values: number[]; vectors: Matrix } {
  let matrix = [...symmetric];
  let vectors: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  // Each sweep squares what is left beside the diagonal; ten are plenty for three axes.
  for (let sweep = 0; sweep < 10; sweep++) {
    for (const [p, q] of [[0, 1], [0, 2], [1, 2]] as const) {
      const beside = matrix[3 * p + q]!;
      if (Math.abs(beside) < 1e-12) continue;
      const angle = 0.5 * Math.atan2(2 * beside, matrix[4 * q]! - matrix[4 * p]!);
      const rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];
      rotation[4 * p] = rotation[4 * q] = Math.cos(angle);
      rotation[3 * p + q] = Math.sin(angle);
      rotation[3 * q + p] = -Math.sin(angle);
      matrix = [...multiply(multiply(transposed(rotation), matrix), rotation)];
      vectors = multiply(vectors, rotation);
    }
  } // prettier-ignore
  return { values: AXES.map((k) => matrix[4 * k]!), vectors };
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return AXES.flatMap((row) =>
    AXES.map((column) => AXES.reduce<number>((sum, k) => sum + a[3 * row + k]! * b[3 * k + column]!, 0)),
  );
}

function transposed(a: Matrix): Matrix {
  return AXES.flatMap((row) => AXES.map((column) => a[3 * column + row]!));
}
