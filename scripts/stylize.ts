/** npm run stylize: repaints a picture, or where ffmpeg is installed a video, in a style. */
import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { openPainter } from '../src-main/paint/onnxPainter.ts';
import { type Look, paintPicture, type PictureFormat } from '../src-main/paint/large/pictureFile.ts';
import type { Painter, StyleModel } from '../src-main/paint/painter.ts';
import { openDevice } from '../src-main/runtime/devices.ts';
import { writeAtomically } from '../src-main/studio/atomicWrite.ts';
import { between, fail, runMain } from './lib/cli.ts';
import { openStyle } from './lib/styles.ts';
import { probeVideo, repaintVideo } from './lib/video.ts';

const FORMATS: Readonly<Record<string, PictureFormat>> = {
  '.jpg': 'jpg', '.jpeg': 'jpg', '.png': 'png', '.webp': 'webp', '.avif': 'avif', '.tif': 'tiff', '.tiff': 'tiff',
}; // prettier-ignore
const VIDEOS = new Set(['.mp4', '.webm', '.mkv', '.mov', '.m4v', '.avi']);

/** `STYLE:AMOUNT`. The style may be a path, which on Windows has a colon of its own. */
function blendOf(text: string): { name: string; amount: number } {
  const [, name, amount] = /^(.+):([^:]+)$/.exec(text) ?? [];
  if (name === undefined || amount === undefined) throw new InvalidArgumentError('say STYLE:AMOUNT');
  return { name, amount: between(0, 1, false)(amount) };
}

const program = new Command('stylize')
  .description('repaint a picture or a video in a style')
  .argument('<input>', 'a picture or a video')
  .requiredOption('--style <id|file.onnx>', 'the style')
  .requiredOption('--out <file>', 'what to write; its ending decides the format')
  .option('--width <pixels>', 'width to paint at (default: the input’s)', between(16, 8192))
  .option('--strength <0..1>', '0 is the input, 1 the painting', between(0, 1, false), 1)
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

/** What is to be painted, by whom, and how. */
interface Work {
  readonly input: string;
  readonly flags: Flags;
  readonly painter: Painter;
  readonly style: StyleModel;
  readonly look: Look;
}

async function main(): Promise<void> {
  program.parse();
  const flags = program.opts<Flags>();
  const [input] = program.args as [string];
  const ending = extname(flags.out).toLowerCase();
  if (!(ending in FORMATS) && !VIDEOS.has(ending)) {
    fail(`--out ${flags.out}: let the name end in one of ${[...Object.keys(FORMATS), ...VIDEOS].join(' ')}`);
  }
  const style = await openStyle(flags.style);
  const blend = flags.blend && { style: await openStyle(flags.blend.name), amount: flags.blend.amount };
  const look = { strength: flags.strength, keepColours: flags.keepColours ?? false, blend: blend ?? null };
  const painter = openPainter(await openDevice(flags.device));
  try {
    await mkdir(dirname(flags.out), { recursive: true });
    const paint = VIDEOS.has(ending) ? paintVideo : paintFile;
    const told = await paint({ input, flags, painter, style, look });
    tell('');
    console.log(`${flags.out}: ${told}`);
  } finally {
    await painter.close();
  }
}

async function paintFile({ input, flags, painter, style, look }: Work): Promise<string> {
  const format = FORMATS[extname(flags.out).toLowerCase()]!;
  const job = { file: input, name: input, style, look, format, width: flags.width, progress: tellPart };
  const { bytes, width, height, paintMs } = await paintPicture(painter, job);
  await writeAtomically(flags.out, bytes);
  return `${width}x${height} in ${paintMs.toFixed(0)} ms`;
}

async function paintVideo({ input, flags, painter, style, look }: Work): Promise<string> {
  const video = await probeVideo(input);
  // Encoders of 4:2:0 video need even sizes.
  const even = (value: number): number => Math.max(16, 2 * Math.round(value / 2));
  const width = even(flags.width ?? video.width);
  const height = even((video.height * width) / video.width);
  let done = 0;
  const started = performance.now();
  const frames = await repaintVideo(input, flags.out, { ...video, width, height }, async (rgba) => {
    const painted = await painter.paint(style, { width, height, rgba, ...look });
    tell(`frame ${++done}${video.frames ? `/${video.frames}` : ''}`);
    return painted.rgba;
  });
  const fps = (frames * 1000) / (performance.now() - started);
  return `${frames} frames of ${width}x${height} at ${fps.toFixed(1)} a second`;
}

/** Rewrites one line, where somebody looks on. */
function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function tellPart(part: number): void {
  tell(`${(part * 100).toFixed(0)} %`);
}

await runMain(main);
