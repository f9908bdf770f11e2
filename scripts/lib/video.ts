/** Videos through ffmpeg: decoded to RGBA frames, painted one by one, encoded again with their sound. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { fail } from './cli.ts';

/** What must be known of a video to repaint it. */
export interface VideoInfo {
  readonly width: number;
  readonly height: number;
  /** Frames a second as ffmpeg writes it, e.g. `30000/1001`. */
  readonly rate: string;
  readonly frames: number | null;
}

const Probed = z.object({
  streams: z
    .array(
      z.object({
        width: z.number().int().positive(),
        height: z.number().int().positive(),
        r_frame_rate: z.string().regex(/^\d+\/[1-9]\d*$/),
        nb_read_packets: z.coerce.number().int().optional(),
      }),
    )
    .min(1),
});

/** Asks ffprobe. @throws {UsageError} when there is no ffprobe, or the file holds no video. */
export async function probeVideo(file: string): Promise<VideoInfo> {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-count_packets', '-show_entries',
    'stream=width,height,r_frame_rate,nb_read_packets', '-of', 'json', file]; // prettier-ignore
  const probe = start('ffprobe', args);
  let text = '';
  probe.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await ended(probe, 'ffprobe', file);
  const found = Probed.safeParse(JSON.parse(text || '{}')).data?.streams[0];
  if (!found) return fail(`${file} holds no video that ffmpeg can read`);
  const { width, height, r_frame_rate: rate, nb_read_packets: frames = null } = found;
  return { width, height, rate, frames };
}

/** Repaints every frame of a video. `paint` gets and gives width * height * 4 bytes. */
export async function repaintVideo(
  input: string,
  output: string,
  size: { width: number; height: number; rate: string },
  paint: (rgba: Uint8Array) => Promise<Uint8Array>,
): Promise<number> {
  const { width, height, rate } = size;
  const decoder = start('ffmpeg', ['-v', 'error', '-i', input, '-map', '0:v:0', '-fps_mode', 'passthrough',
    '-vf', `scale=${width}:${height}`, '-pix_fmt', 'rgba', '-f', 'rawvideo', 'pipe:1']); // prettier-ignore
  const encoder = start('ffmpeg', ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgba',
    '-s', `${width}x${height}`, '-r', rate, '-i', 'pipe:0', '-i', input, '-map', '0:v:0', '-map', '1:a?',
    '-pix_fmt', 'yuv420p', output]); // prettier-ignore
  const stopped = ended(encoder, 'ffmpeg', output);
  const decoded = ended(decoder, 'ffmpeg', input);
  // Both are awaited below; a failure before then must not end the process unheard.
  for (const promise of [stopped, decoded]) promise.catch(() => undefined);
  let frames = 0;
  const sink = encoder.stdin!;
  sink.on('error', () => undefined);
  for await (const frame of framesOf(decoder.stdout!, width * height * 4)) {
    if (!sink.write(await paint(frame))) await Promise.race([once(sink, 'drain'), stopped]);
    frames++;
  }
  sink.end();
  await decoded;
  await stopped;
  return frames;
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

function start(program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
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
    fail(`ffmpeg failed on ${file}: ${complaint.trim().split('\n').pop() ?? `exit code ${code ?? ''}`}`);
}
