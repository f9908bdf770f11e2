/** Clips for the fake camera, 640x480, in the one form that Chromium reads. */
import { join } from 'node:path';
import { ffmpeg, realClip } from './tools.ts';

/** A picture full of detail and colour, where no real clip is at hand. */
const DRAWN = ['-f', 'lavfi', '-i', 'mandelbrot=size=640x480:rate=30:start_scale=0.6:end_scale=0.2'];
const FORM = ['-vf', 'scale=640:480', '-r', '30', '-pix_fmt', 'yuv420p'];

/** Two seconds that move. */
export function movingClip(folder: string): string {
  const clip = realClip();
  const file = join(folder, 'moving.y4m');
  ffmpeg(...(clip ? ['-i', clip] : DRAWN), '-t', '2', ...FORM, file);
  return file;
}

/** One frame for ever, and the same frame as a PNG: what a camera that sees it should give. */
export function stillClip(folder: string): { clip: string; picture: string } {
  const source = join(folder, 'still-source.png');
  const real = realClip();
  ffmpeg(...(real ? ['-ss', '1', '-i', real] : DRAWN), '-frames:v', '1', source);
  const clip = join(folder, 'still.y4m');
  ffmpeg('-loop', '1', '-i', source, '-t', '1', ...FORM, clip);
  const picture = join(folder, 'still.png');
  ffmpeg('-i', clip, '-frames:v', '1', picture);
  return { clip, picture };
}
