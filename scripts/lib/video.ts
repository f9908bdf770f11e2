/**
 * Videos through ffmpeg: decoded to RGBA frames, painted one by one, encoded again: as many frames, each at
 * the time it had, with their sound.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { patiently } from '../../src-main/train/diskError.ts';
import { uncomb } from '../../src-renderer/repaint/uncomb.ts';
import { fail } from './cli.ts';
import { type Hdr, hdrOf, matrixOf } from './colours.ts';
import { endingOf } from './outputs.ts';
import { matroskaHeader, pictureHeader } from './rawMatroska.ts';

/** What must be known of a video to repaint it. */
export interface VideoInfo {
  /** As it is shown: a telephone's upright video is stored lying down, a camcorder's pixels may be no squares. */
  readonly width: number;
  readonly height: number;
  /** Lines of a picture that is two half-pictures, as it is stored; null where pictures are whole, or turned. */
  readonly combed: number | null;
  /** How its colours are stored, as ffmpeg's scaler calls it. */
  readonly matrix: string;
  /** Whether it is brighter than screens are, and what can be done about that. */
  readonly hdr: Hdr | null;
  /** Frames a second, on average, as ffmpeg writes it, e.g. `30000/1001`. */
  readonly rate: string;
  readonly frames: number | null;
  /** What the sound tracks are encoded as. */
  readonly sound: readonly string[];
  /** Seconds that count as its zero: a broadcast's clock has run for hours when a recording of it begins. */
  readonly begin: number;
}

const Rate = z.string().regex(/^[1-9]\d*\/[1-9]\d*$/);
const Video = z.object({
  codec_type: z.literal('video'),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  sample_aspect_ratio: z.string().optional(),
  field_order: z.string().optional(),
  color_space: z.string().optional(),
  color_transfer: z.string().optional(),
  color_primaries: z.string().optional(),
  avg_frame_rate: Rate.optional().catch(undefined),
  r_frame_rate: Rate,
  nb_read_packets: z.coerce.number().int().optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});
const Sound = z.object({ codec_type: z.literal('audio'), codec_name: z.string() });
const Format = z.object({ format_name: z.string(), start_time: z.coerce.number() });
const Probed = z.object({
  streams: z.array(z.union([Video, Sound, z.object({})])),
  format: Format.optional().catch(undefined),
});
/** Containers whose times begin anywhere; in others a late beginning is meant. */
const CLOCKS = ['mpegts', 'mpeg'];
/** Which of the two half-pictures of a picture is stored, and shown, first. */
const HALVES = ['tt', 'bb', 'tb', 'bt'];

/** Asks ffprobe. @throws {UsageError} when there is no ffprobe, or the file holds no video. */
export async function probeVideo(file: string): Promise<VideoInfo> {
  const args = ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_type,codec_name,' +
    'width,height,sample_aspect_ratio,field_order,color_space,color_transfer,color_primaries,avg_frame_rate,r_frame_rate,nb_read_packets:stream_side_data=rotation:format=format_name,start_time',
    '-of', 'json', local(file)]; // prettier-ignore
  const probe = start('ffprobe', args, 'ignore');
  let text = '';
  probe.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await ended(probe, 'ffprobe', file);
  const { streams = [], format } = Probed.safeParse(JSON.parse(text || '{}')).data ?? {};
  const found = streams.flatMap((stream) => Video.safeParse(stream).data ?? [])[0];
  if (!found) return fail(`${file} holds no video that ffmpeg can read`);
  const rotation = found.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const square = squarePixels(found, found.sample_aspect_ratio);
  const [width, height] =
    Math.abs(rotation) % 180 === 90 ? [square.height, square.width] : [square.width, square.height];
  const combed = rotation === 0 && HALVES.includes(found.field_order ?? '') ? found.height : null;
  const rate = found.avg_frame_rate ?? found.r_frame_rate;
  const sound = streams.flatMap((stream) => Sound.safeParse(stream).data?.codec_name ?? []);
  const hdr = await hdrOf(found);
  const matrix = matrixOf(found.color_space, found.height);
  const begin = format && CLOCKS.includes(format.format_name) ? Math.max(0, format.start_time) : 0;
  return { width, height, combed, matrix, hdr, rate, frames: found.nb_read_packets ?? null, sound, begin };
}

/** The size with square pixels in which nothing of a picture is lost. */
function squarePixels(
  { width, height }: z.infer<typeof Video>,
  aspect = '',
): Pick<VideoInfo, 'width' | 'height'> {
  const [across = 1, down = 1] = aspect.split(':').map(Number);
  // Unknown is `0:1`, or `N/A`.
  if (!(across > 0 && down > 0) || across === down) return { width, height };
  const longer = (length: number, ratio: number): number => 2 * Math.round((length * ratio) / 2);
  return across > down
    ? { width: longer(width, across / down), height }
    : { width, height: longer(height, down / across) };
}

/** Sound that a container takes as it is, by its ending; Matroska takes whatever there is. */
const KEPT: Readonly<Record<string, readonly string[] | 'all'>> = {
  '.mp4': ['aac', 'mp3', 'ac3', 'eac3', 'opus', 'alac', 'flac'],
  '.m4v': ['aac', 'mp3', 'ac3', 'eac3', 'alac'],
  '.mov': ['aac', 'mp3', 'ac3', 'eac3', 'alac', 'pcm_s16le', 'pcm_s24le'],
  '.webm': ['opus', 'vorbis'],
  '.avi': ['mp3', 'ac3', 'pcm_s16le'],
  '.mkv': 'all',
};

/**
 * Repaints every frame of a video. `paint` gets and gives width * height * 4 bytes. Like a picture, the
 * output takes its place only when it is whole, and may be the input.
 */
export async function repaintVideo(
  input: string,
  output: string,
  size: VideoInfo,
  paint: (rgba: Uint8Array) => Promise<Uint8Array>,
): Promise<number> {
  // Its ending tells ffmpeg the format.
  const beside = join(dirname(output), `.pastiche-${randomBytes(6).toString('hex')}${endingOf(output)}`);
  try {
    const frames = await repaintInto(beside, input, output, size, paint);
    // On Windows a virus scanner may hold what was just written.
    await patiently(() => rename(beside, output));
    return frames;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function repaintInto(
  file: string,
  input: string,
  output: string,
  { width, height, combed, matrix, hdr, rate, sound, begin }: VideoInfo,
  paint: (rgba: Uint8Array) => Promise<Uint8Array>,
): Promise<number> {
  const asTheyCome = ['-fps_mode', 'passthrough', '-enc_time_base', '-1'];
  const size = `scale=${width}:${height}`;
  const filters = hdr?.filters
    ? `${size},${hdr.filters},scale=in_color_matrix=bt709`
    : `${size}:in_color_matrix=${matrix}`;
  // The pictures, and beside them a line about each, with its time.
  const decoder = start('ffmpeg', ['-v', 'error', '-copyts', '-i', local(input),
    '-map', '0:v:0', ...asTheyCome, '-vf', `${filters},setsar=1`, '-pix_fmt', 'rgba', '-f', 'rawvideo', 'pipe:1',
    '-map', '0:v:0', ...asTheyCome, '-c:v', 'wrapped_avframe', '-f', 'framecrc', 'pipe:3'], 'ignore', 'pipe'); // prettier-ignore
  const decoded = ended(decoder, 'ffmpeg', input);
  decoded.catch(() => undefined);
  let encoder: ChildProcess | undefined;
  let stopped: Promise<void> | undefined;
  try {
    let frames = 0;
    let shift = 0;
    const times = timesOf(linesOf(decoder.stdio[3] as Readable));
    for await (const frame of framesOf(decoder.stdout!, width * height * 4)) {
      const time = await times.next();
      if (time.done) throw new Error(`ffmpeg does not say when the pictures of ${input} are shown`);
      // Of another height its lines are not the half-pictures' own.
      if (height === combed) uncomb(frame, { width, height });
      const painted = await paint(frame);
      if (!encoder) {
        // Pictures from before a file's zero are kept: all of it moves.
        shift = Math.max(-begin, -time.value);
        encoder = startEncoder(file, input, { shift, rate, ending: endingOf(output), sound });
        stopped = ended(encoder, 'ffmpeg', output);
        stopped.catch(() => undefined);
        encoder.stdin!.on('error', () => undefined);
        const [count = 1, over = 1] = rate.split('/').map(Number);
        encoder.stdin!.write(matroskaHeader(width, height, over / count));
      }
      const sink = encoder.stdin!;
      sink.write(pictureHeader(Math.round((time.value + shift) * 1e6), painted.length));
      if (!sink.write(painted)) await Promise.race([once(sink, 'drain'), stopped]);
      frames++;
    }
    while (!(await times.next()).done);
    await decoded;
    if (!encoder) fail(`${input} holds no picture that ffmpeg can decode`);
    encoder.stdin!.end();
    await stopped;
    return frames;
  } catch (error) {
    // Each waits for the other's end, or for ours: they would never stop by themselves.
    for (const child of [decoder, encoder]) child?.kill('SIGKILL');
    // What nobody reads to its end is never closed.
    decoder.stdio[3]?.destroy();
    await Promise.allSettled([stopped, decoded]);
    throw error;
  }
}

/** Starts ffmpeg on a stream of painted pictures with times, and the sound of the source. */
function startEncoder(
  file: string,
  input: string,
  { shift, rate, ending, sound }: { shift: number; rate: string; ending: string; sound: readonly string[] },
): ChildProcess {
  const kept = KEPT[ending] ?? [];
  const copies = sound.every((codec) => kept === 'all' || kept.includes(codec));
  // AVI counts pictures and knows no times.
  const pace = ending === '.avi' ? ['-fps_mode', 'cfr', '-r', rate] : ['-fps_mode', 'passthrough', '-enc_time_base:v', '-1']; // prettier-ignore
  return start('ffmpeg', ['-v', 'error', '-y', '-copyts', '-f', 'matroska', '-i', 'pipe:0',
    '-itsoffset', String(shift), '-i', local(input), '-map', '0:v:0', '-map', '1:a?', ...pace,
    ...(copies ? ['-c:a', 'copy'] : []), ...(FINE.has(ending) ? ['-video_track_timescale', TICKS] : []),
    '-vf', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p', ...TAGS, local(file)], 'pipe'); // prettier-ignore
}

/** Without them a player would guess from the size which colours are meant. */
const TAGS = [
  '-colorspace',
  'bt709',
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-color_range',
  'tv',
];

/** Containers that count as finely as they are told; the others count milliseconds. */
const FINE = new Set(['.mp4', '.m4v', '.mov']);
/** Microseconds: what our own stream has. */
const TICKS = '1000000';

/** Lines of a stream. (Those of `readline` are lost that come before somebody asks for the first.) */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** The times in seconds that ffmpeg tells in the lines of `framecrc`: stream, dts, pts, and more. */
export async function* timesOf(lines: AsyncIterable<string>): AsyncGenerator<number, void> {
  let [count, over] = [0, 1];
  for await (const line of lines) {
    const tick = /^#tb 0: (\d+)\/(\d+)/.exec(line);
    if (tick) [count, over] = [Number(tick[1]), Number(tick[2])];
    if (!line.startsWith('#')) yield (Number(line.split(',')[2]) * count) / over;
  }
}

/** A file's name as ffmpeg takes it for one: `10:30.mp4` would be a protocol. */
function local(file: string): string {
  return `file:${file}`;
}

/** Cuts a stream of bytes into frames; a rest that is no whole frame is dropped. */
export async function* framesOf(stream: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let frame = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length;) {
      const take = Math.min(size - filled, chunk.length - at);
      frame.set(chunk.subarray(at, at + take), filled);
      [filled, at] = [filled + take, at + take];
      if (filled < size) continue;
      yield frame;
      frame = new Uint8Array(size);
      filled = 0;
    }
  }
}

function start(
  program: string,
  args: readonly string[],
  stdin: 'ignore' | 'pipe',
  ...more: 'pipe'[]
): ChildProcess {
  return spawn(program, args, { stdio: [stdin, 'pipe', 'pipe', ...more] });
}

async function ended(child: ChildProcess, program: string, file: string): Promise<void> {
  let complaint = '';
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (chunk: string) => (complaint = (complaint + chunk).slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'ENOENT' ? new Error(`videos need ${program}: install ffmpeg and try again`) : error,
      );
    });
  });
  if (code !== 0)
    fail(`${program} failed on ${file}: ${complaint.trim().split('\n').pop() ?? `exit code ${code ?? ''}`}`);
}
