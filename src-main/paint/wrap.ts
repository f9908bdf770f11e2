/**
 * Wraps a style's graph for live painting: 8-bit pixels go in and come out, and everything per pixel
 * (layout, range, colours, strength, rounding, the sizes that fit the network) happens inside the graph.
 *
 * Our nodes are written in the operator set of the style's own, which stay as they are, so that models
 * from elsewhere can be wrapped too.
 */
import * as g from '../graph/index.ts';
import type { Pictures } from '../runtime/types.ts';
import { roundedSize, workingSize, type Ends, type Pair } from './ends.ts';
import { foldZeros } from './fold.ts';
import { interleaveByAxis } from './interleave.ts';
import type { FrameShape, FrameSize } from './painter.ts';
import { pixelsFor } from './video.ts';
import { resample } from './resample.ts';

/** Names of the wrapped graph's inputs and output. */
export const WRAPPED = {
  frame: 'pastiche_frame',
  colours: 'pastiche_colours',
  painted: 'pastiche_painted',
} as const;

/** Since this version of the format, weights need not be listed among the inputs. */
const WEIGHTS_ARE_NO_INPUTS = 4;

/**
 * The style wrapped for frames of one shape: `frame` uint8 (H, W, 4) and `colours` float32 (3, 3), see
 * colours.ts, to `painted` uint8 (H, W, 4) with alpha 255; as words, both pictures are uint32 (H, W); video frames have
 * one axis. Inputs that the model has besides its picture stay. `gain` is the model's own, which `ends` may not know.
 */
export function wrapStyle(
  model: g.ModelProto,
  ends: Ends,
  gain: Pair,
  size: FrameShape,
  pictures: Pictures = 'bytes',
): Uint8Array {
  const { opset } = ends;
  const working = workingSize(ends, size);
  const pixels = pixelsFor(pictures, size);
  const frame = pixels.planes(g.input(WRAPPED.frame, ...pixels.type(size)), size, opset);
  const before = g.toModel(
    { [ends.input]: fit(frame, ends, size, working) },
    { prefix: 'pastiche_in_', opset },
  );
  const given = givenBack(ends, gain, working);
  const painting = g.input(ends.output, [1, 3, given.height, given.width]);
  const visible = unfit(painting, ends, gain, size);
  const shown = mix(frame, visible, g.input(WRAPPED.colours, [3, 3]), size);
  const after = g.toModel(
    { [WRAPPED.painted]: pixels.interleave(shown, size) },
    { prefix: 'pastiche_out_', opset },
  );

  const graph = { ...model.graph, ...interleaveByAxis(model.graph) };
  const weights = new Set(graph.initializer.map(({ name }) => name));
  return g.encodeModel({
    ...model,
    // Files of before 2019 list their weights among their inputs, where they could not be folded.
    irVersion: Math.max(model.irVersion, WEIGHTS_ARE_NO_INPUTS),
    graph: {
      ...graph,
      node: [...before.graph.node, ...foldZeros(graph), ...after.graph.node],
      initializer: [...before.graph.initializer, ...graph.initializer, ...after.graph.initializer],
      input: [
        ...before.graph.input,
        ...after.graph.input.filter(({ name }) => name === WRAPPED.colours),
        ...graph.input.filter(({ name }) => name !== ends.input && !weights.has(name)),
      ],
      output: after.graph.output,
    },
  });
}

/**
 * The frame at the size the network works at: resized along an axis of fixed size, else extended at the
 * right and the bottom, mirrored where it can be.
 */
export function fit(picture: g.Tensor, { fixed }: Ends, size: FrameSize, working: FrameSize): g.Tensor {
  const resized = {
    width: fixed.width ?? size.width,
    height: fixed.height ?? size.height,
  };
  const [right, bottom] = [working.width - resized.width, working.height - resized.height];
  const scaled = resample(picture, size, resized);
  if (right === 0 && bottom === 0) return scaled;
  return g.pad2d(
    scaled,
    [0, 0, bottom, right],
    right < size.width && bottom < size.height ? 'reflect' : 'edge',
  );
}

/** The size of the painting that a model gives back of a picture of its working size. */
export function givenBack(ends: Ends, gain: Pair, working: FrameSize): FrameSize {
  const { width, height } = roundedSize(ends, working);
  return { width: width + gain.width, height: height + gain.height };
}

/** The reverse of {@link fit}, of a painting as the model gives it back. */
export function unfit(painting: g.Tensor, ends: Ends, gain: Pair, size: FrameSize): g.Tensor {
  const { fixed } = ends;
  const whole = roundedSize(ends, workingSize(ends, size));
  const even = align(painting, gain, whole);
  const cut = { width: fixed.width ?? size.width, height: fixed.height ?? size.height };
  const isWhole = cut.width === whole.width && cut.height === whole.height;
  const visible = isWhole ? even : g.slice(even, [2, 3], [0, 0], [cut.height, cut.width]);
  return resample(visible, cut, size);
}

/** Some networks lose or gain rows and columns around the picture: repeats or cuts the border. */
function align(painting: g.Tensor, gain: Pair, whole: FrameSize): g.Tensor {
  const [lost, left] = [-gain.height, -gain.width];
  const before = (missing: number): number => Math.floor(Math.max(0, missing) / 2);
  const after = (missing: number): number => Math.max(0, missing) - before(missing);
  const padded =
    lost > 0 || left > 0
      ? g.pad2d(painting, [before(lost), before(left), after(lost), after(left)], 'edge')
      : painting;
  if (lost >= 0 && left >= 0) return padded;
  const [top, start] = [before(-lost), before(-left)];
  return g.slice(padded, [2, 3], [top, start], [top + whole.height, start + whole.width]);
}

/** The painting on the frame as the matrix says; both (1, 3, H, W), the result (3, H * W). */
export function mix(
  frame: g.Tensor,
  painting: g.Tensor,
  colours: g.Tensor,
  { width, height }: FrameSize,
): g.Tensor {
  const under = g.reshape(frame, [3, height * width]);
  return g.add(under, g.matmul(colours, g.sub(g.reshape(painting, [3, height * width]), under)));
}
