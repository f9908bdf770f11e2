/**
 * Grain and strokes: irregular fields that depend on where a pixel is and on nothing else, for a network to paint
 * with where the camera's picture has nothing to offer. (Ulyanov et al. 2016b, section 3, feed their
 * texture networks noise for the same reason.) The fields are fixed to the picture's place, so that they do
 * not flicker; they have no size, no period and no seam, and cost no memory in a style's file.
 *
 * Each field is a wave whose phase is moved about by many others: alone a plane wave would leave stripes.
 */
import {
  add,
  concat,
  constant,
  conv,
  cumulativeSum,
  mul,
  onesLike,
  sin,
  slice,
  type Tensor,
} from '../graph/index.ts';

/** Shortest and longest period of the waves, in pixels of the features that they are made for. */
const OUTER = [4, 20] as const;
const INNER = [6, 36] as const;
/** How far the inner waves together move an outer one's phase, in radians (one standard deviation). */
const WARP = 2.4;

/**
 * `count` fields in [-1, 1] beside features (N, C, H, W): (N, count, H, W). `origin` (1, 2, 1, 1) moves them
 * by x and y; training draws it anew at each step, so that a network learns the fields' nature and not
 * their places.
 */
export function grain(features: Tensor, count: number, origin?: Tensor): Tensor {
  const place = places(features, origin);
  const phases = Float32Array.from({ length: count }, (_, i) => 2 * Math.PI * spread(11 * i + 5));
  const mix = Float32Array.from({ length: count * count }, (_, at) => {
    const [to, from] = [Math.floor(at / count), at % count];
    return (spread(31 * to + 17 * from) > 0.5 ? WARP : -WARP) / Math.sqrt(count / 2);
  });
  const inner = sin(conv(place, planeWaves(count, INNER, [0, 1], [5, 2]), constant(phases, [count])));
  const warp = conv(inner, constant(mix, [count, count, 1, 1]));
  return sin(add(conv(place, planeWaves(count, OUTER, [1, 3], [7, 3])), warp));
}

/** Fields of {@link strokes}. */
export const STROKE_FIELDS = 8;
/** Period of the lines where they are straight, in pixels of the features that they are made for, and which way it goes, in radians. */
const LINES = 4.2;
const ACROSS = 1.25;
/** Waves that bend the lines: how many, of which periods, and how far they move the phase, in radians (one standard deviation). */
const BENDS = 12;
const BEND = [60, 240] as const;
const BENT = 14;
/** How narrow the lines of each two fields are, and how many radians the second is behind the first. */
const NARROW = [1, 0.7, 1.3, 0.45] as const;

/**
 * Fields in [-1, 1] beside features (N, C, H, W), to make brush strokes of: (N, {@link STROKE_FIELDS}, H, W). Lines of four widths that
 * all bend together, as strokes side by side follow a form. `origin` is as in {@link grain}.
 */
export function strokes(features: Tensor, origin?: Tensor): Tensor {
  const place = places(features, origin);
  const starts = Float32Array.from({ length: BENDS }, (_, i) => 2 * Math.PI * spread(13 * i + 3));
  const bends = sin(conv(place, planeWaves(BENDS, BEND, [2, 5], [3, 11]), constant(starts, [BENDS])));
  const strength = BENT * Math.sqrt(2 / BENDS);
  const mix = Float32Array.from({ length: BENDS }, (_, i) => (spread(19 * i) > 0.5 ? strength : -strength));
  const straight = [Math.cos(ACROSS), Math.sin(ACROSS)].map((part) => (part * 2 * Math.PI) / LINES);
  const phase = add(
    conv(place, constant(Float32Array.from(straight), [1, 2, 1, 1])),
    conv(bends, constant(mix, [1, BENDS, 1, 1])),
  );
  const each = (values: readonly number[]): Tensor =>
    constant(Float32Array.from(values), [1, STROKE_FIELDS, 1, 1]);
  // No convolution: some cards' have fewer digits than a phase, which grows with the place.
  const narrowed = mul(phase, each(NARROW.flatMap((narrow) => [narrow, narrow])));
  return sin(add(narrowed, each(NARROW.flatMap((_, i) => [i, i + Math.PI / 2]))));
}

/** Where each pixel of features is, x and y from 1, moved by `origin`: (N, 2, H, W). */
function places(features: Tensor, origin: Tensor | undefined): Tensor {
  const ones = onesLike(slice(features, [1], [0], [1]));
  const steps = concat([cumulativeSum(ones, 3), cumulativeSum(ones, 2)], 1);
  return origin ? add(steps, origin) : steps;
}

/** Wave vectors (count, 2, 1, 1) of all directions, their periods even on a logarithmic scale. */
function planeWaves(
  count: number,
  [shortest, longest]: readonly [number, number],
  turn: readonly [number, number],
  period: readonly [number, number],
): Tensor {
  const vectors = Array.from({ length: count }, (_, i) => {
    const angle = 2 * Math.PI * spread(turn[1] * i + turn[0]);
    const length = (2 * Math.PI) / (shortest * (longest / shortest) ** spread(period[0] * i + period[1]));
    return [Math.cos(angle) * length, Math.sin(angle) * length];
  });
  return constant(Float32Array.from(vectors.flat()), [count, 2, 1, 1]);
}

/** Numbers in [0, 1) that fill it evenly, by the golden ratio: the same on every machine. */
function spread(i: number): number {
  return ((i + 1) * 0.6180339887498949) % 1;
}
