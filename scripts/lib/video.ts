/** Videos through ffmpeg: decoded to RGBA frames, painted one by one, encoded again with their sound. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { fail } from './cli.ts';

/** What must be known of a video to repaint it. */
export interface VideoInfo {
  /** As it is shown: a telephone's upright video is stored lying down. */
  readonly width: number;
  readonly height: number;
  /** Frames a second, on average, as ffmpeg writes it, e.g. `30000/1001`. */
  readonly rate: string;
  readonly frames: number | null;
}

const Rate = z.string().regex(/^[1-9]\d*\/[1-9]\d*$/);
const Probed = z.object({
  streams: z
    .array(
      z.object({
        width: z.number().int().positive(),
        height: z.number().int().positive(),
        avg_frame_rate: Rate.optional().catch(undefined),
        r_frame_rate: Rate,
        nb_read_packets: z.coerce.number().int().optional(),
        side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
      }),
    )
    .min(1),
});

/** Asks ffprobe. @throws {UsageError} when there is no ffprobe, or the file holds no video. */
export async function probeVideo(file: string): Promise<VideoInfo> {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries',
    'stream=width,height,avg_frame_rate,r_frame_rate,nb_read_packets:stream_side_data=rotation',
    '-of', 'json', local(file)]; // prettier-ignore
  const probe = start('ffprobe', args, 'ignore');
  let text = '';
  probe.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await ended(probe, 'ffprobe', file);
  const found = Probed.safeParse(JSON.parse(text || '{}')).data?.streams[0];
  if (!found) return fail(`${file} holds no video that ffmpeg can read`);
  const rotation = found.side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const [width, height] =
    Math.abs(rotation) % 180 === 90 ? [found.height, found.width] : [found.width, found.height];
  const rate = found.avg_frame_rate ?? found.r_frame_rate;
  return { width, height, rate, frames: found.nb_read_packets ?? null };
}

/**
 * Repaints every frame of a video. `paint` gets and gives width * height * 4 bytes. Like a picture, the
 * output takes its place only when it is whole, and may be the input.
 */
export async function repaintVideo(
  input: string,
  output: string,
  size: { width: number; height: number; rate: string },
  paint: (rgba: Uint8Array) => Promise<Uint8Array>,
): Promise<number> {
  // Its ending tells ffmpeg the format.
  const beside = join(dirname(output), `.pastiche-${randomBytes(6).toString('hex')}${extname(output)}`);
  try {
    const frames = await repaintInto(beside, input, output, size, paint);
    await rename(beside, output);
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
  { width, height, rate }: { width: number; height: number; rate: string },
  paint: (rgba: Uint8Array) => Promise<Uint8Array>,
): Promise<number> {
  // At a constant rate, as it is encoded again: the frames of many videos come as it happens.
  const decoder = start('ffmpeg', ['-v', 'error', '-i', local(input), '-map', '0:v:0', '-fps_mode', 'cfr',
    '-r', rate, '-vf', `scale=${width}:${height}`, '-pix_fmt', 'rgba', '-f', 'rawvideo', 'pipe:1'], 'ignore'); // prettier-ignore
  const encoder = start('ffmpeg', ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgba',
    '-s', `${width}x${height}`, '-r', rate, '-i', 'pipe:0', '-i', local(input), '-map', '0:v:0', '-map', '1:a?',
    '-pix_fmt', 'yuv420p', local(file)], 'pipe'); // prettier-ignore
  const stopped = ended(encoder, 'ffmpeg', output);
  const decoded = ended(decoder, 'ffmpeg', input);
  // Both are awaited below; a failure before then must not end the process unheard.
  for (const promise of [stopped, decoded]) promise.catch(() => undefined);
  try {
    let frames = 0;
    const sink = encoder.stdin!;
    sink.on('error', () => undefined);
    for await (const frame of framesOf(decoder.stdout!, width * height * 4)) {
      if (!sink.write(await paint(frame))) await Promise.race([once(sink, 'drain'), stopped]);
      frames++;
    }
    await decoded;
    sink.end();
    await stopped;
    return frames;
  } catch (error) {
    // Each waits for the other's end, or for ours: they would never stop by themselves.
    for (const child of [decoder, encoder]) child.kill('SIGKILL');
    await Promise.allSettled([stopped, decoded]);
    throw error;
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

function start(program: string, args: readonly string[], stdin: 'ignore' | 'pipe'): ChildProcess {
  return spawn(program, args, { stdio: [stdin, 'pipe', 'pipe'] });
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
