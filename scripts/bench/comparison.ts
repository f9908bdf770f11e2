/**
 * A trained style beside the slow method: the same losses of the same photos towards the same painting, as
 * Johnson et al. 2016 (section 4.1) compare a network with iterations of an optimisation.
 */
import { basename } from 'node:path';
import sharp from 'sharp';
import { describeModel } from '../../src-main/paint/describe.ts';
import { openPainter } from '../../src-main/paint/onnxPainter.ts';
import type { Device } from '../../src-main/runtime/types.ts';
import { openLossNetwork } from '../../src-main/train/lossNetworkFile.ts';
import { KeptOptions } from '../../src-main/train/options.ts';
import { readPixels, toPlanes, type Pixels } from '../../src-main/train/pictures.ts';
import { randomStream } from '../../src-main/train/random.ts';
import { openMeasure, Sketch } from '../../src-main/train/sketch.ts';
import type { LossValues, Planes } from '../../src-main/train/step.ts';
import { fail } from '../lib/cli.ts';
import { readStyle } from '../lib/styles.ts';

/** What is compared. */
export interface PresetFlags {
  readonly style: string;
  readonly painting: string;
  readonly photos: readonly string[];
  readonly lossNetwork?: string;
  /** Longer edge at which the photos are painted. */
  readonly size: number;
  /** Iterations at which the slow method is looked at, rising. */
  readonly iterations: readonly number[];
}

/** What the slow method begins with: white noise, as in the papers, or the photo, as our sketch does. */
export const STARTS = ['noise', 'photo'] as const;
export type Start = (typeof STARTS)[number];

/** The slow method's losses by iteration. */
export interface SlowReading {
  readonly start: Start;
  readonly losses: readonly (LossValues & { readonly iteration: number })[];
  /** The iteration at which its total loss is first below the style's; null: not so far. */
  readonly reaches: number | null;
}

/** One photo: the style's losses, and the slow method's. */
export interface PresetReading {
  readonly photo: string;
  readonly style: LossValues;
  readonly gatys: readonly SlowReading[];
}

/** Of the noise. */
const SEED = 1;
/** Where the comparison is looked at, as in the paper's figure. */
export const ITERATIONS = [25, 50, 100, 200] as const;

/** Measures one photo after the other; each reading is given as it comes. */
export async function* comparePreset(device: Device, flags: PresetFlags): AsyncGenerator<PresetReading> {
  const bytes = await readStyle(flags.style);
  const { training, network } = describeModel(bytes);
  if (!training) fail(`${flags.style} does not say how it was trained: give a style that npm run train made`);
  const loss = KeptOptions.parse({ ...training, network });
  const lossNetwork = await openLossNetwork(flags.lossNetwork);
  // The strokes at which it was trained: the painting in pixels, not in parts of the picture.
  const painting = toPlanes(await readPixels(flags.painting, loss.paintingSize));
  for (const photo of flags.photos) {
    const pixels = await evenPixels(photo, flags.size);
    const content = toPlanes(pixels);
    const painted = await paintedBy(device, { id: basename(flags.style, '.onnx'), bytes }, pixels);
    const parts = { device, lossNetwork, content, painting, loss };
    const measure = await openMeasure(parts);
    try {
      const { losses: style } = await measure.at(painted.data);
      const gatys: SlowReading[] = [];
      for (const start of STARTS) {
        const from = start === 'photo' ? content : noiseLike(content);
        gatys.push({ start, ...(await slowly(new Sketch(measure, from), style.total, flags.iterations)) });
      }
      yield { photo, style, gatys };
    } finally {
      await measure.release();
    }
  }
}

async function slowly(
  sketch: Sketch,
  beside: number,
  iterations: readonly number[],
): Promise<Omit<SlowReading, 'start'>> {
  const losses: SlowReading['losses'][number][] = [];
  let reaches: number | null = null;
  let last: LossValues | undefined;
  for (let iteration = 1; iteration <= Math.max(...iterations); iteration++) {
    last = (await sketch.advance()) ?? last;
    if (!last) break;
    if (reaches === null && last.total < beside) reaches = iteration;
    if (iterations.includes(iteration)) losses.push({ iteration, ...last });
  }
  return { losses, reaches };
}

/** White noise of a picture's size. */
function noiseLike({ width, height, data }: Planes): Planes {
  const random = randomStream(SEED);
  return { width, height, data: data.map(() => random() * 255) };
}

/** A photo at a size that every network takes as it is. */
async function evenPixels(photo: string, size: number): Promise<Pixels> {
  const { width, height, rgb } = await readPixels(photo, size);
  const even = (value: number): number => Math.max(64, Math.floor(value / 16) * 16);
  const raw = { width, height, channels: 3 } as const;
  const { data, info } = await sharp(rgb, { raw }).resize(even(width), even(height), { fit: 'cover' }).raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
  return { width: info.width, height: info.height, rgb: data };
}

/** The photo as the app paints it with the style. */
async function paintedBy(
  device: Device,
  style: { id: string; bytes: Uint8Array },
  { width, height, rgb }: Pixels,
): Promise<Planes> {
  const painter = openPainter(device);
  try {
    const pixels = await sharp(rgb, { raw: { width, height, channels: 3 } }).ensureAlpha().raw().toBuffer(); // prettier-ignore
    const painted = await painter.paint(style, { width, height, pixels, strength: 1 });
    const opaque = await sharp(painted.pixels, { raw: { width, height, channels: 4 } }).removeAlpha().raw().toBuffer(); // prettier-ignore
    return toPlanes({ width, height, rgb: opaque });
  } finally {
    await painter.close();
  }
}
