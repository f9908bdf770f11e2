/**
 * A model from outside becomes a style, or is refused with the reason: ours, and fast-neural-style models
 * from elsewhere. It is really run, so do this where a crash does no harm: see adoption.ts.
 */
import { METADATA, readEnds, type Ends, type Pair } from './ends.ts';
import { decodeModel, encodeMetadata, OnnxError, TENSOR_BYTES, type ModelProto } from '../graph/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { RuntimeError, type Device } from '../runtime/types.ts';
import { describeModel, type ModelDescription } from './describe.ts';
import { examine } from './examine.ts';
import type { Found } from './found.ts';
import { StyleError } from './painter.ts';
import { tooLarge } from './styleSize.ts';

/** A model that was taken in. */
export interface AdoptedModel {
  /** What to keep as the style's file: the model as it came, with what was found out about it. */
  readonly model: Uint8Array;
  readonly description: ModelDescription;
  /** Sentences for the person on how it paints. */
  readonly notes: readonly string[];
}

/** Reads a model and runs it on small pictures. @throws {StyleError} saying why it is no style. */
export async function adoptModel(
  bytes: Uint8Array,
  device: Device = onnxRuntimeDevice('cpu', 'Processor', 'cpu'),
): Promise<AdoptedModel> {
  const large = tooLarge(bytes.length);
  if (large !== null) throw new StyleError(large);
  try {
    const model = decodeModel(bytes);
    checkWeights(model);
    const ends = readEnds(model);
    const found = await examine(device, model, ends);
    return {
      model: withFindings(bytes, ends, found),
      description: describeModel(bytes),
      notes: notesOn(ends, found.gain),
    };
  } catch (error) {
    const isKnown =
      error instanceof OnnxError || error instanceof RuntimeError || error instanceof StyleError;
    if (isKnown) throw new StyleError(`This model cannot be used as a style: ${error.message}.`);
    throw error;
  }
}

/** @throws {OnnxError} when a weight is said to be larger or smaller than what the file holds of it. */
function checkWeights({ graph }: ModelProto): void {
  for (const { name, dims, dataType, rawData, floatData } of graph.initializer) {
    const size = dims.reduce((product, dim) => product * dim, 1);
    const held = rawData?.length
      ? rawData.length / (TENSOR_BYTES[dataType] ?? 1)
      : dataType === 1
        ? (floatData?.length ?? 0)
        : size;
    const isSize = dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0);
    if (!isSize || tooLarge(size) !== null || held !== size) {
      throw new OnnxError(
        `its weight "${(name ?? '').slice(0, 60)}" should have ${dims.join(' x ')} values, but the file holds ${held}`,
      );
    }
  }
}

/** The file as it came; what had to be found out by running it is added behind, so that it is not again. */
function withFindings(bytes: Uint8Array, ends: Ends, { gain, multiple, takesAny }: Found): Uint8Array {
  const findings = {
    [METADATA.multiple]: String(multiple),
    ...(takesAny && { [METADATA.takesAny]: 'yes' }),
    [METADATA.gain]: `${gain.width},${gain.height}`,
    [METADATA.examined]: 'yes',
  };
  const saysAll = ends.sizesKnown && gain.width === 0 && gain.height === 0;
  return saysAll ? bytes : Uint8Array.from(Buffer.concat([bytes, encodeMetadata(findings)]));
}

function notesOn({ fixed }: Ends, gain: Pair): string[] {
  const notes: string[] = [];
  if (fixed.width !== null || fixed.height !== null) {
    const size = `${fixed.width ?? 'any'}x${fixed.height ?? 'any'}`;
    notes.push(`It paints at ${size} only: other pictures are resized to that and back.`);
  }
  if (gain.width !== 0 || gain.height !== 0) {
    const change = (pixels: number, what: string): string =>
      `${Math.abs(pixels)} ${what} ${pixels < 0 ? 'fewer' : 'more'}`;
    notes.push(
      `It gives back ${change(gain.width, 'columns')} and ${change(gain.height, 'rows')} than it is given, which is evened out at the border.`,
    );
  }
  return notes;
}
