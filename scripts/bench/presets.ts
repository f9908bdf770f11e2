/** `npm run bench -- --presets`: a trained style against the slow method. */
import { basename } from 'node:path';
import type { Device } from '../../src-main/runtime/types.ts';
import type { LossValues } from '../../src-main/train/step.ts';
import { fail } from '../lib/cli.ts';
import { comparePreset, ITERATIONS } from './comparison.ts';
import type { Print } from './painting.ts';

/** What it is told on the command line. */
export interface PresetsFlags {
  presets?: string;
  painting?: string;
  photos?: string[];
  size: number;
  iterations?: string[];
  lossNetwork?: string;
}

/** A trained style's losses beside those of the slow method. */
export async function benchPresets(device: Device, flags: PresetsFlags, print: Print): Promise<void> {
  const { presets: style, painting, photos, size, lossNetwork } = flags;
  if (style === undefined || painting === undefined || !photos?.length) {
    fail('--presets STYLE.onnx needs --painting PICTURE and --photos PICTURE…');
  }
  const iterations = flags.iterations?.map(Number) ?? ITERATIONS;
  if (!iterations.every((n) => Number.isInteger(n) && n > 0)) fail('--iterations: give whole numbers from 1');
  if (!(size >= 64 && size <= 2048)) fail('--size: must be a number from 64 to 2048');
  const part = ({ total, content, style: strokes, tv }: LossValues): string =>
    `total ${total.toFixed(3)}  content ${content.toFixed(3)}  style ${strokes.toFixed(4)}  tv ${tv.toFixed(1)}`;
  const more = lossNetwork === undefined ? {} : { lossNetwork };
  for await (const reading of comparePreset(device, { style, painting, photos, size, iterations, ...more })) {
    const name = basename(reading.photo);
    const lines = [`${name}  ${basename(style)}: ${part(reading.style)}`];
    for (const { start, losses, reaches } of reading.gatys) {
      const slow = `${name}  Gatys, begun with ${start === 'noise' ? 'noise' : 'the photo'}`;
      lines.push(...losses.map((values) => `${slow}, ${values.iteration}: ${part(values)}`));
      lines.push(`${slow}, is better from iteration ${reaches ?? `beyond ${Math.max(...iterations)}`}`);
    }
    print(lines.join('\n'), { bench: 'presets', file: style, ...reading });
  }
}
