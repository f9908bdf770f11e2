/** Measuring painting and training, for the choice of a device and for `npm run bench`. */
import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import { openPainter } from '../paint/onnxPainter.ts';
import { frameBytes, type FrameShape, type StyleModel } from '../paint/painter.ts';
import {
  initialise,
  kerasName,
  LOSS_LAYERS,
  lossNetwork,
  networkNamed,
  type LossNetwork,
  type TransformNetwork,
  USUAL_NETWORK,
} from '../nets/index.ts';
import type { Device, TensorValue } from '../runtime/types.ts';
import { TrainingOptions } from '../train/options.ts';
import { randomStream } from '../train/random.ts';
import type { NamedTensor } from '../train/safetensors.ts';
import { loadTrainingStep, NO_MEMORY, styleTargets } from '../train/step.ts';
import { writeStyle } from '../train/styleFile.ts';
import { specsOf } from '../train/trainer.ts';

/** Milliseconds: median and 95th percentile. */
export interface Timing {
  readonly median: number;
  readonly p95: number;
}

/** A style of untrained weights: as fast as a trained one of its network. */
export function randomStyle(network: TransformNetwork): StyleModel {
  const options = TrainingOptions.parse({ network: network.name });
  const parameters = initialise(specsOf(options), randomStream(1));
  const losses = { total: 0, content: 0, style: 0, tv: 0 };
  return {
    id: network.name.replace(/\W/g, '-'),
    bytes: writeStyle(parameters, { credits: { title: network.name }, options, steps: 0, losses }),
  };
}

/** What is measured with before there is a style: as fast as the shipped ones. */
export function usualStyle(): StyleModel {
  return randomStyle(networkNamed(USUAL_NETWORK));
}

/**
 * Milliseconds per frame of 8 bits, in and out, after three frames of warming up; of fewer where they take
 * longer than `withinMs`.
 */
export async function measurePainting(
  device: Device,
  style: StyleModel,
  shape: FrameShape,
  frames: number,
  withinMs = Infinity,
): Promise<Timing> {
  const painter = openPainter(device);
  const random = randomStream(2);
  const pixels = Uint8Array.from({ length: frameBytes(shape) }, () => random() * 256);
  try {
    return await timed(frames, withinMs, async () => {
      await painter.paint(style, { ...shape, pixels, strength: 1 });
    });
  } finally {
    await painter.close();
  }
}

/** A loss network of the right shape and no meaning: as fast as the real one. */
export function randomLossNetwork(): LossNetwork {
  const tensors = randomLossTensors();
  return lossNetwork((name) => tensors[name]!);
}

/** The tensors of such a network by their names in its file. */
export function randomLossTensors(): Record<string, NamedTensor> {
  const random = randomStream(3);
  const widths = [3, 64, 64, 128, 128, 256, 256, 256, 256];
  const entries = LOSS_LAYERS.flatMap((layer, i): [string, NamedTensor][] => {
    const [from, to] = [widths[i]!, widths[i + 1]!];
    const kernel = Float32Array.from({ length: 9 * from * to }, () => (random() - 0.5) * 0.1);
    return [
      [`${kerasName(layer)}/kernel`, { shape: [3, 3, from, to], data: kernel }],
      [`${kerasName(layer)}/bias`, { shape: [to], data: new Float32Array(to) }],
    ];
  });
  return Object.fromEntries(entries);
}

/**
 * Milliseconds per training step, on as many threads as the processor has: a training asks for its own number.
 * Fewer steps are taken where they take longer than `withinMs`.
 */
export async function measureTraining(
  given: Device,
  settings: z.input<typeof TrainingOptions>,
  steps: number,
  withinMs = Infinity,
): Promise<Timing> {
  const threads = availableParallelism();
  const device: Device = { ...given, load: (model, more) => given.load(model, { threads, ...more }) };
  const options = TrainingOptions.parse(settings);
  const specs = specsOf(options);
  const parameters = initialise(specs, randomStream(1));
  const random = randomStream(2);
  const picture = (edge: number): Float32Array =>
    Float32Array.from({ length: 3 * edge * edge }, () => random() * 255);
  const net = randomLossNetwork();
  const painting = { width: 64, height: 64, data: picture(64) };
  const targets: TensorValue[] = await styleTargets(device, net, painting, options);
  const step = await loadTrainingStep(device, {
    network: networkNamed(options.network),
    lossNetwork: net,
    targets,
    loss: options,
    batch: 1,
    size: 256,
  });
  const batch = picture(256);
  let memory = NO_MEMORY;
  try {
    return await timed(steps, withinMs, async () => {
      ({ memory } = await step.run(batch, parameters, Float32Array.of(0, 0), memory));
    });
  } finally {
    await step.release();
  }
}

/** How often an act is done before it counts. */
const WARM_UPS = 3;

/** Times an act so often, warm; once at least, and no more once it took longer than `withinMs`. */
export async function timed(count: number, withinMs: number, act: () => Promise<void>): Promise<Timing> {
  // The first time may compile for long, and says nothing of the others.
  await act();
  const all: number[] = [];
  const begun = performance.now();
  do {
    const started = performance.now();
    await act();
    all.push(performance.now() - started);
  } while (all.length < WARM_UPS - 1 + count && performance.now() - begun < withinMs);
  const times = all.slice(Math.min(WARM_UPS, all.length) - 1);
  return { median: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

/** What a share of the values, of which there is at least one, keeps to. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
