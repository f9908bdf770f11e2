/** `npm run bench -- --presets`: a trained style against the slow method. */
import { basename } from 'node:path';
import { z } from 'zod';
import type { Device } from '../../src-main/runtime/types.ts';
import type { LossValues } from '../../src-main/train/step.ts';
import { fail } from '../lib/cli.ts';
import { flag, lossNetworkFlag, whole } from '../lib/flags.ts';
import { comparePreset, ITERATIONS } from './comparison.ts';
import type { Print } from './painting.ts';

/** What it is told on the command line. */
export const PresetsFlags = z.object({
  presets: flag(
    z.string().optional(),
    '<style.onnx>',
    'only compare a trained style with the slow method (Gatys et al. 2015)',
  ),
  painting: flag(z.string().optional(), '<picture>', 'the painting of that style'),
  photos: flag(z.array(z.string()).optional(), '<pictures...>', 'photos to compare it on'),
  size: flag(whole(64, 2048).default(256), '<pixels>', 'longer edge at which they are painted'),
  iterations: flag(
    z.array(whole(1, 100_000)).default([...ITERATIONS]),
    '<n...>',
    'after which iterations the slow method is compared',
  ),
  lossNetwork: lossNetworkFlag,
});
export type PresetsFlags = z.infer<typeof PresetsFlags>;

/** A trained style's losses beside those of the slow method. */
export async function benchPresets(device: Device, flags: PresetsFlags, print: Print): Promise<void> {
  const { presets: style, painting, photos, size, iterations, lossNetwork } = flags;
  if (style === undefined || painting === undefined || !photos?.length) {
    fail('--presets STYLE.onnx needs --painting PICTURE and --photos PICTURE…');
  }
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
