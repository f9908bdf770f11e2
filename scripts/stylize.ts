/** npm run stylize: repaints pictures, and where ffmpeg is installed videos, in a style. */
import { basename } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { openPainter } from '../src-main/paint/onnxPainter.ts';
import { type Look, paintPicture, type PictureFormat } from '../src-main/paint/large/pictureFile.ts';
import type { Painter, StyleModel } from '../src-main/paint/painter.ts';
import { describeModel } from '../src-main/paint/describe.ts';
import { messageOf } from '../src-main/paint/refusal.ts';
import { writeAtomically } from '../src-main/studio/atomicWrite.ts';
import { duration, fail, runMain, stopSignal } from './lib/cli.ts';
import { AUTO, openForPainting } from './lib/device.ts';
import { between, flag, readFlags, toggle, whole } from './lib/flags.ts';
import { filesMeant, makeRoomFor, type Piece, planOutputs } from './lib/outputs.ts';
import { openStyle } from './lib/styles.ts';
import { probeVideo, repaintVideo } from './lib/video.ts';
import { secondsLeft } from '../src-renderer/repaint/pace.ts';

/** `STYLE:AMOUNT`. The style may be a path, which on Windows has a colon of its own. */
const Blend = z.string().transform((text, { addIssue }) => {
  const [, name = '', amount = ''] = /^(.+):([^:]+)$/.exec(text) ?? [];
  const part = between(0, 1).safeParse(amount.trim() === '' ? NaN : Number(amount));
  if (!part.success) addIssue('say STYLE:AMOUNT, with an amount from 0 to 1');
  return { name, amount: part.data ?? 0 };
});

const program = new Command('stylize')
  .description('repaint pictures and videos in a style')
  .argument('<input...>', 'a picture or a video, or several');

const Flags = z.object({
  style: flag(z.string(), '<id|file.onnx>', 'the style'),
  out: flag(
    z.string(),
    '<file|folder>',
    'a file, whose ending decides the format, or a folder; several inputs need a folder, where each gets its own name and the style’s',
  ),
  width: flag(whole(16, 8192).optional(), '<pixels>', 'width to paint at (default: the input’s)'),
  strength: flag(between(0, 1).default(1), '<0..1>', '0 is the input, 1 the painting'),
  keepColours: toggle('the painting’s light and shade on the input’s own colours'),
  blend: flag(
    Blend.optional(),
    '<style:amount>',
    'mix in a second style, e.g. great-wave:0.4; 1 shows only it',
  ),
  device: flag(z.string().default('auto'), '<id>', `what to paint on; see npm run devices; ${AUTO}`),
});

/** What is to be painted, by whom, and how. */
interface Work {
  readonly piece: Piece;
  readonly width: number | undefined;
  readonly painter: Painter;
  readonly style: StyleModel;
  readonly look: Look;
  /** Ctrl-C was pressed. */
  readonly stop: AbortSignal;
  /** Tells how much is done, from 0 to 1; null where that is not known. */
  progress(part: number | null, what?: string): void;
}

async function main(): Promise<void> {
  const flags = readFlags(program, Flags);
  const style = await openStyle(flags.style);
  const pieces = await planOutputs(await filesMeant(program.args), flags.out, style.id);
  const blend = flags.blend && { style: await openStyle(flags.blend.name), amount: flags.blend.amount };
  const look = { strength: flags.strength, keepColours: flags.keepColours, blend: blend ?? null };
  const painter = openPainter(await openForPainting(flags.device, networkOf(style)));
  const stop = stopSignal();
  const isStopped = (): boolean => stop.aborted;
  let failures = 0;
  try {
    for (const [index, piece] of pieces.entries()) {
      if (isStopped()) fail(`stopped: ${piece.output} was not written`);
      const place = pieces.length > 1 ? `${index + 1}/${pieces.length} ${basename(piece.input)}: ` : '';
      const work = {
        piece,
        width: flags.width,
        painter,
        style,
        look,
        stop,
        progress: teller(place),
      };
      try {
        const told = await paint(work);
        tell('');
        console.log(`${piece.output}: ${told}`);
      } catch (error) {
        tell('');
        if (isStopped()) fail(`stopped: ${piece.output} was not written`);
        // The others have done nothing wrong.
        if (pieces.length === 1) throw error;
        failures += 1;
        console.error(error instanceof Error ? error.message : error);
      }
    }
  } finally {
    await painter.close();
  }
  if (failures > 0) fail(`${failures} of ${pieces.length} were not painted`);
}

/** @throws {UsageError} for a file that is no model. */
function networkOf({ id, bytes }: StyleModel): string {
  try {
    return describeModel(bytes).network ?? id;
  } catch (error) {
    return fail(`the style ${id} cannot be used: ${messageOf(error)}`);
  }
}

async function paint(work: Work): Promise<string> {
  await makeRoomFor(work.piece.output, work.piece.input);
  return work.piece.picture === null ? paintVideo(work) : paintFile(work, work.piece.picture);
}

async function paintFile({ piece, stop, ...work }: Work, format: PictureFormat): Promise<string> {
  const { input, output } = piece;
  const progress = (part: number): void => {
    stop.throwIfAborted();
    work.progress(part);
  };
  const { bytes, width, height, paintMs } = await paintPicture(work.painter, { file: input, name: input, format, ...work, progress }); // prettier-ignore
  stop.throwIfAborted();
  await writeAtomically(output, bytes);
  return `${width}x${height} in ${paintMs.toFixed(0)} ms`;
}

async function paintVideo({
  piece,
  width: wanted,
  painter,
  style,
  look,
  stop,
  progress,
}: Work): Promise<string> {
  const video = await probeVideo(piece.input);
  if (video.hdr?.filters === null) {
    console.warn(
      `${piece.input}: its colours will be pale. They are HDR (${video.hdr.name}), and this ffmpeg lacks the filters ` +
        'zscale and tonemap, which bring them to a screen’s: install one that is built with libzimg',
    );
  }
  // Encoders of 4:2:0 video need even sizes.
  const even = (value: number): number => Math.max(16, 2 * Math.round(value / 2));
  const width = even(wanted ?? video.width);
  const height = even((video.height * width) / video.width);
  let done = 0;
  const started = performance.now();
  const frames = await repaintVideo(piece.input, piece.output, { ...video, width, height }, async (rgba) => {
    stop.throwIfAborted();
    const painted = await painter.paint(style, { width, height, pixels: rgba, ...look });
    done += 1;
    progress(video.frames && done / video.frames, `frame ${done}${video.frames ? `/${video.frames}` : ''}`);
    return painted.pixels;
  });
  const fps = (frames * 1000) / (performance.now() - started);
  return `${frames} frames of ${width}x${height} at ${fps.toFixed(1)} a second`;
}

/** Tells how far a file is, and once that can be known how long it will still take. */
function teller(place: string): Work['progress'] {
  const started = performance.now();
  return (part, what = `${((part ?? 0) * 100).toFixed(0)} %`) => {
    const left = part === null ? null : secondsLeft(performance.now() - started, Math.min(1, part));
    tell(`${place}${what}${left === null ? '' : `, ${duration(left)} left`}`);
  };
}

/** Rewrites one line, where somebody looks on. */
function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

await runMain(main);
