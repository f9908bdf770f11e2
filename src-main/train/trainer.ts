/** A training run: draws a batch, runs the step, moves the parameters, keeps count. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import {
  networkNamed,
  initialise,
  parameterSpecs,
  type LossNetwork,
  type ParameterSpec,
} from '../nets/index.ts';
import { RuntimeError, type Device, type TensorValue } from '../runtime/types.ts';
import { adamState, adamStep, learningRate } from './adam.ts';
import {
  CheckpointError,
  readCheckpoint,
  writeCheckpoint,
  type Sources,
  type TrainingState,
} from './checkpoint.ts';
import { heed } from './heed.ts';
import type { LossRecord, StyleCredits, TrainingOptions } from './options.ts';
import type { PhotoSet } from './photos.ts';
import { randomStream } from './random.ts';
import {
  areNumbers,
  loadTrainingStep,
  NO_MEMORY,
  styleTargets,
  type Planes,
  type TrainingStep,
} from './step.ts';
import { StepTime } from './stepTime.ts';
import { readParameters, writeStyle } from './styleFile.ts';

/** Steps over which reported losses are averaged: single photos differ too much to compare. */
const AVERAGED = 50;

/** The grain's stream of random numbers, beside those of a batch's pictures, and how far it may be moved. */
const GRAIN_KEY = 1000;
const GRAIN_REACH = 1000;

/** Training went wrong in a way that going on cannot mend. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
}

/** Parameters of the network that a training's options name. */
export function specsOf({ network }: Pick<TrainingOptions, 'network'>): ParameterSpec[] {
  return parameterSpecs(networkNamed(network));
}

/** A new training: parameters drawn from the seed, or taken from a style's file. */
export function freshState(options: TrainingOptions, init?: Uint8Array): TrainingState {
  const specs = specsOf(options);
  const parameters = init ? readParameters(init, specs) : initialise(specs, randomStream(options.seed, -1));
  const adam = adamState(parameters);
  return {
    options,
    sources: undefined,
    step: 0,
    spentMs: 0,
    parameters,
    adam,
    memory: NO_MEMORY,
    history: [],
  };
}

/** A training read from a checkpoint. @throws {CheckpointError} */
export function resumedState(checkpoint: Uint8Array): TrainingState {
  return readCheckpoint(checkpoint, specsOf);
}

/** The style as a training has it, as the bytes of its file. */
export function styleOf(state: TrainingState, credits: StyleCredits): Uint8Array {
  const { parameters, options, step } = state;
  return writeStyle(parameters, { credits, options, steps: step, losses: recentLosses(state) });
}

/** A training as it is now, as the bytes of a checkpoint. */
export function checkpointOf(state: TrainingState): Uint8Array {
  return writeCheckpoint(state, specsOf(state.options));
}

/** Mean losses over a training's last steps. */
export function recentLosses({ history }: TrainingState): Omit<LossRecord, 'step'> {
  const recent = history.slice(-AVERAGED);
  const mean = (key: keyof LossRecord): number => recent.reduce((sum, r) => sum + r[key], 0) / recent.length;
  return { total: mean('total'), content: mean('content'), style: mean('style'), tv: mean('tv') };
}

/** What a run needs besides its state. */
export interface RunParts {
  readonly device: Device;
  readonly lossNetwork: LossNetwork;
  readonly painting: Planes;
  /** The bytes of the painting's file: a training goes on with no other. */
  readonly paintingFile: Uint8Array;
  readonly photos: PhotoSet;
  /** The painting's Gram matrices, where they are known: else they are measured. */
  readonly targets?: TensorValue[] | undefined;
  /** Aborted: what is not loaded yet is not waited for. */
  readonly end?: AbortSignal;
}

/** A training in progress. One `advance` at a time. */
export class TrainingRun {
  /** Milliseconds that steps have waited for pictures. */
  waitedMs = 0;
  readonly #time = new StepTime();

  private constructor(
    readonly state: TrainingState,
    private readonly device: string,
    private readonly step: TrainingStep,
    private readonly photos: PhotoSet,
  ) {}

  /**
   * Measures the painting and loads the training step.
   * @throws {RuntimeError} the reason of `parts.end` once that is aborted.
   * @throws {CheckpointError} when the state learned from another painting or other photos.
   */
  static async open(state: TrainingState, parts: RunParts): Promise<TrainingRun> {
    const { options } = state;
    const sources = sourcesOf(parts);
    if (state.sources) {
      const { painting, photos } = state.sources;
      if (painting !== sources.painting && painting !== digest(bytesOf(parts.painting.data))) {
        throw new CheckpointError('It began with another painting: go on with the same one, or train again.');
      }
      if (photos !== sources.photos) {
        throw new CheckpointError('It began with other photos: go on with the same ones, or train again.');
      }
    }
    state.sources = sources;
    await heed(parts.end);
    const targets =
      parts.targets ?? (await styleTargets(parts.device, parts.lossNetwork, parts.painting, options));
    await heed(parts.end);
    const step = await loadTrainingStep(parts.device, {
      network: networkNamed(options.network),
      lossNetwork: parts.lossNetwork,
      targets,
      loss: options,
      batch: options.batch,
      size: options.size,
    });
    return new TrainingRun(state, parts.device.id, step, parts.photos);
  }

  /** What a step takes lately, in milliseconds. */
  get msPerStep(): number {
    return this.#time.ms;
  }

  get finished(): boolean {
    return this.state.step >= this.state.options.steps;
  }

  /** Changes the number of steps; from now on the learning rate is as if there had been so many all along. */
  plan(steps: number): void {
    this.state.options = { ...this.state.options, steps };
  }

  /**
   * Takes one step, or changes nothing.
   * @throws {RuntimeError} when losses or gradients are not numbers, for which a device may be to blame.
   * @throws {TrainingError} when they are not numbers on the processor, which is not to blame.
   */
  async advance(): Promise<LossRecord> {
    const { state } = this;
    const { options } = state;
    const asked = performance.now();
    const batch = await this.photos.batch(state.step);
    this.waitedMs += performance.now() - asked;
    const origin = grainOrigin(options.seed, state.step);
    const { losses, gradients, memory } = await this.step.run(batch, state.parameters, origin, state.memory);
    if (!areNumbers(losses, Object.values(gradients))) {
      const { step } = state;
      if (this.device !== 'cpu') throw new RuntimeError(`losses or gradients are not numbers at step ${step}: use another device`); // prettier-ignore
      throw new TrainingError(`Losses or gradients are not numbers at step ${step}: try a lower style weight or rate.`); // prettier-ignore
    }
    adamStep(state.parameters, gradients, state.adam, learningRate(state.step, options.steps, options.rate));
    state.memory = memory;
    state.step++;
    state.spentMs += this.#time.hear(performance.now() - asked);
    const record = { step: state.step, ...losses };
    state.history.push(record);
    return record;
  }

  /** Mean losses over the last steps. */
  recentLosses(): Omit<LossRecord, 'step'> {
    return recentLosses(this.state);
  }

  /** The training as it is now, to go on from later. */
  checkpoint(): Uint8Array {
    return checkpointOf(this.state);
  }

  /** The style as it is now, as the bytes of its file. */
  style(credits: StyleCredits): Uint8Array {
    return styleOf(this.state, credits);
  }

  /** Frees the device's memory. */
  close(): Promise<void> {
    return this.step.release();
  }
}

/** Where the grain begins at a step, x and y: far enough apart that no two steps see the same. */
export function grainOrigin(seed: number, step: number): Float32Array {
  const random = randomStream(seed, step, GRAIN_KEY);
  return Float32Array.of(GRAIN_REACH * random(), GRAIN_REACH * random());
}

/**
 * Fingerprints: the painting by its file, the photos by their names in the order in which they are drawn. The
 * painting's pixels, by which checkpoints told it at first, are no longer the same once another decoder reads them.
 */
function sourcesOf({ paintingFile, photos }: RunParts): Sources {
  return {
    painting: digest(paintingFile),
    photos: digest(photos.files.map((file) => basename(file)).join('\n')),
  };
}

function digest(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
