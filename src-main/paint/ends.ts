/** What a style's model takes and gives, read from its file without running it. */
import { OnnxError, type ModelProto } from '../graph/index.ts';
import { ownNodes } from './brought.ts';
import { MAX_GAIN, MAX_MULTIPLE } from './found.ts';
import type { FrameSize } from './painter.ts';

/** Two numbers, across and down. */
export interface Pair {
  readonly width: number;
  readonly height: number;
}

/** What the wrapper must know of a model. */
export interface Ends {
  readonly input: string;
  readonly output: string;
  /** Version of the standard operators that its nodes are written in. */
  readonly opset: number;
  /** Sizes that the model insists on; null where any multiple of {@link multiple} will do. */
  readonly fixed: { readonly width: number | null; readonly height: number | null };
  readonly multiple: number;
  /** Whether it takes edges between such multiples, too, and gives them back as the next one. */
  readonly takesAny: boolean;
  /** Whether the file says which sizes it takes; else that is a guess. */
  readonly sizesKnown: boolean;
  /** By how much its picture is larger than the one it is given; null where only running it can tell. */
  readonly gain: Pair | null;
}

/** Keys under which a file says what reading it does not show. */
export const METADATA = {
  multiple: 'pastiche.multiple',
  takesAny: 'pastiche.takes-any',
  gain: 'pastiche.gain',
  /** That running the model showed which sizes it takes: at first only its gain was found out, and the multiple guessed. */
  examined: 'pastiche.examined',
} as const;

/** What our nodes around a model say, operator sets before this one cannot; the model zoo's oldest styles are of it. */
const OLDEST_OPSET = 8;
/** Models from elsewhere do not say what they need; networks of up to five halvings are served by this. */
const FOREIGN_MULTIPLE = 32;
/** Longest edge a model may insist on. */
const MAX_FIXED = 4096;
/** Domains of operators that ONNX Runtime brings along. */
const KNOWN_DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft', 'com.ms.internal.nhwc']);

/**
 * Finds the one picture that goes in and the one that comes out, and what sizes the model takes.
 * @throws {OnnxError} when the model does not take and give one picture (1, 3, H, W).
 */
export function readEnds(model: ModelProto): Ends {
  const { graph } = model;
  const opset = model.opsetImport.find(({ domain }) => isStandard(domain))?.version ?? 0;
  if (!(opset >= OLDEST_OPSET)) {
    throw new OnnxError(
      `it is written for opset ${opset} of ONNX: export it again for opset ${OLDEST_OPSET} or newer`,
    );
  }
  for (const { domain, opType } of ownNodes(model)) {
    if (!KNOWN_DOMAINS.has(domain ?? '')) {
      throw new OnnxError(
        `it uses the operator ${short(opType)} of "${short(domain)}", which only the program that made it knows`,
      );
    }
  }
  const initialised = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !initialised.has(name));
  const [picture, ...others] = inputs;
  const [output] = graph.output;
  if (!picture || !output || others.length > 0 || graph.output.length > 1) {
    throw new OnnxError(
      `a style takes one picture and gives one, but this model has ${inputs.length} inputs and ${graph.output.length} outputs`,
    );
  }
  const taken = pictureSize(picture);
  const given = pictureSize(output);
  const metadata = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  const found = readGain(metadata.get(METADATA.gain));
  const isGuess = metadata.has(METADATA.gain) && !metadata.has(METADATA.examined) && !metadata.has('network');
  const multiple = isGuess ? null : wholeNumber(metadata.get(METADATA.multiple), 1, MAX_MULTIPLE);
  const isFixed = taken.width !== null && taken.height !== null;
  return {
    input: picture.name,
    output: output.name,
    opset,
    fixed: taken,
    multiple: multiple ?? FOREIGN_MULTIPLE,
    takesAny: !isGuess && metadata.get(METADATA.takesAny) === 'yes',
    sizesKnown: multiple !== null,
    gain:
      (isGuess && !isFixed ? null : found) ??
      (multiple !== null ? { width: 0, height: 0 } : statedGain(taken, given)),
  };
}

/** The size a model is given frames of a size at: its own, theirs, or the next that fits it. */
export function workingSize(ends: Ends, { width, height }: FrameSize): FrameSize {
  const least = { width: Math.max(width, SMALLEST), height: Math.max(height, SMALLEST) };
  const { fixed } = ends;
  const taken = ends.takesAny ? least : roundedSize(ends, least);
  return { width: fixed.width ?? taken.width, height: fixed.height ?? taken.height };
}

/** The size a model gives back pictures of a size at, but for its gain. */
export function roundedSize({ fixed, multiple }: Ends, { width, height }: FrameSize): FrameSize {
  const round = (edge: number): number => Math.ceil(edge / multiple) * multiple;
  return { width: fixed.width ?? round(width), height: fixed.height ?? round(height) };
}

/** Frames are made at least this large for a network of free size: ours mirror 34 pixels outwards. */
const SMALLEST = 48;

type Edge = ModelProto['graph']['input'][number];

/** The fixed edges of a picture. A size of 0 or less is how some exporters write a free one. */
function pictureSize(edge: Edge): Ends['fixed'] {
  const tensor = edge.type?.tensorType;
  const dims = tensor?.shape?.dim.map(({ dimValue, dimParam }) =>
    dimParam || dimValue === undefined || dimValue <= 0 ? null : dimValue,
  ) ?? [null, null, null, null];
  const [batch, channels, height = null, width = null] = dims;
  if (tensor?.elemType !== 1 || dims.length !== 4 || (channels ?? 3) !== 3) {
    throw new OnnxError(
      `a style takes and gives float32 (1, 3, H, W), but "${short(edge.name)}" of this model is something else`,
    );
  }
  if ((batch ?? 1) !== 1) {
    throw new OnnxError(`it paints ${batch} pictures at once: export it again for a batch of 1`);
  }
  if (Math.max(height ?? 0, width ?? 0) > MAX_FIXED) {
    throw new OnnxError(
      `it asks for pictures of ${width ?? 'any'}x${height ?? 'any'}, larger than ${MAX_FIXED}`,
    );
  }
  return { width, height };
}

/** What two fixed sizes tell, where they are near enough to be of one picture. */
function statedGain(taken: Ends['fixed'], given: Ends['fixed']): Pair | null {
  if (taken.width === null || taken.height === null || given.width === null || given.height === null)
    return null;
  const gain = { width: given.width - taken.width, height: given.height - taken.height };
  return Math.max(Math.abs(gain.width), Math.abs(gain.height)) <= MAX_GAIN ? gain : null;
}

function readGain(text: string | undefined): Pair | null {
  const [width, height, ...rest] = (text ?? '').split(',');
  const pair = [width, height].map((part) => wholeNumber(part, -MAX_GAIN, MAX_GAIN));
  if (rest.length > 0 || pair[0] === null || pair[1] === null) return null;
  return { width: pair[0]!, height: pair[1]! };
}

function wholeNumber(text: string | undefined, least: number, most: number): number | null {
  const value = Number(text?.trim() === '' ? NaN : text);
  return Number.isInteger(value) && value >= least && value <= most ? value : null;
}

function isStandard(domain: string | undefined): boolean {
  return !domain || domain === 'ai.onnx';
}

/** A name from a file, which may be any length. */
function short(name: string | undefined): string {
  return (name ?? '').slice(0, 60);
}
