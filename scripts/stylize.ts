/** npm run stylize: repaints a picture, or where ffmpeg is installed a video, in a style. */
import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import sharp from 'sharp';
import { openPainter } from '../src-main/paint/onnxPainter.ts';
import type { Frame, Painter, StyleModel } from '../src-main/paint/painter.ts';
import { openDevice } from '../src-main/runtime/devices.ts';
import { writeAtomically } from '../src-main/studio/atomicWrite.ts';
import { fail, runMain } from './lib/cli.ts';
import { openStyle } from './lib/styles.ts';
import { probeVideo, repaintVideo } from './lib/video.ts';

const PICTURES = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff']);
const VIDEOS = new Set(['.mp4', '.webm', '.mkv', '.mov', '.m4v', '.avi']);

const between = (low: number, high: number) => (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= low && value <= high)) {
    throw new InvalidArgumentError(`must be a number from ${low} to ${high}`);
  }
  return value;
}; // prettier-ignore

/** `STYLE:AMOUNT`. The style may be a path, which on Windows has a colon of its own. */
function blendOf(text: string): { name: string; amount: number } {
  const [, name, amount] = /^(.+):([^:]+)$/.exec(text) ?? [];
  if (name === undefined || amount === undefined) throw new InvalidArgumentError('say STYLE:AMOUNT');
  return { name, amount: between(0, 1)(amount) };
}

const program = new Command('stylize')
  .description('repaint a picture or a video in a style')
  .argument('<input>', 'a picture or a video')
  .requiredOption('--style <id|file.onnx>', 'the style')
  .requiredOption('--out <file>', 'what to write; its ending decides the format')
  .option('--width <pixels>', 'width to paint at (default: the input’s)', between(16, 8192))
  .option('--strength <0..1>', '0 is the input, 1 the painting', between(0, 1), 1)
  .option('--keep-colours', 'the painting’s light and shade on the input’s own colours')
  .option('--blend <style:amount>', 'mix in a second style, e.g. great-wave:0.4; 1 shows only it', blendOf)
  .option('--device <id>', 'what to paint on; see npm run devices', 'auto');

interface Flags {
  style: string;
  out: string;
  width?: number;
  strength: number;
  keepColours?: boolean;
  blend?: { name: string; amount: number };
  device: string;
}

/** Everything of a frame but its picture. */
type Look = Pick<Frame, 'strength' | 'keepColours' | 'blend'>;

async function main(): Promise<void> {
  program.parse();
  const flags = program.opts<Flags>();
  const [input] = program.args as [string];
  const ending = extname(flags.out).toLowerCase();
  if (!PICTURES.has(ending) && !VIDEOS.has(ending)) {
    fail(`--out ${flags.out}: let the name end in one of ${[...PICTURES, ...VIDEOS].join(' ')}`);
  }
  const style = await openStyle(flags.style);
  const blend = flags.blend && { style: await openStyle(flags.blend.name), amount: flags.blend.amount };
  const look = { strength: flags.strength, keepColours: flags.keepColours ?? false, blend: blend ?? null };
  const painter = openPainter(await openDevice(flags.device));
  try {
    await mkdir(dirname(flags.out), { recursive: true });
    await (VIDEOS.has(ending) ? paintVideo : paintPicture)(input, painter, style, flags, look);
  } finally {
    await painter.close();
  }
}

async function paintPicture(
  input: string,
  painter: Painter,
  style: StyleModel,
  flags: Flags,
  look: Look,
): Promise<void> {
  let picture = sharp(input).autoOrient().toColourspace('srgb').flatten({ background: '#fff' });
  if (flags.width !== undefined) picture = picture.resize({ width: Math.round(flags.width) });
  const { data, info } = await picture
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) =>
      fail(`${input} cannot be read as a picture: ${error instanceof Error ? error.message : ''}`),
    );
  const { width, height } = info;
  const painted = await painter.paint(style, { width, height, rgba: data, ...look });
  const format = extname(flags.out).slice(1).toLowerCase() as 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff';
  const pixels = sharp(painted.rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
  // For PNG a quality would mean a palette.
  const encoded = pixels.toFormat(format, format === 'png' ? {} : { quality: 92 });
  await writeAtomically(flags.out, await encoded.toBuffer());
  console.log(`${flags.out}: ${width}x${height} in ${painted.paintMs.toFixed(0)} ms`);
}

async function paintVideo(
  input: string,
  painter: Painter,
  style: StyleModel,
  flags: Flags,
  look: Look,
): Promise<void> {
  const video = await probeVideo(input);
  // Encoders of 4:2:0 video need even sizes.
  const even = (value: number): number => Math.max(16, 2 * Math.round(value / 2));
  const width = even(flags.width ?? video.width);
  const height = even((video.height * width) / video.width);
  let done = 0;
  const started = performance.now();
  const frames = await repaintVideo(input, flags.out, { width, height, rate: video.rate }, async (rgba) => {
    const painted = await painter.paint(style, { width, height, rgba, ...look });
    done++;
    if (process.stderr.isTTY)
      process.stderr.write(`\rframe ${done}${video.frames ? `/${video.frames}` : ''}`);
    return painted.rgba;
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const fps = (frames * 1000) / (performance.now() - started);
  console.log(`${flags.out}: ${frames} frames of ${width}x${height} at ${fps.toFixed(1)} a second`);
}

await runMain(main);
