/**
 * Checkpoints: a training as one file that describes itself. Weights, the optimiser's memory, every
 * option, the history of losses and a format version; a training resumed from one goes on exactly as
 * it would have without the break.
 */
import { z } from 'zod';
import { untilThen, type ParameterSpec } from '../nets/index.ts';
import type { AdamState } from './adam.ts';
import { KeptOptions, LossRecord, type TrainingOptions } from './options.ts';
import type { StyleMemory } from './step.ts';
import { readSafeTensors, writeSafeTensors, type NamedTensor } from './safetensors.ts';

const FORMAT = 1;

/** Fingerprints of what a training learns from, which its options do not name. */
export const Sources = z.object({
  painting: z.string(),
  photos: z.string(),
});
export type Sources = z.infer<typeof Sources>;

/** A training at one moment. */
export interface TrainingState {
  options: TrainingOptions;
  /** What it began to learn from; undefined before it began. */
  sources: Sources | undefined;
  /** Steps taken. */
  step: number;
  /** Milliseconds that they took. */
  spentMs: number;
  readonly parameters: Record<string, Float32Array>;
  readonly adam: AdamState;
  /** The style of the pictures until now. */
  memory: StyleMemory;
  readonly history: LossRecord[];
}

/** A checkpoint that cannot be used; the message says why and what to do. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** One of another version of Pastiche. */
export class ForeignCheckpoint extends CheckpointError {}

const Description = z.object({
  format: z.literal(FORMAT),
  options: KeptOptions,
  sources: Sources.optional(),
  step: z.number().int().min(0),
  spentMs: z.number().min(0).default(0),
  adamSteps: z.number().int().min(0),
  /** Pictures whose style is remembered. */
  remembered: z.number().int().min(0).default(0),
  history: z.array(LossRecord),
});

/** A training's state as the bytes of a checkpoint. */
export function writeCheckpoint(state: TrainingState, specs: readonly ParameterSpec[]): Uint8Array {
  const tensors: Record<string, NamedTensor> = {};
  for (const { name, shape } of specs) {
    tensors[`parameter/${name}`] = { shape, data: state.parameters[name]! };
    tensors[`adam1/${name}`] = { shape, data: state.adam.first[name]! };
    tensors[`adam2/${name}`] = { shape, data: state.adam.second[name]! };
  }
  for (const [i, data] of state.memory.grams.entries()) tensors[gramName(i)] = { shape: [data.length], data };
  const description: z.infer<typeof Description> = {
    format: FORMAT,
    options: state.options,
    sources: state.sources,
    step: state.step,
    spentMs: state.spentMs,
    adamSteps: state.adam.steps,
    remembered: state.memory.pictures,
    history: state.history,
  };
  return writeSafeTensors({ tensors, metadata: { pastiche: JSON.stringify(description) } });
}

/**
 * A training's state from a checkpoint's bytes, for a network with these parameters.
 * @throws {CheckpointError} when it is no checkpoint, of another version, or of another network, or holds what
 * are not numbers.
 */
export function readCheckpoint(
  bytes: Uint8Array,
  specsOf: (options: TrainingOptions) => readonly ParameterSpec[],
): TrainingState {
  const { tensors, metadata } = open(bytes);
  const description = describe(metadata['pastiche']);
  const take = (kind: string): Record<string, Float32Array> =>
    Object.fromEntries(
      specsOf(description.options).map((spec) => {
        const { name, shape } = spec;
        const tensor = tensors[`${kind}/${name}`];
        const none = tensor ? undefined : untilThen(spec);
        if (none) return [name, none];
        if (tensor?.shape.join() !== shape.join()) {
          throw new CheckpointError(`the checkpoint does not hold ${kind}/${name} of [${shape.join(', ')}]`);
        }
        if (!tensor.data.every(Number.isFinite)) {
          throw new CheckpointError(`the checkpoint's ${kind}/${name} are not numbers (NaN or infinite)`);
        }
        return [name, tensor.data];
      }),
    );
  return {
    options: description.options,
    sources: description.sources,
    step: description.step,
    spentMs: description.spentMs,
    parameters: take('parameter'),
    adam: { first: take('adam1'), second: take('adam2'), steps: description.adamSteps },
    memory: { grams: [...gramsIn(tensors)], pictures: description.remembered },
    history: description.history,
  };
}

/** What a mean Gram matrix is called. */
const gramName = (i: number): string => `style/${i}`;

function* gramsIn(tensors: Readonly<Record<string, NamedTensor>>): Generator<Float32Array> {
  for (let i = 0; ; i++) {
    const tensor = tensors[gramName(i)];
    if (!tensor) return;
    if (!tensor.data.every(Number.isFinite))
      throw new CheckpointError(`the checkpoint's ${gramName(i)} are not numbers (NaN or infinite)`);
    yield tensor.data;
  }
}

function open(bytes: Uint8Array): ReturnType<typeof readSafeTensors> {
  try {
    return readSafeTensors(bytes);
  } catch (error) {
    throw new CheckpointError(`this is not a checkpoint: ${error instanceof Error ? error.message : ''}`);
  }
}

function describe(text: string | undefined): z.infer<typeof Description> {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw new CheckpointError('this file is not a checkpoint of ours');
  }
  const version = z.object({ format: z.number() }).safeParse(value);
  if (version.success && version.data.format !== FORMAT) {
    throw new ForeignCheckpoint(
      `The checkpoint is of format ${version.data.format}, this version of Pastiche reads format ${FORMAT}: update Pastiche, or train again.`,
    );
  }
  const parsed = Description.safeParse(value);
  if (!parsed.success)
    throw new CheckpointError(`the checkpoint is damaged: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
