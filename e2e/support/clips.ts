/** Clips for the fake camera, 640x480, in the one form that Chromium reads. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { ffmpeg, realClip } from './tools.ts';

/** A picture full of detail and colour, where no real clip is at hand. */
const DRAWN = ['-f', 'lavfi', '-i', 'mandelbrot=size=640x480:rate=30:start_scale=0.6:end_scale=0.2'];
/** As few pictures as make a live view: each is read, scaled, painted and drawn by the same two cores. */
const FPS = 10;
const form = (fps: number): string[] => ['-vf', 'scale=640:480', '-r', String(fps), '-pix_fmt', 'yuv420p'];

let made: string | undefined;

/** A folder for what all tests of a worker look at; it goes with the worker. */
function sharedFolder(): string {
  if (made === undefined) {
    const folder = (made = mkdtempSync(join(tmpdir(), 'pastiche-clips-')));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  }
  return made;
}

/** Makes something of it once. */
function once<T>(make: (folder: string) => T): () => T {
  let one: T | undefined;
  return () => (one ??= make(sharedFolder()));
}

const moving = (fps: number): (() => string) =>
  once((folder) => {
    const clip = realClip();
    const file = join(folder, `moving-${fps}.y4m`);
    ffmpeg(...(clip ? ['-i', clip] : DRAWN), '-t', '2', ...form(fps), file);
    return file;
  });

/** Two seconds that move. */
export const movingClip = moving(FPS);
/** The same at the rate that cameras have. */
export const smoothClip = moving(30);

/** One frame for ever, and the same frame as a PNG: what a camera that sees it should give. */
export const stillClip = once((folder) => {
  const source = join(folder, 'still-source.png');
  const real = realClip();
  ffmpeg(...(real ? ['-ss', '1', '-i', real] : DRAWN), '-frames:v', '1', source);
  const clip = join(folder, 'still.y4m');
  ffmpeg('-loop', '1', '-i', source, '-t', '1', ...form(FPS), clip);
  const picture = join(folder, 'still.png');
  ffmpeg('-i', clip, '-frames:v', '1', picture);
  return { clip, picture };
});

/** Beeps, for the microphone: a lasting tone is taken for noise by browsers, and kept out. */
export const soundClip = once((folder) => {
  const file = join(folder, 'sound.wav');
  const beeps = '0.6*sin(880*PI*t)*lt(mod(t\\,0.5)\\,0.2)';
  ffmpeg('-f', 'lavfi', '-i', `aevalsrc=${beeps}:d=10`, '-ar', '48000', '-ac', '1', file);
  return file;
});
