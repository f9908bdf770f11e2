/**
 * Rewrites of a network with pictures of one size that leave its results as they are, but for rounding, and
 * cost less: what ONNX Runtime does not see for itself. Each is a {@link Rule}.
 */
import * as g from './build.ts';
import { fixedDim, fixedShape, isFixed } from './dim.ts';
import { isConstant, type Rule } from './rewrite.ts';
import { constant, type Tensor } from './tensor.ts';

/** Channels that are fewer than those of any block. */
const FEW = 4;
/** Channels that a processor's vectors compute in about the time of one: one block, or two of eight. */
const AT_ONCE = 16;

/**
 * `x` times zero: zeros of its shape (of finite numbers; a picture has no others). Our networks' grain starts so. `paint/fold.ts`
 * does the same for graphs that are not decoded.
 */
export const knownZeros: Rule = (tensor) => {
  if (tensor.op !== 'Mul' || !isFixed(tensor.shape) || !tensor.inputs.some(isZero)) return tensor;
  const rank = tensor.shape.length;
  return g.expand(g.full(new Array<number>(rank).fill(1), 0), fixedShape(tensor.shape, 'zeros'));
};

function isZero({ data, shape }: Tensor): boolean {
  return data instanceof Float32Array && shape.length === 0 && data[0] === 0;
}

/**
 * A convolution whose last channels no picture decides on (grain): what those give is computed apart, beforehand, and only
 * the others are left to convolve. The weight may come from inputs that `isKnown` before a picture comes.
 */
export const knownChannelsApart =
  (isKnown: (input: Tensor) => boolean): Rule =>
  (tensor) => {
    const [joined, weight, ...bias] = tensor.inputs;
    if (!isDense(tensor) || joined?.op !== 'Concat' || joined.attributes['axis'] !== 1) return tensor;
    const [seen, known, ...more] = joined.inputs;
    if (!seen || !known || more.length > 0 || isConstant(seen, isKnown)) return tensor;
    if (!isConstant(known) || !isConstant(weight!, isKnown)) return tensor;
    const channels = fixedDim(seen.shape[1], 'channels');
    const part = (from: number, to: number): Tensor => g.slice(weight!, [1], [from], [to]);
    const options = tensor.attributes as Required<g.ConvOptions>;
    const given = g.conv(known, part(channels, g.TO_END), null, options);
    return g.add(g.conv(seen, part(0, channels), bias[0], options), given);
  };

/**
 * A 3x3 convolution of a picture whose pixels were repeated to twice its size sees each of them up to four
 * times. Each of the four pixels that one became needs two by two of the picture's own: four ninths of the
 * products (Shi et al. 2016, sub-pixel convolution).
 */
export const smallBeforeRepeated: Rule = (tensor) => {
  const [repeated, weight, bias] = tensor.inputs;
  if (!isDense(tensor) || repeated?.op !== 'Resize' || !isPlain3x3(tensor, weight!)) return tensor;
  if (String(repeated.attributes['scales']) !== '1,1,2,2') return tensor;
  // The earlier of two rows sees the one before and, twice, its own; the later its own and the next.
  const halves = (axis: 2 | 3, part: Tensor): readonly [Tensor, Tensor] => {
    const tap = (at: number): Tensor => g.slice(part, [axis], [at], [at + 1]);
    return [g.concat([tap(0), g.add(tap(1), tap(2))], axis), g.concat([g.add(tap(0), tap(1)), tap(2)], axis)];
  };
  const four = halves(2, weight!).flatMap((rows, y) =>
    halves(3, rows).map((kernel, x) =>
      g.conv(repeated.inputs[0]!, kernel, bias, { pads: [1 - y, 1 - x, y, x] }),
    ),
  );
  return g.depthToSpace(g.concat(four, 1), 2);
};

function isPlain3x3({ attributes }: Tensor, weight: Tensor): boolean {
  const { strides, pads, dilations } = attributes;
  const isUsual = `${String(strides)} ${String(pads)} ${String(dilations)}` === '1,1 1,1,1,1 1,1';
  return isUsual && weight.shape[2] === 3 && weight.shape[3] === 3;
}

/**
 * A convolution of three colours whose weight has rank one over them (which sees luminance alone, say) needs only that mixture of
 * them: a third of the products.
 */
export const mixtureFirst: Rule = (tensor) => {
  const [x, weight, bias] = tensor.inputs;
  if (!isDense(tensor) || !(weight?.data instanceof Float32Array) || !isFixed(x!.shape)) return tensor;
  const [batch, colours, height, width] = x!.shape as number[];
  const mixture = batch === 1 && colours === 3 ? proportion(weight) : null;
  if (!mixture) return tensor;
  const rows = g.matmul(constant(mixture.shares, [1, 3]), g.reshape(x!, [3, height! * width!]));
  const mixed = g.reshape(rows, [1, 1, height!, width!]);
  return g.conv(mixed, mixture.weight, bias, tensor.attributes);
};

/**
 * A convolution each of whose outputs sees one of a few channels that a 1x1 convolution makes (enlarging them, say), as a depthwise one
 * of those channels, made once for each output. Sixteen cost hardly more than one does, and so no layout has to change in between.
 */
export const eachApart: Rule = (tensor) => {
  const [x, weight, bias] = tensor.inputs;
  if (!isDense(tensor) || !(weight?.data instanceof Float32Array) || !isPoint(x!)) return tensor;
  if (fixedDim(weight.shape[0], 'channels') > AT_ONCE) return tensor;
  const apart = oneSeen(weight);
  if (!apart) return tensor;
  const [from, makes, offset] = x!.inputs;
  const seen = (all: Tensor): Tensor => g.concat(apart.seen.map((at) => g.slice(all, [0], [at], [at + 1])), 0); // prettier-ignore
  const wide = g.conv(from!, seen(makes!), offset && seen(offset), x!.attributes);
  return g.depthwiseConv(wide, apart.weight, bias, tensor.attributes);
};

/** Which input each output of a weight (O, few, kh, kw) sees, and how (O, 1, kh, kw); null where one sees several, or none. */
function oneSeen(weight: Tensor): { seen: number[]; weight: Tensor } | null {
  const [outputs, inputs, kh, kw] = fixedShape(weight.shape, 'the weight') as [number, number, number, number]; // prettier-ignore
  if (inputs > FEW) return null;
  const data = weight.data as Float32Array;
  const window = (out: number, from: number): Float32Array => {
    const at = (out * inputs + from) * kh * kw;
    return data.subarray(at, at + kh * kw);
  };
  const all = Array.from({ length: inputs }, (_, from) => from);
  const sees = Array.from({ length: outputs }, (_, out) =>
    all.filter((from) => window(out, from).some((tap) => tap !== 0)),
  );
  if (!sees.every(({ length }) => length === 1)) return null;
  const seen = sees.flat();
  const taps = seen.flatMap((from, out) => [...window(out, from)]);
  return { seen, weight: constant(Float32Array.from(taps), [outputs, 1, kh, kw]) };
}

/** The shares (3) and weight (O, 1, kh, kw) whose product a weight (O, 3, kh, kw) is; null where it is none. */
function proportion(weight: Tensor): { shares: Float32Array; weight: Tensor } | null {
  const [outputs, colours, kh, kw] = fixedShape(weight.shape, 'the weight') as [number, number, number, number]; // prettier-ignore
  const data = weight.data as Float32Array;
  const area = kh * kw;
  const at = (out: number, colour: number, tap: number): number =>
    data[(out * colours + colour) * area + tap]!;
  const taps = Array.from({ length: outputs * area }, (_, i) => [Math.floor(i / area), i % area] as const);
  const size = (out: number, tap: number): number =>
    Math.hypot(at(out, 0, tap), at(out, 1, tap), at(out, 2, tap));
  const [out, tap] = taps.reduce((most, each) => (size(...each) > size(...most) ? each : most));
  const shares = Float32Array.of(at(out, 0, tap), at(out, 1, tap), at(out, 2, tap));
  const square = size(out, tap) ** 2;
  if (square === 0) return null;
  const factors = taps.map(([o, k]) => shares.reduce((sum, share, c) => sum + share * at(o, c, k), 0) / square); // prettier-ignore
  const isExact = taps.every(([o, k], i) =>
    shares.every((share, c) => Math.abs(at(o, c, k) - share * factors[i]!) <= 1e-6 * Math.sqrt(square)),
  );
  return isExact ? { shares, weight: constant(Float32Array.from(factors), [outputs, 1, kh, kw]) } : null;
}

/** Bytes are mirrored outwards while they are bytes: a quarter of the memory traffic. */
export const padBytes: Rule = (tensor) => {
  const [shaped] = tensor.inputs;
  if (tensor.op !== 'Pad' || tensor.attributes['mode'] === 'constant' || shaped?.op !== 'Reshape')
    return tensor;
  const [cast] = shaped.inputs;
  const [bytes] = cast?.op === 'Cast' ? cast.inputs : [];
  if (bytes?.dtype !== 'uint8' || cast?.dtype !== 'float32') return tensor;
  const same = g.reshape(bytes, shaped.attributes['shape'] as readonly number[]);
  return g.cast(g.pad(same, tensor.attributes['pads'] as readonly number[], tensor.attributes['mode'] as g.PadMode), 'float32'); // prettier-ignore
};

/** A convolution of single pixels. */
function isPoint(tensor: Tensor): boolean {
  const { strides, pads } = tensor.attributes;
  if (!isDense(tensor) || `${String(strides)} ${String(pads)}` !== '1,1 0,0,0,0') return false;
  const [, , kh, kw] = tensor.inputs[1]!.shape;
  return kh === 1 && kw === 1;
}

/** A convolution in which every output channel sees every input channel. */
export function isDense({ op, attributes }: Tensor): boolean {
  return op === 'Conv' && (attributes['group'] ?? 1) === 1;
}
