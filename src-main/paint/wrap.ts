/**
 * Wraps a style's graph for live painting: 8-bit RGBA goes in and comes out, and everything per pixel
 * (layout, range, strength, rounding, the border that makes sizes fit) happens inside the graph.
 *
 * Around the style's own nodes only operators are put whose meaning has not changed since opset 11, so
 * that models from elsewhere can be wrapped too.
 */
import * as g from '../graph/index.ts';
import type { FrameSize } from './painter.ts';

/** Names of the wrapped graph's inputs and output. */
export const WRAPPED = {
  rgba: 'pastiche_rgba',
  strength: 'pastiche_strength',
  painted: 'pastiche_painted',
} as const;

const OLDEST_OPSET = 11;

/** Frames are made at least this large for a network of free size: ours mirror 34 pixels outwards. */
const SMALLEST = 48;

/** What the wrapper must know of a style's model. */
interface Ends {
  readonly input: string;
  readonly output: string;
  /** The picture's height and width must be multiples of this. */
  readonly multiple: number;
  /** The model takes only the frame's own size. */
  readonly fixed: boolean;
}

/**
 * The style wrapped for frames of one size: `rgba` uint8 (H, W, 4) and `strength` float32 () to `painted`
 * uint8 (H, W, 4) with alpha 255; strength 0 gives the frame, 1 the painting.
 * @throws {OnnxError} when the model does not take and give one picture (1, 3, H, W).
 */
export function wrapStyle(bytes: Uint8Array, size: FrameSize): Uint8Array {
  const model = g.decodeModel(bytes);
  const ends = endsOf(model, size);
  const round = (edge: number): number =>
    ends.fixed ? edge : Math.ceil(Math.max(edge, SMALLEST) / ends.multiple) * ends.multiple;
  const padded = { width: round(size.width), height: round(size.height) };

  const before = g.toModel(
    { [ends.input]: fit(planes(rgbaInput(size), size), size, padded) },
    { prefix: 'pastiche_in_' },
  );
  const painting = g.input(ends.output, [1, 3, padded.height, padded.width]);
  const rgba = rgbaInput(size);
  const strength = g.input(WRAPPED.strength, []);
  const visible =
    padded.width === size.width && padded.height === size.height
      ? painting
      : g.slice(painting, [2, 3], [0, 0], [size.height, size.width]);
  const blended = blend(planes(rgba, size), visible, strength);
  const after = g.toModel({ [WRAPPED.painted]: interleave(blended, size) }, { prefix: 'pastiche_out_' });

  const { graph } = model;
  const initialised = new Set(graph.initializer.map((tensor) => tensor.name));
  return g.encodeModel({
    ...model,
    graph: {
      ...graph,
      node: [...before.graph.node, ...graph.node, ...after.graph.node],
      initializer: [...before.graph.initializer, ...graph.initializer, ...after.graph.initializer],
      input: [
        ...before.graph.input,
        ...after.graph.input.filter(({ name }) => name === WRAPPED.strength),
        // Old models list their weights among their inputs.
        ...graph.input.filter(({ name }) => initialised.has(name)),
      ],
      output: after.graph.output,
    },
  });
}

/** Finds the one picture that goes in and the one that comes out, and what sizes the model takes. */
function endsOf(model: g.ModelProto, size: FrameSize): Ends {
  const { graph } = model;
  const opset = model.opsetImport.find(({ domain }) => (domain ?? '') === '')?.version ?? 0;
  if (opset < OLDEST_OPSET) {
    throw new g.OnnxError(
      `the model is written for opset ${opset}: export it again for opset ${OLDEST_OPSET} or newer`,
    );
  }
  const initialised = new Set(graph.initializer.map((tensor) => tensor.name));
  const inputs = graph.input.filter(({ name }) => !initialised.has(name));
  const [picture, ...others] = inputs;
  const [output] = graph.output;
  if (!picture || !output || others.length > 0 || graph.output.length > 1) {
    throw new g.OnnxError(
      `a style takes one picture and gives one, but this model has ${inputs.length} inputs and ${graph.output.length} outputs`,
    );
  }
  let isFixed = false;
  for (const end of [picture, output]) {
    const tensor = end.type?.tensorType;
    const dims = tensor?.shape?.dim ?? [];
    const fixed = dims.map(({ dimValue, dimParam }) =>
      dimParam !== undefined && dimParam !== '' ? null : (dimValue ?? null),
    );
    if (tensor?.elemType !== 1 || dims.length !== 4 || (fixed[1] !== null && fixed[1] !== 3)) {
      throw new g.OnnxError(
        `a style takes and gives float32 (1, 3, H, W), but ${end.name} of this model is something else`,
      );
    }
    const [, , height, width] = fixed;
    if (height || width) isFixed = true;
    if ((height && height !== size.height) || (width && width !== size.width)) {
      throw new g.OnnxError(
        `this style paints only ${width ?? '?'}x${height ?? '?'}: choose that resolution`,
      );
    }
  }
  const stated = Number(model.metadataProps.find(({ key }) => key === 'pastiche.multiple')?.value ?? 4);
  const multiple = Number.isInteger(stated) && stated >= 1 && stated <= 64 ? stated : 4;
  return { input: picture.name, output: output.name, multiple, fixed: isFixed };
}

function rgbaInput({ width, height }: FrameSize): g.Tensor {
  return g.input(WRAPPED.rgba, [height, width, 4], 'uint8');
}

/** uint8 (H, W, 4) to float32 (1, 3, H, W). Moved while still bytes: a quarter of the memory traffic. */
function planes(rgba: g.Tensor, { width, height }: FrameSize): g.Tensor {
  const colours = g.slice(
    g.reshape(g.transpose(g.reshape(rgba, [height * width, 4]), [1, 0]), [4, height, width]),
    [0],
    [0],
    [3],
  );
  return g.reshape(g.cast(colours, 'float32'), [1, 3, height, width]);
}

/** Extends the picture at the right and the bottom until its size fits the network: mirrored where it can be. */
function fit(picture: g.Tensor, size: FrameSize, padded: FrameSize): g.Tensor {
  const [right, bottom] = [padded.width - size.width, padded.height - size.height];
  if (right === 0 && bottom === 0) return picture;
  const mode = right < size.width && bottom < size.height ? 'reflect' : 'edge';
  return g.pad2d(picture, [0, 0, bottom, right], mode);
}

/** From the camera's picture at strength 0 to the painting at 1. */
function blend(picture: g.Tensor, painting: g.Tensor, strength: g.Tensor): g.Tensor {
  return g.add(picture, g.mul(g.sub(painting, picture), strength));
}

/** float32 (1, 3, H, W) to uint8 (H, W, 4), rounded and clamped, alpha 255. */
function interleave(picture: g.Tensor, { width, height }: FrameSize): g.Tensor {
  const rounded = g.cast(g.min(g.max(g.add(picture, 0.5), 0), 255), 'uint8');
  const alpha = g.constant(new Uint8Array(width * height).fill(255), [1, width * height]);
  const rows = g.concat([g.reshape(rounded, [3, width * height]), alpha], 0);
  return g.reshape(g.transpose(rows, [1, 0]), [height, width, 4]);
}
